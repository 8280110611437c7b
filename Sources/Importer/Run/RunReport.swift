public import Archive

/// What a run of a connector did, day by day.
public struct RunReport: Sendable {
  public struct Day: Sendable {
    public var date: CivilDate
    public var complete: Bool
    public var counts: DeliveryCounts
    /// Why the day isn't complete, for people.
    public var problems: [String]
    /// It was complete, and the partner has offered it with another manifest since.
    public var isReoffered = false
  }

  public var connector: String
  public var days: [Day]
  /// Distinct items that reached at least one mailbox.
  public var items: Int64
  /// What else people should know.
  public var notices: [String] = []
  /// What kept days from being fetched: the first ``SourceError`` (the site was lost, a day is not ready) or
  /// `InputError` (a manifest can't be used).
  ///
  /// The days it doesn't concern are done.
  public var failure: (any Error)?

  public var total: DeliveryCounts { days.reduce(into: DeliveryCounts()) { $0 += $1.counts } }

  mutating func add(_ outcome: DayImport.Outcome) {
    days.append(outcome.day)
    items += outcome.items
    failure = failure ?? outcome.failure
  }

  public var needsAttention: Bool { days.contains { !$0.complete || $0.counts.needsAttention } }
}
