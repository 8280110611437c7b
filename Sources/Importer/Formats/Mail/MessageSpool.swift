internal import Archive
internal import Foundation
internal import Glibc

/// Gathers one message's bytes: in memory as long as a record may be, in a temporary file of the content store beyond.
struct MessageSpool {
  private let content: ContentStore
  private var held: [UInt8] = []
  private var digest = RunningDigest()
  private var file: (url: URL, handle: FileHandle)?

  /// Why what went to a file is no item.
  private static let tooLong = ItemProblem(
    .mail, "it has more than \(ForeignRecord.longest) bytes, the most that an e-mail may have")

  init(_ content: ContentStore) { self.content = content }

  mutating func write(_ bytes: some ContiguousBytesLike & Sequence<UInt8>) throws {
    if file == nil {
      held += bytes
      if held.count > ForeignRecord.longest { try spill() }
    } else {
      digest.update(bytes)
      try file?.handle.write(contentsOf: Data(bytes))
    }
  }

  private mutating func spill() throws {
    let url = try content.temporaryFile()
    let descriptor = open(url.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw StorageError("could not create \(url.path): \(String(cString: strerror(errno)))")
    }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    file = (url, handle)
    digest.update(held)
    try handle.write(contentsOf: Data(held))
    held = []
  }

  /// The record of what was gathered: what `read` makes of it, or one that says that it is too long.
  ///
  /// The spool is empty afterwards.
  mutating func record(
    _ ordinal: Int64, _ read: ([UInt8]) throws -> ForeignRecord
  ) throws -> ForeignRecord {
    defer { self = MessageSpool(content) }
    guard let file else { return try read(held) }
    try file.handle.close()
    return ForeignRecord(
      ordinal: ordinal, original: .file(file.url, bytes: digest.count, digest: digest.finish()),
      read: .failure(Self.tooLong))
  }

  /// Takes away the last bytes, where they are at hand.
  mutating func dropLast(_ count: Int) {
    if file == nil { held.removeLast(min(count, held.count)) }
  }
}
