public import Archive

/// What is known of an item's label beside which one it is.
public struct Labelling: Hashable, Sendable {
  /// When the label was put on the item, or began to cover it.
  public var at: Moment?
  /// The date of the latest event that concerns the item since it was labelled; nil: there was none.
  public var eventDate: Moment?
  /// How far the review of its disposal has come.
  public var review = ReviewProgress()
  /// Nobody can tell now which label covers the item, or which event: it stays until somebody can.
  public var isUncertain = false
  /// The label that was taken off the item, which goes on holding it for a while.
  public var former: FormerLabel?

  public init() {}
}

/// A label that kept an item and was taken off it, or replaced.
///
/// As after a hold's release, the item stays held for the delay, so that a mistake can be noticed.
public struct FormerLabel: Hashable, Sendable {
  public var name: String
  public var removedAt: Moment
  public var until: Moment

  public init(name: String, removedAt: Moment, until: Moment) {
    (self.name, self.removedAt, self.until) = (name, removedAt, until)
  }

  func considered(_ question: Question) -> Considered {
    let ended = "the label \"\(name)\" was taken off on \(question.day(removedAt))"
    if question.at < until {
      return .keeps(
        .delayHold, name, from: removedAt, until: until,
        "\(ended); the item stays held until \(question.day(until))")
    }
    return .silent(
      .delayHold, name, from: removedAt, until: until,
      "\(ended); the delay hold after it ended on \(question.day(until))")
  }
}

/// How far the reviewers of an item's disposal have come.
public struct ReviewProgress: Hashable, Sendable {
  /// The stages that have approved, one after another, since the review last started.
  public var approved: Int
  /// When the first of them did.
  public var since: Moment?
  /// Until when a reviewer put the review off; it then starts again.
  public var suspendedUntil: Moment?

  public init(approved: Int = 0, since: Moment? = nil, suspendedUntil: Moment? = nil) {
    (self.approved, self.since, self.suspendedUntil) = (approved, since, suspendedUntil)
  }

  /// The approvals that count where the period ended at `end`: a period made longer makes earlier ones void.
  func stagesApproved(since end: Moment) -> Int {
    guard let since, since >= end else { return 0 }
    return approved
  }
}
