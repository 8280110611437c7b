internal import Foundation
internal import GRDB

/// What became of a backup.
public struct BackupReport: Sendable {
  /// Files and their bytes before sealing.
  public struct Volume: Sendable, Equatable {
    public var files: Int64 = 0
    public var bytes: Int64 = 0
  }

  public var manifest: BackupManifest
  /// Whether the folder is encrypted.
  public var encrypted: Bool
  /// What the ledger has of it.
  public var manifestDigest: Digest
  /// What the folder had not yet.
  public var written: Volume
  /// Backups that were removed.
  public var expired: [String]
  /// Backups that still hold what has been purged since they were made.
  public var holdingPurged: [String]
  /// Complete backups in the folder.
  public var backups: Int

  func ledgerDetails(_ folder: URL) -> [String: LedgerValue] {
    [
      "folder": .text(folder.path), "manifest": .text(manifestDigest.hex), "entries": .number(manifest.head.size),
      "root": .text(manifest.head.root.hex), "messages": .number(manifest.counts.messages),
      "items": .number(manifest.counts.items), "contentFiles": .number(manifest.content.files),
      "missing": .number(manifest.missing.count), "expired": .list(expired.map(LedgerValue.text)),
    ]
  }
}

extension BackupManifest.Counts {
  init(_ db: Database) throws {
    func count(_ sql: String) throws -> Int64 { try Int64.fetchOne(db, sql: sql) ?? 0 }
    self.init(
      messages: try count("SELECT COUNT(*) FROM message"), items: try count("SELECT COUNT(*) FROM item"),
      mailboxes: try count("SELECT COUNT(*) FROM mailbox"),
      quarantined: try count("SELECT COUNT(*) FROM quarantine WHERE state = 'waiting'"),
      purged: try count("SELECT COUNT(*) FROM certificate"))
  }
}
