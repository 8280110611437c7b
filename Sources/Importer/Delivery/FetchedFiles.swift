internal import Archive

/// The recordings and attachments fetched for some records, by digest.
struct FetchedFiles: Sendable {
  enum File: Sendable {
    case held([UInt8])
    /// Kept by the content store, with its size.
    case stored(ContentStore, Int64)
    /// Not to be had, and why.
    case missing(String)
  }

  var files: [Digest: File] = [:]

  static let none = FetchedFiles()

  init() {}

  /// What was fetched for an item that was prepared before.
  init(_ item: PreparedItem, in store: ContentStore) {
    for content in item.contents {
      files[content.digest] = content.bytes.map(File.held) ?? .stored(store, content.size)
    }
    for file in item.missing { files[file.digest] = .missing(file.reason) }
  }

  func problem(of digest: Digest) -> String? {
    switch files[digest] {
    case .held, .stored: nil
    case .missing(let reason): reason
    case nil: "it was not fetched"
    }
  }

  func content(of digest: Digest) -> PreparedContent? {
    switch files[digest] {
    case .held(let bytes): PreparedContent(digest: digest, size: Int64(bytes.count), bytes: bytes)
    case .stored(_, let size): PreparedContent(digest: digest, size: size, bytes: nil)
    case .missing, nil: nil
    }
  }

  func pieces(of digest: Digest) throws -> ContentPieces {
    switch files[digest] {
    case .held(let bytes):
      var rest: [UInt8]? = bytes
      return {
        defer { rest = nil }
        return rest
      }
    case .stored(let store, let size): return try store.keptPieces(of: digest, size: size)
    case .missing, nil: throw StorageError("content \(digest) was not fetched")
    }
  }
}
