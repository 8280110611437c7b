internal import Foundation
internal import GRDB
internal import Glibc

/// The newest checkpoint, kept in a file of its own beside the database: entries cut off the database's end
/// leave it pointing past what is there.
struct LedgerHead: Sendable {
  let file: URL

  /// Writes the head that is to be, so that nothing but a rename is left to do once the act is committed.
  ///
  /// Other processes wait until it is published or given up.
  ///
  /// - Throws: ``StorageError`` where the head can't be written or replaced: the act must not happen then.
  func prepare(_ checkpoint: Checkpoint) throws -> Pending {
    let lock = try FileLock(file.appendingPathExtension("lock"))
    // A file that may not be written (`chattr +i`) may not be replaced either.
    let existing = open(file.path, O_WRONLY | O_CLOEXEC)
    guard existing >= 0 || errno == ENOENT else { throw DurableFile.failure("replace", file) }
    if existing >= 0 { close(existing) }
    let staged = try DurableFile.stage(Self.bytes(checkpoint), beside: file)
    return Pending(staged: staged, head: self, size: checkpoint.size, lock: lock)
  }

  /// A head that is written and not yet in its place; given up, it leaves nothing.
  final class Pending {
    private let staged: URL
    private let head: LedgerHead
    private let size: Int64
    private let lock: FileLock
    private var isPublished = false

    fileprivate init(staged: URL, head: LedgerHead, size: Int64, lock: FileLock) {
      (self.staged, self.head, self.size, self.lock) = (staged, head, size, lock)
    }

    deinit {
      if !isPublished { DurableFile.discard(staged) }
      lock.release()
    }

    /// Puts it in its place, unless another process has already put a later one there.
    func publish() throws {
      if let current = try head.read(), current.size > size { return }
      do { try DurableFile.publish(staged, as: head.file) } catch {
        throw StorageError(
          "the act was done and is entry \(size) of the ledger, but ledger.head was not renewed: \(error)")
      }
      isPublished = true
    }
  }

  /// The head, or nil where there is none.
  func read() throws -> Checkpoint? {
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    guard let head = try? JSONDecoder().decode(Checkpoint.self, from: Data(contentsOf: file)) else {
      throw LedgerDamage(Self.unreadable)
    }
    return head
  }

  /// The newest checkpoint that a database has, or nil where it has none that can be read.
  static func newest(_ db: Database) throws -> Checkpoint? {
    let row = try Row.fetchOne(
      db, sql: "SELECT size, root, at, signature FROM ledger_checkpoint ORDER BY size DESC LIMIT 1")
    guard let row, let root = Digest(bytes: row["root"] as Data) else { return nil }
    return Checkpoint(size: row["size"], root: root, at: row["at"], signature: Hex.encode(row["signature"] as Data))
  }

  /// A head's file.
  static func bytes(_ checkpoint: Checkpoint) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return Array(try encoder.encode(checkpoint))
  }

  static let unreadable = "ledger.head is not a checkpoint; put it back from a backup"
  static let otherHistory = "ledger.head was signed over another history"

  /// What is wrong between the head and a database with so many entries, read after it.
  ///
  /// Only the first entry may be without a head: a crash between its commit and the head leaves that.
  static func damage(_ head: Checkpoint?, entries: Int64) -> LedgerDamage? {
    guard let head else { return entries > 1 ? LedgerDamage("ledger.head is missing") : nil }
    guard head.size > entries else { return nil }
    return LedgerDamage(
      entry: entries + 1, "it is missing, cut off with all after it: ledger.head was signed over \(head.size) entries")
  }
}
