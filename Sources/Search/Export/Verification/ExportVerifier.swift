public import Archive
internal import Foundation
internal import Glibc

/// What is wrong with an export that was verified: the first file that differs from the manifest, is missing or is extra.
public struct ExportDamage: Error, Equatable, CustomStringConvertible {
  public static let code = "export.damaged"
  public let description: String

  init(_ description: String) { self.description = description }
}

/// Checks an export against its manifest.
///
/// It needs no archive: it reads the folder alone, and has nothing from the writer but the manifest's form.
public enum ExportVerifier {
  /// What a verified export is.
  public struct Verification: Sendable, Hashable {
    public var manifest: ExportManifest
    /// SHA-256 of `manifest.json`: compared with the one on the archive's ledger it says that nobody wrote another.
    public var digest: Digest
  }

  /// Verifies an export.
  ///
  /// `expected`: the manifest's digest, as the ledger has it.
  /// Throws ``ExportDamage`` naming the first file, in the order of their paths, that is not as it was;
  /// ``InputError`` where the folder holds no export, or one that isn't finished.
  public static func verify(
    _ folder: ExportFolder, expecting expected: Digest? = nil, progress: (String) -> Void = { _ in }
  ) throws -> Verification {
    guard access(folder.work.path, F_OK) != 0 else {
      throw InputError(
        "the export in \(folder.url.path) is not finished; go on with 'holdfast export run \(folder.url.path) --resume'",
        code: "export.unfinished")
    }
    guard access(folder.manifest.path, F_OK) == 0 else {
      throw InputError("there is no export in \(folder.url.path): it has no manifest.json", code: "export.missing")
    }
    let digest = try FileDigest.of(folder.manifest).digest
    if let expected, expected != digest {
      throw ExportDamage("manifest.json differs: its SHA-256 is \(digest), not \(expected)")
    }
    var reader = try ManifestReader(folder.manifest)
    let counts = reader.manifest.counts
    var exceptions: Int64 = 0
    try reader.exceptions { _ in exceptions += 1 }
    var checked = Checked()
    let walk = FolderWalk(folder.url)
    var found = try nextFound(walk)
    while let entry = try reader.nextFile() {
      try checked.follow(entry)
      while let other = found, precedes(other.path, entry.path) { throw ExportDamage(extra(other)) }
      guard let here = found, here.path == entry.path else { throw ExportDamage("\(entry.path) is missing") }
      try check(here, entry, folder)
      found = try nextFound(walk)
      checked.files += 1
      checked.bytes += entry.size
      if checked.files % progressEvery == 0 { progress("\(checked.files) of \(counts.files) files are as they were") }
    }
    if let found { throw ExportDamage(extra(found)) }
    guard checked.files == counts.files, checked.bytes == counts.bytes, exceptions == counts.exceptions,
      counts.hits == counts.exported + counts.duplicates + counts.exceptions
    else { throw ManifestReader.damage("its lists are not as long as it says") }
    return Verification(manifest: reader.manifest, digest: digest)
  }

  private static let progressEvery: Int64 = 1_000

  private struct Checked {
    var files: Int64 = 0
    var bytes: Int64 = 0
    private var last: String?

    /// A list in another order, or with a name twice or one that leaves the folder, is not ours.
    mutating func follow(_ entry: ManifestEntry) throws {
      let names = entry.path.split(separator: "/", omittingEmptySubsequences: false)
      guard !names.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }), entry.size >= 0,
        last.map({ precedes($0, entry.path) }) ?? true
      else { throw ManifestReader.damage("\(entry.path.prefix(80)) doesn't belong there") }
      last = entry.path
    }
  }

  /// The next file that isn't the manifest.
  private static func nextFound(_ walk: FolderWalk) throws -> FolderWalk.Found? {
    let found = try walk.next()
    return found?.path == ExportManifest.fileName && found?.isSpecial == false ? try walk.next() : found
  }

  private static func extra(_ found: FolderWalk.Found) -> String {
    "\(found.path) is extra: the manifest has no such file"
  }

  private static func check(_ found: FolderWalk.Found, _ entry: ManifestEntry, _ folder: ExportFolder) throws {
    guard !found.isSpecial else { throw ExportDamage("\(entry.path) differs: it is no longer a plain file") }
    let now = try FileDigest.of(folder.url.appendingPathComponent(entry.path))
    guard now.size == entry.size else {
      throw ExportDamage("\(entry.path) differs: it has \(now.size) bytes, not \(entry.size)")
    }
    guard now.digest == entry.sha256 else {
      throw ExportDamage("\(entry.path) differs: its SHA-256 is \(now.digest), not \(entry.sha256)")
    }
  }

  /// The order of a manifest and of ``FolderWalk``: by bytes.
  fileprivate static func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
}

/// The digest of a file's bytes.
enum FileDigest {
  private static let chunk = 64 << 10

  static func of(_ file: URL) throws -> (digest: Digest, size: Int64) {
    let descriptor = open(file.path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { throw ExportDamage("\(file.path) can't be read: \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    var digest = RunningDigest()
    try withUnsafeTemporaryAllocation(byteCount: chunk, alignment: 16) { buffer in
      while true {
        let count = read(descriptor, buffer.baseAddress, buffer.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw ExportDamage("\(file.path) can't be read: \(String(cString: strerror(errno)))") }
        if count == 0 { break }
        digest.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      }
    }
    return (digest.finish(), digest.count)
  }
}
