public import Foundation
internal import GRDB
internal import Glibc

/// Makes an archive of a backup, in a folder that is empty or not there.
///
/// All is written beside the target and verified there: every digest, the ledger with every message it speaks for, and the
/// counts of the manifest. Only then does it get its name, at once: what is there is a whole archive or nothing.
public struct Restore: Sendable {
  public var folder: BackupFolder
  /// Which backup; nil: the newest.
  public var name: String?
  /// A folder with the archive's keys, for a backup without them.
  public var keys: URL?
  public var target: URL

  public init(_ folder: BackupFolder, backup name: String? = nil, keys: URL? = nil, to target: URL) {
    (self.folder, self.name, self.keys, self.target) = (folder, name, keys, target)
  }

  public struct Report: Sendable {
    public var manifest: BackupManifest
    public var ledger: LedgerVerification
    /// The entry that says so in the restored archive's ledger.
    public var entry: Int64
  }

  /// Restores, and puts that on the restored archive's ledger.
  ///
  /// `prepare`: what every connection needs, see ``Archive/open(at:connections:prepare:)``.
  /// Throws ``InputError``, ``BackupDamage``, ``LedgerDamage`` or ``StorageError``: nothing is in the target then.
  public func run(user: String, prepare: @escaping Archive.Prepare, progress: (String) -> Void = { _ in }) throws
    -> Report
  {
    try requireEmptyTarget()
    let reading = try folder.readingLock()
    defer { reading?.release() }
    let (manifest, digest) = try folder.read(folder.manifest(name).name)
    let secrets = try keys(of: manifest)
    try requireRoom(manifest)
    let work = target.deletingLastPathComponent()
      .appendingPathComponent(".\(target.lastPathComponent).restoring", isDirectory: true)
    try begin(work)
    do {
      let lock = try FileLock(work.appendingPathComponent(Self.lockName))
      defer { lock.release() }
      try write(manifest, secrets, work, progress)
      let report = try verify(manifest, digest, work, user, prepare, progress)
      try FileManager.default.removeItem(at: work.appendingPathComponent(Self.lockName))
      try FileSystem.sync(work)
      guard rename(work.path, target.path) == 0 else { throw DurableFile.failure("rename", work) }
      try DurableFile.syncFolder(target.deletingLastPathComponent())
      return report
    } catch {
      try? FileManager.default.removeItem(at: work)
      throw error
    }
  }

  private static let lockName = "restore.lock"

  // MARK: - Before

  private func requireEmptyTarget() throws {
    guard access(target.path, F_OK) == 0 else { return }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: target.path), names.isEmpty else {
      throw InputError(
        "\(target.path) is not an empty folder; restore to one that is empty or does not exist", code: "restore.target")
    }
  }

  private func keys(of manifest: BackupManifest) throws -> [String: String] {
    if let keys { return try KeyRing.open(keys).export() }
    guard manifest.keys else {
      throw InputError(
        "the backup \(manifest.name) was made without the archive's keys, and no archive opens without them: give the "
          + "folder that has a copy of them with --keys", code: "restore.keys")
    }
    return try folder.keys(of: manifest)
  }

  /// Room for it must be there before hours are spent.
  private func requireRoom(_ manifest: BackupManifest) throws {
    let needed = manifest.database.bytes + manifest.content.bytes
    guard let room = FileSystem.room(in: target.deletingLastPathComponent()), room.free < needed else { return }
    throw StorageError(
      "\(target.deletingLastPathComponent().path) has \(room.free >> 20) MB free, and the archive takes "
        + "\((needed >> 20) + 1) MB; free some space or restore elsewhere", code: "storage.full")
  }

  /// Makes the working folder; one that a killed restore left is removed.
  private func begin(_ work: URL) throws {
    if access(work.path, F_OK) == 0 {
      guard let lock = try FileLock.tryLock(work.appendingPathComponent(Self.lockName)) else {
        throw StorageError("another process is restoring to \(target.path)", code: "restore.busy")
      }
      try FileManager.default.removeItem(at: work)
      lock.release()
    }
    do { try DurableFile.makeFolder(work) } catch {
      throw StorageError("could not make the folder \(work.path): \(error.localizedDescription)")
    }
  }

  // MARK: - Writing

  private func write(
    _ manifest: BackupManifest, _ secrets: [String: String], _ work: URL, _ progress: (String) -> Void
  ) throws {
    let ring = try KeyRing.restore(secrets, in: work.appendingPathComponent("keys", isDirectory: true))
    guard ring.signer.publicKey.hex == manifest.ledgerKey else {
      throw InputError(
        "the keys are another archive's: the ledger was signed with \(manifest.ledgerKey)",
        code: "restore.keys")
    }
    var done: Int64 = 0
    let database = try NewFile(work.appendingPathComponent(Archive.databaseName))
    let pieces = try folder.entries(BackupManifest.databaseList, of: manifest.name, as: manifest.database)
    while let entry = try pieces() {
      try database.write(folder.pieces(of: entry))
      done += entry.size
      progress("database: \(done >> 20) of \(manifest.database.bytes >> 20) MB")
    }
    let store = work.appendingPathComponent("content", isDirectory: true)
    try DurableFile.makeFolder(store)
    let missing = Set(manifest.missing)
    let files = try folder.entries(BackupManifest.contentList, of: manifest.name, as: manifest.content)
    done = 0
    while let entry = try files() {
      if !missing.contains(entry.digest) {
        let place = ContentStore.location(of: entry.digest, in: store)
        try DurableFile.makeFolder(place.deletingLastPathComponent())
        try NewFile(place).write(folder.pieces(of: entry))
      }
      done += 1
      progress("content: \(done) of \(manifest.content.files) files")
    }
    try DurableFile.replace(
      work.appendingPathComponent("ledger.head"), with: LedgerHead.bytes(manifest.head))
  }

  /// A file that is written from front to back; all of them are synced together in the end.
  private final class NewFile {
    private let file: URL
    private let descriptor: Int32

    init(_ file: URL) throws {
      self.file = file
      descriptor = open(file.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw DurableFile.failure("create", file) }
    }

    deinit { close(descriptor) }

    func write(_ pieces: ContentPieces) throws {
      while let piece = try pieces() { try DurableFile.writeAll(piece, to: descriptor, file) }
    }
  }

  // MARK: - Verifying

  private func verify(
    _ manifest: BackupManifest, _ digest: Digest, _ work: URL, _ user: String, _ prepare: @escaping Archive.Prepare,
    _ progress: (String) -> Void
  ) throws -> Report {
    progress("opening the database")
    let archive = try Archive.open(at: work, prepare: prepare)
    defer { try? archive.store.close() }
    let ledger = try archive.read { db in
      progress("checking the database")
      let problems = try String.fetchAll(db, sql: "PRAGMA integrity_check(3)")
      guard problems == ["ok"] else {
        throw BackupDamage("the database is not sound: \(problems.joined(separator: "; "))")
      }
      guard try BackupManifest.Counts(db) == manifest.counts else {
        throw BackupDamage("the database has not as many messages, items and mailboxes as the manifest says")
      }
      progress("verifying the ledger and every message")
      let verifier = LedgerVerifier(key: archive.ledgerKey, content: archive.content, deep: manifest.missing.isEmpty)
      return try verifier.verify(db, head: manifest.head)
    }
    guard ledger.root == manifest.head.root else {
      throw LedgerDamage(entry: manifest.head.size, LedgerHead.otherHistory)
    }
    let session = try archive.session(user: user)
    let entry = try archive.write(
      .archiveRestored, on: manifest.name, by: session,
      details: [
        "backup": .text(manifest.name), "created": .text(manifest.created), "manifest": .text(digest.hex),
        "entries": .number(ledger.entries), "root": .text(ledger.root.hex), "missing": .number(manifest.missing.count),
      ]
    ) { act in
      try ObjectStores.leave(besides: manifest.missing, act)
      return act.entry
    }
    return Report(manifest: manifest, ledger: ledger, entry: entry)
  }
}
