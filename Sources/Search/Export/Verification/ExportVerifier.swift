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
    var batch = FileBatch(folder)
    do {
      while let entry = try reader.nextFile() {
        try checked.follow(entry)
        if let other = found, precedes(other.path, entry.path) { throw ExportDamage(extra(other)) }
        guard let here = found, here.path == entry.path else { throw ExportDamage("\(entry.path) is missing") }
        batch.add(here, entry)
        found = try nextFound(walk)
        checked.files += 1
        checked.bytes += entry.size
        if batch.isFull {
          try batch.check()
          progress("\(checked.files) of \(counts.files) files are as they were")
        }
      }
    } catch {
      // One of those before it may differ, and the first is named.
      try batch.check()
      throw error
    }
    try batch.check()
    if let found { throw ExportDamage(extra(found)) }
    guard checked.files == counts.files, checked.bytes == counts.bytes, exceptions == counts.exceptions,
      counts.hits == counts.exported + counts.duplicates + counts.exceptions
    else { throw ManifestReader.damage("its lists are not as long as it says") }
    return Verification(manifest: reader.manifest, digest: digest)
  }

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

  /// The order of a manifest and of ``FolderWalk``: by bytes.
  fileprivate static func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
}
