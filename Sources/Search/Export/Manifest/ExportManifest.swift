public import Archive

/// What `manifest.json` says before it lists exceptions and files.
public struct ExportManifest: Sendable, Hashable, Codable {
  /// What reconciles: hits = exported + duplicates + exceptions.
  public struct Counts: Sendable, Hashable, Codable {
    public var hits: Int64
    public var exported: Int64
    public var duplicates: Int64
    public var exceptions: Int64
    /// Files of the list, and their bytes together; the manifest itself is not among them.
    public var files: Int64
    public var bytes: Int64
  }

  /// The state of the archive's ledger when the export began.
  public struct LedgerState: Sendable, Hashable, Codable {
    /// The entry that says that the export began; the checkpoint covers it and all before it.
    public var entry: Int64
    public var checkpoint: Checkpoint
    /// What the checkpoint is signed with, 64 hex digits.
    public var key: String
  }

  public var format = Self.name
  public var version = Self.version
  public var organization: String
  public var request: ExportRequest
  /// The account that exported.
  public var actor: String
  /// RFC 3339, UTC.
  public var started: String
  public var finished: String
  public var ledger: LedgerState
  /// How much of the archive the search spoke for.
  public var coverage: Coverage
  /// The permission filters that bore on the account, by name: what they hide is not in the export.
  public var filters: [String]
  public var counts: Counts

  static let name = "holdfast-export"
  static let version = 1
  static let fileName = "manifest.json"
}

/// A file as the manifest lists it.
public struct ManifestEntry: Sendable, Hashable, Codable {
  /// Below the export's folder, with `/` between names.
  public var path: String
  public var size: Int64
  public var sha256: Digest
}
