internal import Archive
internal import Foundation

/// A staged file's place in an object store.
struct StagedObject: Sendable {
  let store: any ObjectStore
  let key: String

  /// What reads so many bytes at a time, fewer at the end; the store is asked for larger pieces.
  func reader() throws -> (Int) throws -> Data? {
    let next = store.pieces(of: key, size: try store.size(of: key) ?? 0)
    var buffer = Data()
    return { count in
      while buffer.count < count, let piece = try next() { buffer.append(contentsOf: piece) }
      defer { buffer = buffer.dropFirst(count) }
      return Data(buffer.prefix(count))
    }
  }
}
