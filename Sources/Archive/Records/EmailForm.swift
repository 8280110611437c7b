/// An e-mail as it is kept: its own bytes, with a reference where a recording or attachment goes.
///
/// The whole is put together only when someone reads it, piece by piece, so that no item's size is ever held in
/// memory, and a recording shared by two messages is stored once.
public struct EmailForm: Hashable, Sendable {
  public enum Segment: Hashable, Sendable {
    case bytes([UInt8])
    /// That content in base64, in lines of 76 characters each ended by CRLF (RFC 2045, 6.8).
    case base64(Digest, bytes: Int64)
  }

  public var segments: [Segment]

  public init(segments: [Segment]) { self.segments = segments }

  /// The size in bytes of the e-mail put together.
  public var size: Int64 {
    segments.reduce(0) { total, segment in
      switch segment {
      case .bytes(let bytes): total + Int64(bytes.count)
      case .base64(_, let bytes): total + Self.encodedSize(bytes)
      }
    }
  }

  /// What base64 makes of so many bytes, line ends included.
  static func encodedSize(_ bytes: Int64) -> Int64 {
    let characters = (bytes + 2) / 3 * 4
    return characters + (characters + Self.lineLength - 1) / Self.lineLength * 2
  }

  static let lineLength: Int64 = 76

  /// Hands out the e-mail's exact bytes, piece by piece.
  ///
  /// `content`: opens the content of a digest.
  public func write(
    content: (Digest) throws -> ContentPieces, to sink: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    for segment in segments {
      switch segment {
      case .bytes(let bytes): try bytes.withUnsafeBytes(sink)
      case .base64(let digest, _):
        var encoder = Base64Lines()
        let next = try content(digest)
        while let piece = try next() {
          let encoded = piece.withUnsafeBytes { encoder.encode($0) }
          try encoded.withUnsafeBytes(sink)
        }
        let rest = encoder.finish()
        try rest.withUnsafeBytes(sink)
      }
    }
  }
}

/// Gives the next piece of some content at each call, and nil at its end.
public typealias ContentPieces = () throws -> [UInt8]?

/// Base64 (RFC 4648, 4) in lines of 76 characters, fed piece by piece.
public struct Base64Lines: Sendable {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  /// 57 bytes make one line of 76 characters.
  private static let lineBytes = 57
  private var pending: [UInt8] = []

  public init() {}

  /// The lines that can be written already.
  public mutating func encode(_ piece: UnsafeRawBufferPointer) -> [UInt8] {
    var start = 0
    var out: [UInt8] = []
    out.reserveCapacity(piece.count / 57 * 78 + 156)
    if !pending.isEmpty {
      start = min(Self.lineBytes - pending.count, piece.count)
      pending.append(contentsOf: UnsafeRawBufferPointer(rebasing: piece[0..<start]))
      guard pending.count == Self.lineBytes else { return out }
      pending.withUnsafeBytes { Self.line($0, &out) }
      pending.removeAll(keepingCapacity: true)
    }
    while piece.count - start >= Self.lineBytes {
      Self.line(UnsafeRawBufferPointer(rebasing: piece[start..<start + Self.lineBytes]), &out)
      start += Self.lineBytes
    }
    pending.append(contentsOf: UnsafeRawBufferPointer(rebasing: piece[start...]))
    return out
  }

  /// The last, shorter line.
  public mutating func finish() -> [UInt8] {
    var out: [UInt8] = []
    if !pending.isEmpty { pending.withUnsafeBytes { Self.line($0, &out) } }
    pending.removeAll()
    return out
  }

  private static func line(_ bytes: UnsafeRawBufferPointer, _ out: inout [UInt8]) {
    alphabet.withUnsafeBufferPointer { letters in
      var i = 0
      while i < bytes.count {
        let a = bytes[i]
        let b = i + 1 < bytes.count ? bytes[i + 1] : 0
        let c = i + 2 < bytes.count ? bytes[i + 2] : 0
        out.append(letters[Int(a >> 2)])
        out.append(letters[Int((a & 3) << 4 | b >> 4)])
        out.append(i + 1 < bytes.count ? letters[Int((b & 15) << 2 | c >> 6)] : 61)
        out.append(i + 2 < bytes.count ? letters[Int(c & 63)] : 61)
        i += 3
      }
    }
    out.append(13)
    out.append(10)
  }
}
