public import Archive

/// What the labels of a mailbox's items come to for the mailbox: one of someone who left stays while any of them keeps an
/// item in it.
public struct LabelledItems: Hashable, Sendable {
  /// How a label lets go of an item.
  public enum End: Hashable, Sendable {
    /// By itself, then.
    case at(Moment)
    /// When somebody or something decides: an event, a review, a longer look at the index; or never.
    case open
  }

  /// Until when each label keeps the last of its items that it lets go of by itself.
  public private(set) var ends: [String: Moment] = [:]
  /// The labels that keep some item, and nobody can tell until when.
  public private(set) var open: Set<String> = []

  public init() {}

  /// Adds an item's.
  public mutating func add(_ name: String, _ end: End) {
    switch end {
    case .open: open.insert(name)
    case .at(let moment): ends[name] = max(ends[name] ?? moment, moment)
    }
  }

  /// When the last of those that end by themselves did, or will.
  var last: Moment? { ends.values.max() }

  /// Those that keep an item now, by name.
  func keepers(at moment: Moment) -> [BlockingReason] {
    let names = open.union(ends.filter { moment < $0.value }.keys)
    return names.sorted().map { BlockingReason(kind: .label, name: $0, until: open.contains($0) ? nil : ends[$0]) }
  }
}

extension RetentionLabel {
  /// When the label lets go of an item that carries it; nil where it keeps nothing.
  ///
  /// Whoever reviews its disposal, or declared it a record that nothing deletes, keeps the item without end.
  func letsGo(of facts: ItemFacts, in calendar: RetentionCalendar) -> LabelledItems.End? {
    guard retention.retains else { return nil }
    // A record is deleted by rule alone, and a label that only keeps is none.
    guard let period = retention.period, let start = periodStart(of: facts), !isRecord || retention.deletedAfter != nil
    else { return .open }
    let end = period.end(from: start, in: calendar)
    guard stages > 0 else { return .at(end) }
    let progress = facts.labelling.review
    guard progress.stagesApproved(since: end) >= stages else { return .open }
    return .at(end)
  }
}
