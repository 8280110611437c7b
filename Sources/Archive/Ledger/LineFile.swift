internal import Foundation
internal import Glibc

/// A file written line by line beside its final place, and moved there once it is whole and synced.
final class LineFile {
  private let target: URL
  private let temporary: URL
  private let descriptor: Int32
  private var pending: [UInt8] = []
  private var isPublished = false

  /// Written at once.
  private static let bufferSize = 1 << 20

  init(_ target: URL) throws {
    self.target = target
    temporary = target.deletingLastPathComponent()
      .appendingPathComponent(".\(target.lastPathComponent).\(UInt64.random(in: 0 ... .max)).tmp")
    descriptor = open(temporary.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw DurableFile.failure("create", temporary) }
  }

  deinit {
    close(descriptor)
    if !isPublished { unlink(temporary.path) }
  }

  func write(line: [UInt8]) throws {
    pending.append(contentsOf: line)
    try write(bytes: [0x0A])
  }

  func write(bytes: [UInt8]) throws {
    pending.append(contentsOf: bytes)
    if pending.count >= Self.bufferSize { try flush() }
  }

  func publish() throws {
    try flush()
    guard fsync(descriptor) == 0 else { throw DurableFile.failure("sync", temporary) }
    try DurableFile.publish(temporary, as: target)
    isPublished = true
  }

  private func flush() throws {
    try DurableFile.writeAll(pending, to: descriptor, temporary)
    pending.removeAll(keepingCapacity: true)
  }
}

/// Reads a file line by line, whatever its size.
struct LineReader {
  private let handle: FileHandle
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  /// The number of the line read last, from 1.
  private(set) var number = 0

  /// An entry names mailboxes, rules and counts; a purge of a million items would name them in a quarter of it.
  ///
  /// A longer line is no ledger's and would only fill the memory.
  static let longestLine = 64 << 20
  private static let chunk = 1 << 20

  init(_ file: URL) throws {
    guard let handle = try? FileHandle(forReadingFrom: file) else {
      throw InputError(
        "could not read \(file.path): check the path and its permissions", code: "file.unreadable")
    }
    self.handle = handle
  }

  /// The next line without its end, or nil where there is none.
  mutating func next() throws -> [UInt8]? {
    var searched = position
    while true {
      if let end = buffer[searched...].firstIndex(of: 0x0A) {
        defer { position = end + 1 }
        number += 1
        return Array(buffer[position..<end])
      }
      searched = buffer.count - position
      guard searched <= Self.longestLine else {
        throw LedgerDamage("line \(number + 1) of the file is longer than any entry")
      }
      buffer.removeFirst(position)
      position = 0
      guard !isAtEnd, let piece = try handle.read(upToCount: Self.chunk), !piece.isEmpty else {
        isAtEnd = true
        guard !buffer.isEmpty else { return nil }
        defer { buffer = [] }
        number += 1
        return buffer
      }
      buffer.append(contentsOf: piece)
    }
  }
}
