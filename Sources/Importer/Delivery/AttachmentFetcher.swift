internal import Archive
internal import Foundation
internal import Glibc

/// Fetches the recordings and attachments that some records name, several at a time, and checks each against its
/// digest: small ones into memory, large ones straight into the content store.
struct AttachmentFetcher: Sendable {
  let source: any PartnerSource
  let content: ContentStore
  let retry: RetryPolicy

  /// Enough to hide the site's latency; each takes a connection at the partner.
  static let atOnce = 8
  /// How much fetched content is held for one group of records; past it even small files go to disk.
  private static let mostHeld = 16 << 20

  func fetch(_ wanted: [FeedAttachment], day: CivilDate) async throws -> FetchedFiles {
    var fetched = FetchedFiles()
    var queue = wanted[...]
    var held = 0
    try await withThrowingTaskGroup(of: (Digest, FetchedFiles.File).self) { group in
      func start() {
        guard let next = queue.popFirst() else { return }
        let inMemory = next.bytes <= ContentStore.largestInline && held < Self.mostHeld
        if inMemory { held += Int(next.bytes) }
        group.addTask { (next.sha256, try await fetch(next, day: day, inMemory: inMemory)) }
      }
      for _ in 0..<Self.atOnce { start() }
      while let (digest, file) = try await group.next() {
        fetched.files[digest] = file
        start()
      }
    }
    return fetched
  }

  /// - Throws: transient ``SourceError`` once the tries are used up: the run stops and goes on later. What the partner
  ///   simply hasn't got, or has wrong, is the item's own problem.
  private func fetch(_ wanted: FeedAttachment, day: CivilDate, inMemory: Bool) async throws -> FetchedFiles.File {
    do {
      return try await retry.retrying {
        let chunks = try await source.attachment(day: day, digest: wanted.sha256, limit: wanted.bytes)
        return inMemory
          ? try await hold(chunks, wanted) : try await store(chunks, wanted)
      }
    } catch let error as SourceError {
      switch error.kind {
      case .notFound, .notReady: return .missing("the partner does not have it")
      case .tooLarge: return .missing("it is larger than the \(wanted.bytes) bytes announced")
      case .unreadable, .malformed: return .missing(error.message)
      default: throw error
      }
    }
  }

  private func hold(_ chunks: ByteChunks, _ wanted: FeedAttachment) async throws -> FetchedFiles.File {
    let bytes = try await chunks.collect(limit: wanted.bytes, at: source.address)
    return check(Int64(bytes.count), Digest(of: bytes), wanted) ?? .held(bytes)
  }

  private func store(_ chunks: ByteChunks, _ wanted: FeedAttachment) async throws -> FetchedFiles.File {
    let temporary = try content.temporaryFile()
    guard
      FileManager.default.createFile(atPath: temporary.path, contents: nil, attributes: [.posixPermissions: 0o600])
    else { throw StorageError("could not create \(temporary.path): \(String(cString: strerror(errno)))") }
    do {
      let handle = try FileHandle(forWritingTo: temporary)
      defer { try? handle.close() }
      var digest = RunningDigest()
      for try await chunk in chunks {
        digest.update(chunk)
        try handle.write(contentsOf: Data(chunk))
      }
      if let problem = check(digest.count, digest.finish(), wanted) {
        unlink(temporary.path)
        return problem
      }
      try await content.keep(temporary, as: wanted.sha256, size: wanted.bytes)
      return .stored(content, wanted.bytes)
    } catch {
      unlink(temporary.path)
      throw error
    }
  }

  private func check(_ bytes: Int64, _ digest: Digest, _ wanted: FeedAttachment) -> FetchedFiles.File? {
    if bytes != wanted.bytes { return .missing("it has \(bytes) bytes where \(wanted.bytes) were announced") }
    return digest == wanted.sha256 ? nil : .missing("its content does not have the digest announced")
  }
}
