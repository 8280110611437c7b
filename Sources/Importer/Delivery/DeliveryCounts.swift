/// What became of a day's, a file's or a run's items.
///
/// `offered` counts the partner's items; the others count copies, one for each mapped mailbox, and an item that nobody
/// maps to once: `available = imported + partial + duplicate + quarantined + failed`.
public struct DeliveryCounts: Sendable, Codable, Hashable {
  public var offered: Int64 = 0
  public var available: Int64 = 0
  public var imported: Int64 = 0
  /// Imported without a file the partner announced and did not deliver.
  public var partial: Int64 = 0
  public var duplicate: Int64 = 0
  public var quarantined: Int64 = 0
  public var failed: Int64 = 0
  /// What the manifest announced and the files lacked.
  public var missing: Int64 = 0

  public init() {}

  /// Whether someone has to look at something.
  public var needsAttention: Bool { partial + quarantined + failed + missing > 0 }

  public static func += (sum: inout DeliveryCounts, other: DeliveryCounts) {
    sum.offered += other.offered
    sum.available += other.available
    sum.imported += other.imported
    sum.partial += other.partial
    sum.duplicate += other.duplicate
    sum.quarantined += other.quarantined
    sum.failed += other.failed
    sum.missing += other.missing
  }
}
