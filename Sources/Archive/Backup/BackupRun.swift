public import Foundation
internal import GRDB

/// Makes a backup of an archive that goes on working.
public struct BackupRun: Sendable {
  public var folder: URL
  public var passphrase: Secret?
  /// Leave the archive's keys out, which is the only choice without a passphrase.
  public var withoutKeys: Bool
  /// Keep so many of the newest backups; nil: all.
  public var keep: Int?
  /// Remove the backups that hold what has been purged since they were made.
  public var forgetsPurged: Bool

  public init(
    folder: URL, passphrase: Secret?, withoutKeys: Bool = false, keep: Int? = nil, forgetsPurged: Bool = false
  ) {
    (self.folder, self.passphrase, self.withoutKeys) = (folder, passphrase, withoutKeys)
    (self.keep, self.forgetsPurged) = (keep, forgetsPurged)
  }

  /// A piece of the database: what a day's imports leave as it was is found again in the folder, and stored once.
  static let piece = 256 << 10
  /// How often a snapshot is taken anew because something it has was purged before it was copied.
  private static let mostSnapshots = 5

  /// Makes the backup, puts it on the ledger, and lets old ones expire.
  ///
  /// - Throws: ``InputError``, ``AccessError``, ``StorageError``; the backups before are as they were then.
  public func run(_ archive: Archive, by session: Session, progress: (String) -> Void = { _ in }) throws -> BackupReport
  {
    try archive.authorize(.backupStarted, on: folder.path, by: session)
    guard passphrase != nil || withoutKeys else {
      throw InputError(
        "keys are never written in the clear: give --passphrase-file to encrypt the backup, or --without-keys and keep a "
          + "copy of \(archive.keys.folder.path) elsewhere, without which a backup can't be restored",
        code: "backup.keys")
    }
    try refuseInside(archive)
    let target = try BackupFolder.openOrMake(folder, passphrase: passphrase)
    let lock = try target.lock()
    defer { lock.release() }
    try archive.perform(
      .backupStarted, on: folder.path, by: session,
      details: ["encrypted": .flag(target.isEncrypted), "keys": .flag(!withoutKeys)]
    ) { _ in }
    let writer = try BackupWriter(target)
    let (manifest, digest) = try copy(archive, session, writer, progress)
    let expired = try expire(target, after: manifest, writer, progress)
    let report = BackupReport(
      manifest: manifest, encrypted: target.isEncrypted, manifestDigest: digest, written: writer.written,
      expired: expired,
      holdingPurged: try Self.holdingPurged(target, manifest), backups: try target.names().count)
    try archive.perform(.backupMade, on: manifest.name, by: session, details: report.ledgerDetails(folder)) { _ in }
    return report
  }

  /// A backup that lies in what it is a backup of is lost with it.
  private func refuseInside(_ archive: Archive) throws {
    let (own, other) = (archive.folder.resolvingSymlinksInPath().path, folder.resolvingSymlinksInPath().path)
    guard other != own, !other.hasPrefix(own + "/") else {
      throw InputError(
        "\(folder.path) lies in the archive; name a folder elsewhere, best on another disk",
        code: "backup.inside")
    }
  }

  // MARK: - Copying

  private func copy(
    _ archive: Archive, _ session: Session, _ writer: BackupWriter, _ progress: (String) -> Void
  ) throws -> (BackupManifest, Digest) {
    for _ in 0..<Self.mostSnapshots {
      try writer.begin()
      var manifest = try FrozenDatabase.with(archive) { snapshot in
        let made = try copyDatabase(snapshot, archive, session, writer, progress)
        try snapshot.requireUndisturbed()
        return made
      }
      guard let missing = try copyContent(of: &manifest, archive, writer, progress) else { continue }
      manifest.missing = missing
      if !withoutKeys { try writeKeys(archive.keys, writer, manifest.name) }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
      let bytes = Array(try encoder.encode(manifest))
      let file = try writer.file(BackupManifest.fileName, of: manifest.name)
      try file.write(bytes)
      try file.finish()
      try writer.publish(manifest.name)
      return (manifest, Digest(of: bytes))
    }
    throw StorageError(
      "items are being purged faster than their recordings can be copied; make the backup when the sweep is done",
      code: "backup.purging")
  }

  /// Copies the snapshot's database piece by piece, and writes the list of the content it refers to.
  private func copyDatabase(
    _ snapshot: FrozenDatabase, _ archive: Archive, _ session: Session, _ writer: BackupWriter,
    _ progress: (String) -> Void
  ) throws -> BackupManifest {
    let facts = try SnapshotFacts(snapshot.db)
    let name = Self.name(facts.head.size, session.now)
    let list = BackupList.Writer(try writer.file(BackupManifest.databaseList, of: name))
    var offset: Int64 = 0
    while offset < snapshot.size {
      let bytes = try snapshot.read(Int(min(Int64(Self.piece), snapshot.size - offset)), at: offset)
      let entry = BackupList.Entry(digest: Digest(of: bytes), size: Int64(bytes.count))
      if try !writer.has(entry) {
        var rest: [UInt8]? = bytes
        try writer.copy(entry) {
          defer { rest = nil }
          return rest
        }
      }
      try list.add(entry)
      offset += entry.size
      progress("database: \(offset >> 20) of \(snapshot.size >> 20) MB")
    }
    let content = BackupList.Writer(try writer.file(BackupManifest.contentList, of: name))
    let rows = try Row.fetchCursor(
      snapshot.db, sql: "SELECT digest, size FROM content WHERE bytes IS NULL ORDER BY digest")
    while let row = try rows.next() {
      guard let digest = Digest(bytes: row[0] as Data) else { throw StorageError("a content's digest is damaged") }
      try content.add(BackupList.Entry(digest: digest, size: row[1]))
    }
    return BackupManifest(
      name: name, created: RFC3339.format(session.now), organization: facts.organization, sandbox: archive.isSandbox,
      head: facts.head, ledgerKey: archive.ledgerKey.hex, counts: facts.counts, database: try list.finish(),
      content: try content.finish(), keys: !withoutKeys, missing: [], erasurePending: facts.erasurePending)
  }

  /// Copies the content files that the folder has not, and gives those that are missing or altered; nil where one was purged
  /// since the snapshot, which is to be taken anew then.
  private func copyContent(
    of manifest: inout BackupManifest, _ archive: Archive, _ writer: BackupWriter, _ progress: (String) -> Void
  ) throws -> [Digest]? {
    var missing: [Digest] = []
    let next = try writer.listed(BackupManifest.contentList, of: manifest.name, as: manifest.content)
    var done: Int64 = 0
    while let entry = try next() {
      if try !writer.has(entry) {
        let outcome = try archive.read { try Self.copy(entry, archive.content, writer, $0) }
        switch outcome {
        case .copied: break
        case .purged: return nil
        case .missing:
          missing.append(entry.digest)
          guard missing.count <= BackupManifest.mostMissing else {
            throw StorageError(
              "more than \(BackupManifest.mostMissing) files of content/ are missing or altered; run 'holdfast doctor'")
          }
        }
      }
      done += 1
      progress("content: \(done) of \(manifest.content.files) files")
    }
    return missing
  }

  private enum Outcome { case copied, purged, missing }

  private static func copy(
    _ entry: BackupList.Entry, _ store: ContentStore, _ writer: BackupWriter, _ db: Database
  ) throws -> Outcome {
    guard try store.size(of: entry.digest, db) != nil else { return .purged }
    do {
      try writer.copy(entry, store.pieces(of: entry.digest, db))
      return .copied
    } catch let error as StorageError where error.code == "content.altered" {
      return .missing
    } catch is CocoaError {
      // The backup's own files are written with the system's calls: this is the archive's.
      return .missing
    }
  }

  private func writeKeys(_ keys: KeyRing, _ writer: BackupWriter, _ backup: String) throws {
    let file = try writer.file(BackupManifest.keysFile, of: backup)
    try file.write(Array(try JSONEncoder().encode(keys.export())))
    try file.finish()
  }

  /// The number of entries first, so that names sort as history went, whatever the clock did.
  private static func name(_ entries: Int64, _ now: Moment) -> String {
    let digits = String(entries)
    let time = RFC3339.format(now).prefix { $0 != "." && $0 != "Z" }.filter { $0 != ":" && $0 != "-" }
    return String(repeating: "0", count: max(0, 12 - digits.count)) + digits + "-" + time + "Z"
  }

  // MARK: - Expiring

  /// Backups that hold copies which were purged by the time of another.
  static func holdingPurged(_ folder: BackupFolder, _ newest: BackupManifest) throws -> [String] {
    try folder.names().filter { try folder.read($0).manifest.counts.purged < newest.counts.purged }
  }

  private func expire(
    _ folder: BackupFolder, after newest: BackupManifest, _ writer: BackupWriter, _ progress: (String) -> Void
  ) throws -> [String] {
    var expired: Set<String> = []
    if let keep { expired.formUnion(try folder.names().dropLast(max(1, keep))) }
    if forgetsPurged { expired.formUnion(try Self.holdingPurged(folder, newest)) }
    expired.remove(newest.name)
    let expiry = BackupExpiry(folder: folder)
    try expiry.remove(expired.sorted())
    if try writer.foundLeftovers || expiry.isUnfinished() { _ = try expiry.collect(progress: progress) }
    return expired.sorted()
  }
}

/// What a snapshot's database says of itself.
private struct SnapshotFacts {
  var organization: String
  var head: Checkpoint
  var counts: BackupManifest.Counts
  var erasurePending: Bool

  init(_ db: Database) throws {
    organization = try Setting.organization.read(db) ?? ""
    guard let head = try LedgerHead.newest(db) else { throw StorageError("the archive's ledger has no checkpoint") }
    self.head = head
    counts = try BackupManifest.Counts(db)
    erasurePending =
      try Bool.fetchOne(
        db, sql: "SELECT EXISTS (SELECT 1 FROM erasure) OR EXISTS (SELECT 1 FROM content_unlink)") ?? false
  }
}
