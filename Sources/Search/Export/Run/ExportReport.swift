public import Archive

/// What an export did.
public struct ExportReport: Sendable, Hashable {
  public var request: ExportRequest
  /// hits = exported + duplicates + exceptions.
  public var counts: ExportManifest.Counts
  /// Each item that could not be exported, with its reason.
  public var exceptions: [ExportException]
  /// SHA-256 of `manifest.json`, as it is on the ledger.
  public var manifestDigest: Digest
  /// Whether nothing was left to do: the export was finished before.
  public var wasFinished: Bool
}
