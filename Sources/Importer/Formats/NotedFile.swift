internal import Archive

/// A file of a record in the note beside it (``ForeignRecord/note``).
struct NotedFile: Codable, Sendable {
  var name: String
  var mediaType: String
  var bytes: Int64
  var digest: Digest

  init(_ file: FeedAttachment) {
    (name, mediaType, bytes, digest) = (file.name, file.mediaType, file.bytes, file.sha256)
  }

  var attachment: FeedAttachment {
    FeedAttachment(name: name, mediaType: mediaType, bytes: bytes, sha256: digest)
  }
}
