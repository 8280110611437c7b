public import Archive

/// What a run of a connector did, day by day.
public struct RunReport: Sendable {
  public struct Day: Sendable {
    public var date: CivilDate
    public var complete: Bool
    public var counts: DeliveryCounts
    /// Why the day isn't complete, for people.
    public var problems: [String]
  }

  public var connector: String
  public var days: [Day]
  /// Distinct items that reached at least one mailbox.
  public var items: Int64
  /// A day the partner had not got ready, or the site that could not be reached: the exit code is then 69.
  public var unavailable: String?

  public var total: DeliveryCounts { days.reduce(into: DeliveryCounts()) { $0 += $1.counts } }

  public var needsAttention: Bool { days.contains { !$0.complete || $0.counts.needsAttention } }
}
