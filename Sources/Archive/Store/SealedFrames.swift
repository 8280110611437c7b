public import Crypto
public import Foundation

/// A stream of bytes, sealed in frames (AES-256-GCM) that are read back one by one.
///
/// Each frame is its length (4 bytes, big-endian), whether it is the last (1 byte), then nonce, ciphertext and tag. It is
/// bound to the stream's name, to its place in it and to whether it is the last, so that nothing can be cut, moved, put in
/// or taken from another stream. Memory is a frame's, whatever the length.
public struct SealedFrames: Sendable {
  /// Plain bytes of every frame but the last.
  public static let size = 256 << 10
  private static let head = 5
  /// What a frame takes beside its bytes: its head, 12 bytes of nonce, 16 of tag.
  static let overhead = head + 28

  let key: SymmetricKey
  /// What the frames are bound to.
  let context: String

  public init(key: SymmetricKey, context: String) { (self.key, self.context) = (key, context) }

  private func context(_ frame: Int, _ isLast: Bool) -> String { "\(context)#\(frame)\(isLast ? "." : "")" }

  /// Seals the frame at that place.
  public func seal(_ bytes: ArraySlice<UInt8>, frame: Int, isLast: Bool) throws -> [UInt8] {
    let sealed = try Sealing.seal(bytes, with: key, context: context(frame, isLast))
    var out = (0..<4).map { UInt8(truncatingIfNeeded: sealed.count >> (24 - 8 * $0)) }
    out.append(isLast ? 1 : 0)
    return out + sealed
  }

  /// Reads the frames of an open file, from its beginning to its last frame; anything behind that is refused.
  ///
  /// - Throws: `damaged`, from what it gives.
  public func pieces(_ handle: FileHandle, damaged: StorageError) -> ContentPieces {
    pieces(reading: { try handle.read(upToCount: $0) }, damaged: damaged)
  }

  /// The same, of whatever gives so many bytes, or fewer at its end.
  public func pieces(reading read: @escaping (Int) throws -> Data?, damaged: StorageError) -> ContentPieces {
    var index = 0
    var ended = false
    return {
      guard !ended else { return nil }
      guard let head = try read(Self.head), head.count == Self.head else { throw damaged }
      let length = head.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      let isLast = head[head.startIndex + 4] == 1
      guard length <= Self.size + Self.overhead, let sealed = try read(length),
        sealed.count == length,
        let bytes = try? Sealing.open(sealed, with: key, context: context(index, isLast))
      else { throw damaged }
      index += 1
      ended = isLast
      if isLast, let more = try read(1), !more.isEmpty { throw damaged }
      return bytes
    }
  }
}
