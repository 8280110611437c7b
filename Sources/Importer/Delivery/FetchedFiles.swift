internal import Archive
internal import Foundation
internal import Glibc

/// The recordings and attachments fetched for some records, by digest.
struct FetchedFiles: Sendable {
  enum File: Sendable {
    case held([UInt8])
    /// Adopted by the content store, with its size.
    case stored(URL, Int64)
    /// In a temporary file of the content store, with its size, until its item is entered.
    case temporary(URL, Int64)
    /// Not to be had, and why.
    case missing(String)
  }

  var files: [Digest: File] = [:]

  static let none = FetchedFiles()

  init() {}

  /// What was fetched for an item that was prepared before.
  init(_ item: PreparedItem, in store: ContentStore) {
    for content in item.contents {
      files[content.digest] =
        if let bytes = content.bytes {
          .held(bytes)
        } else if let temporary = content.temporary {
          .temporary(temporary, content.size)
        } else {
          .stored(store.location(of: content.digest), content.size)
        }
    }
    for file in item.missing { files[file.digest] = .missing(file.reason) }
  }

  func problem(of digest: Digest) -> String? {
    switch files[digest] {
    case .held, .stored, .temporary: nil
    case .missing(let reason): reason
    case nil: "it was not fetched"
    }
  }

  func content(of digest: Digest) -> PreparedContent? {
    switch files[digest] {
    case .held(let bytes): PreparedContent(digest: digest, size: Int64(bytes.count), bytes: bytes)
    case .stored(_, let size): PreparedContent(digest: digest, size: size, bytes: nil)
    case .temporary(let url, let size): PreparedContent(digest: digest, size: size, bytes: nil, temporary: url)
    case .missing, nil: nil
    }
  }

  /// Everything that was fetched and is at hand.
  var contents: [PreparedContent] { files.keys.compactMap(content) }

  /// Adds a file unless the same is there.
  mutating func add(_ file: File, _ digest: Digest) {
    guard files[digest] != nil else {
      files[digest] = file
      return
    }
    if case .temporary(let url, _) = file { unlink(url.path) }
  }

  /// Removes the temporary files: their item is not to be entered.
  func discard() { for content in contents { content.discard() } }

  func pieces(of digest: Digest) throws -> ContentPieces {
    switch files[digest] {
    case .held(let bytes):
      var rest: [UInt8]? = bytes
      return {
        defer { rest = nil }
        return rest
      }
    case .stored(let url, _), .temporary(let url, _):
      let handle = try FileHandle(forReadingFrom: url)
      return {
        guard let piece = try handle.read(upToCount: Self.chunk), !piece.isEmpty else {
          try handle.close()
          return nil
        }
        return Array(piece)
      }
    case .missing, nil: throw StorageError("content \(digest) was not fetched")
    }
  }

  private static let chunk = 256 << 10
}
