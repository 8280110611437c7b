internal import Archive
internal import Foundation
internal import Glibc

/// Takes in an attachment's bytes as they are read: a small one in memory, a large one in a temporary file of the
/// content store, and the digest of either.
///
/// The file becomes content only in the transaction that enters its item: what turns out to be a duplicate, or to have
/// been purged, never lies in the store.
final class ContentStager {
  private let store: ContentStore
  private let discards: Bool
  private var held: [UInt8] = []
  private var file: (url: URL, handle: FileHandle)?
  private var digest = RunningDigest()

  /// `discards`: only the digest is wanted.
  init(_ store: ContentStore, discards: Bool) { (self.store, self.discards) = (store, discards) }

  deinit { abandon() }

  /// Lets go of what was taken in.
  func abandon() {
    guard let file else { return }
    try? file.handle.close()
    unlink(file.url.path)
    self.file = nil
  }

  func write(_ bytes: some ContiguousBytesLike & Sequence<UInt8>) throws {
    digest.update(bytes)
    guard !discards else { return }
    if let file {
      try file.handle.write(contentsOf: Data(bytes))
      return
    }
    held += bytes
    guard held.count > ContentStore.largestInline else { return }
    let url = try store.temporaryFile()
    let descriptor = open(url.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw StorageError("could not create \(url.path): \(String(cString: strerror(errno)))")
    }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    file = (url, handle)
    try handle.write(contentsOf: Data(held))
    held = []
  }

  /// What was taken in, with its size and digest.
  func finish() throws -> (file: FetchedFiles.File, bytes: Int64, digest: Digest) {
    let size = digest.count
    defer { file = nil }
    guard let file else { return (.held(held), size, digest.finish()) }
    try file.handle.close()
    return (.temporary(file.url, size), size, digest.finish())
  }
}
