public import Archive
internal import Glibc

/// A delivered folder of the site's layout: `2024-01-02/manifest.json`, `2024-01-02/NAME` and
/// `2024-01-02/attachments/SHA256`.
///
/// No symbolic link below the folder is followed, so that who may write there can't make us archive other
/// files of this machine.
public struct FolderPartnerSource: PartnerSource {
  private let folder: String
  private let network: String

  public init(folder: String, network: String) { (self.folder, self.network) = (folder, network) }

  public var address: String { "file:\(folder)" }

  public func close() async {}

  /// The network asked for, or an error where the folder isn't there or can't be read.
  ///
  /// A folder holds one network's days, and each manifest says which.
  public func networks() async throws -> [String] {
    let root = try openRoot()
    root.close()
    return [network]
  }

  public func manifest(day: CivilDate) async throws -> ManifestAnswer {
    do {
      let chunks = try open(
        [day.description, "manifest.json"], limit: SourceLimits.manifestBytes, missing: .notReady)
      return .ready(try await chunks.collect(limit: SourceLimits.manifestBytes, at: "\(address)/\(day)"))
    } catch let error as SourceError where error.kind == .notReady {
      return .notReady
    }
  }

  public func file(day: CivilDate, name: String, limit: Int64) async throws -> ByteChunks {
    try SourceLimits.check(name: name, at: "\(address)/\(day)")
    return try open([day.description, name], limit: limit, missing: .notFound)
  }

  public func attachment(day: CivilDate, digest: Digest, limit: Int64) async throws -> ByteChunks {
    try open([day.description, "attachments", digest.hex], limit: limit, missing: .notFound)
  }

  private func openRoot() throws -> FolderDescriptor {
    let opened = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard opened >= 0 else {
      throw SourceError(
        .unreachable, "can't open the delivered folder: \(String(cString: strerror(errno)))", at: address)
    }
    return FolderDescriptor(opened)
  }

  /// Opens a file step by step from the folder, each step refusing a symbolic link.
  private func open(_ parts: [String], limit: Int64, missing: SourceError.Kind) throws -> ByteChunks {
    let place = ([address] + parts).joined(separator: "/")
    var here = try openRoot()
    for (index, part) in parts.enumerated() {
      let kind = index == parts.count - 1 ? O_NONBLOCK : O_DIRECTORY
      let opened = openat(here.number, part, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | kind)
      let problem = errno
      here.close()
      guard opened >= 0 else { throw Self.refusal(problem, place, missing) }
      here = FolderDescriptor(opened)
    }
    var about = stat()
    guard fstat(here.number, &about) == 0, about.st_mode & S_IFMT == S_IFREG else {
      here.close()
      throw SourceError(.unreadable, "not a regular file", at: place)
    }
    let size = Int64(about.st_size)
    guard size <= limit else {
      here.close()
      throw SourceError(.tooLarge, "the file has \(size) bytes where at most \(limit) are taken", at: place)
    }
    let file = DeliveredFile(here, size: size, limit: limit, place: place)
    return ByteChunks(announced: size) { FolderChunkReader(file: file) }
  }

  private static func refusal(_ problem: CInt, _ place: String, _ missing: SourceError.Kind) -> SourceError {
    switch problem {
    case ENOENT:
      SourceError(
        missing,
        missing == .notReady
          ? "the partner hasn't delivered this day yet: run again later"
          : "the manifest names this, but the folder hasn't got it: ask for it to be delivered again",
        at: place)
    // Linux says ENOTDIR where O_DIRECTORY meets a link, ELOOP where O_NOFOLLOW alone does.
    case ELOOP, ENOTDIR:
      SourceError(.unreadable, "a symbolic link, or not a folder: deliver plain files and folders", at: place)
    default:
      SourceError(.unreadable, "can't open it: \(String(cString: strerror(problem)))", at: place)
    }
  }
}

/// An open file or folder.
private struct FolderDescriptor {
  let number: CInt

  init(_ number: CInt) { self.number = number }
  func close() { _ = Glibc.close(number) }
}

/// A delivered file, open until nobody reads it any more.
private final class DeliveredFile: Sendable {
  let number: CInt
  let size: Int64
  let limit: Int64
  let place: String

  init(_ descriptor: FolderDescriptor, size: Int64, limit: Int64, place: String) {
    (number, self.size, self.limit, self.place) = (descriptor.number, size, limit, place)
  }

  deinit { close(number) }
}

/// Reads a delivered file piece by piece.
private struct FolderChunkReader: ChunkReader {
  let file: DeliveredFile
  var offset: Int64 = 0

  /// Bytes read at once: enough for a disk to run at its speed.
  static let chunk = 256 * 1024

  mutating func next() async throws -> [UInt8]? {
    try Task.checkCancellation()
    let wanted = Int(min(Int64(Self.chunk), file.size - offset))
    guard wanted > 0 else { return nil }
    let (number, place) = (file.number, file.place)
    let at = off_t(offset)
    var problem: CInt = 0
    let piece = [UInt8](unsafeUninitializedCapacity: wanted) { room, count in
      var n: Int
      repeat { n = pread(number, room.baseAddress, wanted, at) } while n < 0 && errno == EINTR
      problem = n < 0 ? errno : 0
      count = max(n, 0)
    }
    guard problem == 0 else {
      throw SourceError(.interrupted, "can't read on: \(String(cString: strerror(problem)))", at: place)
    }
    guard !piece.isEmpty else {
      throw SourceError(.interrupted, "the file became shorter while it was read", at: place)
    }
    offset += Int64(piece.count)
    return piece
  }
}
