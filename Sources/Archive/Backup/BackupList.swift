internal import Foundation

/// A list of files of a backup in their order: 40 bytes each, the digest and the size (big-endian), read and written one by
/// one, since a large archive has millions.
enum BackupList {
  struct Entry: Equatable {
    var digest: Digest
    var size: Int64
  }

  static let entryBytes = Digest.byteCount + 8

  /// Writes one.
  final class Writer {
    private let file: BackupFileWriter
    private var digest = RunningDigest()
    private(set) var files: Int64 = 0
    private(set) var bytes: Int64 = 0

    init(_ file: BackupFileWriter) { self.file = file }

    func add(_ entry: Entry) throws {
      let size = (0..<8).map { UInt8(truncatingIfNeeded: entry.size >> (56 - 8 * Int64($0))) }
      let record = entry.digest.bytes + size
      digest.update(record)
      try file.write(record)
      files += 1
      bytes += entry.size
    }

    func finish() throws -> BackupManifest.Part {
      try file.finish()
      return BackupManifest.Part(files: files, bytes: bytes, list: digest.finish())
    }
  }

  /// Reads one, and checks it against what its manifest says when the end is reached.
  static func entries(_ pieces: @escaping ContentPieces, as part: BackupManifest.Part) -> () throws -> Entry? {
    var buffer: [UInt8] = []
    var position = 0
    var digest = RunningDigest()
    var (files, bytes) = (Int64(0), Int64(0))
    return {
      while buffer.count - position < entryBytes {
        guard let more = try pieces() else {
          guard buffer.count == position, files == part.files, bytes == part.bytes, digest.finish() == part.list else {
            throw BackupDamage("a list of its files is not the one its manifest names")
          }
          return nil
        }
        digest.update(more)
        buffer = buffer[position...] + more
        position = 0
      }
      let record = buffer[position..<position + entryBytes]
      position += entryBytes
      let size = record.suffix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) }
      guard let digest = Digest(bytes: record.prefix(Digest.byteCount)), size >= 0 else {
        throw BackupDamage("a list of its files has a size below zero")
      }
      files += 1
      bytes &+= size
      return Entry(digest: digest, size: size)
    }
  }
}
