public import Archive

/// A rule that an item carries with it: each item has at most one label.
///
/// What it keeps counts beside all policies; when it deletes, it decides before any of them.
public struct RetentionLabel: Hashable, Sendable {
  /// What a label's period counts from.
  public enum Start: String, Sendable, Codable, CaseIterable {
    /// The item's sent or received date.
    case created
    /// The same: what is archived is never edited.
    case modified
    /// When the label was put on the item.
    case labelled
    /// The date of an event; until there is one the item is kept.
    case event
  }

  /// Whether what bears the label is a record, which people neither delete nor relabel at will.
  public enum RecordKind: String, Sendable, Codable, CaseIterable {
    case none
    /// Nobody deletes it, only a rule does; its label is changed by a records manager with a reason.
    case record
    /// As a record, and its label is never changed or taken off by anyone.
    case regulatoryRecord = "regulatory-record"
  }

  public var id: Identifier<RetentionLabel>
  public var name: String
  public var retention: Retention
  public var start: Start
  public var record: RecordKind
  /// How many stages of review a disposal takes once the period has ended; 0: none.
  public var stages: Int

  public init(
    id: Identifier<RetentionLabel>, name: String, retention: Retention, start: Start = .created,
    record: RecordKind = .none, stages: Int = 0
  ) {
    (self.id, self.name, self.retention) = (id, name, retention)
    (self.start, self.record, self.stages) = (start, record, stages)
  }

  public var isRecord: Bool { record != .none }

  /// When the period of an item with this label starts; nil where that is not known, or has not come.
  func periodStart(of facts: ItemFacts) -> Moment? {
    switch start {
    case .created, .modified: facts.date
    case .labelled: ItemFacts.believed(facts.labelling.at)
    case .event: ItemFacts.believed(facts.labelling.eventDate)
    }
  }

  /// When the label asks for the item's deletion; nil: it does not, or nobody can tell yet.
  func due(for facts: ItemFacts, in calendar: RetentionCalendar) -> Moment? {
    guard let period = retention.deletedAfter, let start = periodStart(of: facts) else { return nil }
    return period.end(from: start, in: calendar)
  }

  /// Whether the label's period, or the review after it, keeps the item.
  ///
  /// A record's lock is no part of it: that ends where any rule asks for deletion.
  func keeps(_ facts: ItemFacts, at moment: Moment, in calendar: RetentionCalendar) -> Bool {
    guard retention.retains else { return periodStart(of: facts) == nil }
    guard let period = retention.period, let start = periodStart(of: facts) else { return true }
    let end = period.end(from: start, in: calendar)
    return moment < end || (stages > 0 && review(facts.labelling.review, since: end, at: moment) != .approved)
  }

  /// Where the review of an item's disposal stands.
  enum ReviewState: Hashable {
    /// It waits for a decision of this stage's reviewers.
    case waiting(stage: Int)
    /// A reviewer put it off; it then starts again at the first stage.
    case putOff(until: Moment)
    case approved
  }

  /// Where the review stands once the period has ended.
  func review(_ progress: ReviewProgress, since end: Moment, at moment: Moment) -> ReviewState {
    if let until = progress.suspendedUntil, moment < until { return .putOff(until: until) }
    let approved = progress.stagesApproved(since: end)
    return approved < stages ? .waiting(stage: approved + 1) : .approved
  }

  /// Since when an item's disposal is up for review, and where that stands; nil where it is not.
  func pendingReview(of facts: ItemFacts, at moment: Moment, in calendar: RetentionCalendar) -> (
    since: Moment, state: ReviewState
  )? {
    guard stages > 0, !facts.labelling.isUncertain, let end = due(for: facts, in: calendar), end <= moment else {
      return nil
    }
    return (end, review(facts.labelling.review, since: end, at: moment))
  }
}

extension Considered {
  /// What is said of an item whose label is not among the rules: until somebody finds out what it asked for,
  /// the item stays.
  static func unknownLabel(_ id: Identifier<RetentionLabel>) -> Considered {
    .keeps(.label, "label \(id)", "the item carries a label that is not on record, so it stays")
  }

  /// What is said of an item while a labelling rule's or an event's query can't be asked about it.
  static let uncertainLabel = Considered.keeps(
    .label, "label", "it can't be told now which label covers the item, so it stays")
}
