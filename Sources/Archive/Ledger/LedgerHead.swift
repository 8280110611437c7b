internal import Foundation

/// The newest checkpoint, kept in a file of its own beside the database: entries cut off the database's end
/// leave it pointing past what is there.
struct LedgerHead: Sendable {
  let file: URL

  /// Replaces the head, unless another process has already written a later one.
  func write(_ checkpoint: Checkpoint) throws {
    let lock = try FileLock(file.appendingPathExtension("lock"))
    defer { lock.release() }
    if let current = try read(), current.size > checkpoint.size { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    try DurableFile.replace(file, with: Array(try encoder.encode(checkpoint)))
  }

  /// The head, or nil where there is none.
  func read() throws -> Checkpoint? {
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    guard let head = try? JSONDecoder().decode(Checkpoint.self, from: Data(contentsOf: file)) else {
      throw LedgerDamage(Self.unreadable)
    }
    return head
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
