/// What a backup is of, and how much there must be of it.
public struct BackupManifest: Sendable, Codable, Equatable {
  /// The version of this form.
  public var schema = 1
  public var name: String
  /// RFC 3339, UTC.
  public var created: String
  public var organization: String
  public var sandbox: Bool
  /// The ledger's newest checkpoint in the snapshot: what must be found again after a restore.
  public var head: Checkpoint
  /// The key that signed it, 64 hex digits.
  public var ledgerKey: String
  public var counts: Counts
  public var database: Part
  /// Content that lies in files.
  public var content: Part
  /// Whether the archive's keys are in the backup, sealed.
  public var keys: Bool
  /// Content that should have been there and was missing or altered when the backup was made.
  public var missing: [Digest]
  /// Whether something of what was purged could still lie in the database: its erasing had not come to its end.
  public var erasurePending: Bool

  /// Rows that a restored archive must have again.
  public struct Counts: Sendable, Codable, Equatable {
    public var messages: Int64
    public var items: Int64
    public var mailboxes: Int64
    public var quarantined: Int64
    /// Copies that had been purged: a backup with fewer than a later one holds what was purged between them.
    public var purged: Int64
  }

  /// The files of one part.
  public struct Part: Sendable, Codable, Equatable {
    public var files: Int64
    public var bytes: Int64
    /// Of the list of them, ``BackupList``.
    public var list: Digest
  }

  static let fileName = "manifest.json"
  static let databaseList = "database.list"
  static let contentList = "content.list"
  static let keysFile = "keys.json"
  /// A manifest with as much missing content as one may name is a tenth of this.
  static let longest = 1 << 20
  /// Where more content than this is missing the store itself is, and a backup would hide that.
  static let mostMissing = 1_000
}
