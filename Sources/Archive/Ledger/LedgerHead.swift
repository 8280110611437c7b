internal import Foundation

/// The newest checkpoint, kept in a file of its own beside the database: entries cut off the database's end
/// leave it pointing past what is there.
struct LedgerHead: Sendable {
  let file: URL

  /// Replaces the head, unless another process has already written a later one.
  func write(_ checkpoint: Checkpoint) throws {
    let lock = try FileLock(file.appendingPathExtension("lock"))
    defer { lock.release() }
    if let current = try? read(), current.size > checkpoint.size { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    try DurableFile.replace(file, with: Array(try encoder.encode(checkpoint)))
  }

  /// The head, or nil before the first act.
  func read() throws -> Checkpoint? {
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    return try JSONDecoder().decode(Checkpoint.self, from: Data(contentsOf: file))
  }
}
