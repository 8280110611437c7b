internal import Archive

/// What a new label is to be.
public struct LabelTerms: Sendable, Hashable {
  public var action: Retention.Action
  /// Nil: forever, which only `retain` can be.
  public var period: Period?
  public var start: RetentionLabel.Start
  /// Goes with `start` being an event.
  public var eventType: String?
  public var record: RetentionLabel.RecordKind
  /// The reviewers of each stage of the disposal review, in order; none: no review.
  public var stages: [[String]]

  public init(
    action: Retention.Action, period: Period?, start: RetentionLabel.Start = .created, eventType: String? = nil,
    record: RetentionLabel.RecordKind = .none, stages: [[String]] = []
  ) {
    (self.action, self.period, self.start) = (action, period, start)
    (self.eventType, self.record, self.stages) = (eventType, record, stages)
  }

  /// As many as the market leader's; more stages than that and nobody reads what he approves.
  public static let mostStages = 5
  /// A stage is one group of people; each is named in lists and asked about at every decision.
  public static let mostReviewers = 50

  /// Throws ``InputError`` where they don't make a label.
  func check() throws {
    _ = try Retention(action, period)
    guard (start == .event) == (eventType != nil) else {
      throw InputError(
        "a period that starts at an event names the event's type, and no other does: give --start event and "
          + "--event-type together", code: "label.event-type")
    }
    if let eventType { try RuleName.check(eventType, what: "type", longest: LabelRecord.longestName, code: "event") }
    if start == .event, action == .delete {
      throw InputError(
        "until the event nobody knows when to delete, so that a label that starts at one keeps: use retain or "
          + "retain-then-delete", code: "label.event-type")
    }
    guard record == .none || action != .delete else {
      throw InputError("a record is kept: use retain or retain-then-delete", code: "label.record")
    }
    try checkStages()
  }

  private func checkStages() throws {
    guard !stages.isEmpty else { return }
    guard action == .retainThenDelete else {
      throw InputError(
        "what is reviewed is the deletion at the end of a period: use retain-then-delete", code: "label.stages")
    }
    guard stages.count <= Self.mostStages else {
      throw InputError("a review has at most \(Self.mostStages) stages, not \(stages.count)", code: "label.stages")
    }
    for (index, reviewers) in stages.enumerated() {
      guard (1...Self.mostReviewers).contains(reviewers.count) else {
        throw InputError(
          "stage \(index + 1) has \(reviewers.count) reviewers; name 1 to \(Self.mostReviewers)", code: "label.stages")
      }
    }
  }
}
