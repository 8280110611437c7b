internal import Foundation

/// Checks a backup without an archive: that every file it refers to is there and has its digest.
public struct BackupVerifier: Sendable {
  let folder: BackupFolder

  public init(_ folder: BackupFolder) { self.folder = folder }

  public struct Found: Sendable {
    public var manifest: BackupManifest
    public var manifestDigest: Digest
  }

  /// Files checked at once on all cores.
  private static let batch = 64

  /// Checks a backup; nil: the newest.
  ///
  /// `expecting`: the digest of its manifest, as the archive's ledger has it.
  /// Throws ``BackupDamage`` for the first file that is missing or not what it was, ``InputError``.
  public func verify(
    _ name: String? = nil, expecting: Digest? = nil, progress: (String) -> Void = { _ in }
  ) throws -> Found {
    let lock = try folder.readingLock()
    defer { lock?.release() }
    let (manifest, digest) = try folder.read(folder.manifest(name).name)
    if let expecting, expecting != digest {
      throw BackupDamage("the manifest of \(manifest.name) has the digest \(digest), not the one that was expected")
    }
    guard let key = LedgerPublicKey(hex: manifest.ledgerKey), key.signed(manifest.head) else {
      throw BackupDamage("the ledger's head in the manifest of \(manifest.name) is not signed with the key it names")
    }
    try check(BackupManifest.databaseList, manifest, manifest.database, progress)
    try check(BackupManifest.contentList, manifest, manifest.content, progress)
    if manifest.keys { _ = try folder.keys(of: manifest) }
    return Found(manifest: manifest, manifestDigest: digest)
  }

  private func check(
    _ list: String, _ manifest: BackupManifest, _ part: BackupManifest.Part, _ progress: (String) -> Void
  ) throws {
    let next = try folder.entries(list, of: manifest.name, as: part)
    let missing = Set(manifest.missing)
    var done: Int64 = 0
    while true {
      var batch: [BackupList.Entry] = []
      var isAtEnd = false
      while batch.count < Self.batch, !isAtEnd {
        guard let entry = try next() else {
          isAtEnd = true
          continue
        }
        done += 1
        if !missing.contains(entry.digest) { batch.append(entry) }
      }
      try check(batch)
      progress("\(list): \(done) of \(part.files) files")
      if isAtEnd { return }
    }
  }

  /// Reads a batch on all cores; of several that are damaged the first is named.
  private func check(_ batch: [BackupList.Entry]) throws {
    guard !batch.isEmpty else { return }
    let problems = Problems()
    DispatchQueue.concurrentPerform(iterations: batch.count) { index in
      do {
        let next = try folder.pieces(of: batch[index])
        while try next() != nil {}
      } catch { problems.note(error, at: index) }
    }
    if let problem = problems.first { throw problem }
  }

  private final class Problems: @unchecked Sendable {
    private let lock = NSLock()
    private var found: (index: Int, error: any Error)?

    func note(_ error: any Error, at index: Int) {
      lock.withLock { if found.map({ index < $0.index }) ?? true { found = (index, error) } }
    }

    var first: (any Error)? { lock.withLock { found?.error } }
  }
}

extension BackupFolder {
  /// The longest file of keys: three of them take some hundred bytes.
  private static let longestKeys = 64 << 10

  /// The keys that a backup has.
  func keys(of manifest: BackupManifest) throws -> [String: String] {
    let bytes = try BackupFile.bytes(
      folder(of: manifest.name).appendingPathComponent(BackupManifest.keysFile), coding,
      context: Self.context(of: BackupManifest.keysFile, in: manifest.name), most: Self.longestKeys)
    guard let keys = try? JSONDecoder().decode([String: String].self, from: Data(bytes)) else {
      throw BackupDamage("the keys of \(manifest.name) are not keys")
    }
    return keys
  }
}
