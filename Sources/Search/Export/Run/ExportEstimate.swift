public import Archive
public import GRDB

/// What an export would cover, counted without reading any item.
public struct ExportEstimate: Sendable {
  public struct Share: Sendable, Hashable {
    public var items = 0
    public var bytes: Int64 = 0
  }

  public private(set) var custodians: [Mailbox.ID: Share] = [:]
  /// When the first and the last item were sent; nil where there is none.
  public private(set) var earliest: Moment?
  public private(set) var latest: Moment?

  public init(_ source: some ExportSource, _ db: Database) throws {
    try source.eachHit(db) { hit in
      custodians[hit.mailbox, default: Share()].items += 1
      custodians[hit.mailbox, default: Share()].bytes += hit.size
      earliest = min(earliest ?? hit.sent, hit.sent)
      latest = max(latest ?? hit.sent, hit.sent)
    }
  }
}
