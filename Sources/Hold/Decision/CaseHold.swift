public import Archive

/// What a hold's query says of an item, found by evaluating it on the item itself.
public enum QueryMatch: Sendable {
  case matches, doesNotMatch
  /// The query could not be evaluated (the index is being rebuilt, the tokenizer has changed): held.
  case cannotTell
}

/// A hold for a case: on everything in some mailboxes, or on what bears certain dates or matches a query.
///
/// It stands from when it is on record until it is released, and covers what arrives later. The mailboxes are
/// those named when it was placed: a group's later members are not held by it.
public struct CaseHold: Hashable, Sendable {
  public var id: Identifier<CaseHold>
  /// The name of the case it belongs to.
  public var caseName: String
  public var name: String
  public var mailboxes: Set<Identifier<Mailbox>>
  public var placedAt: Moment
  public var releasedAt: Moment?
  /// Only what was sent or received on these days; nil is any day.
  public var days: DayRange?
  /// Only what matches; nil is everything.
  ///
  /// The decision shows the text and leaves evaluating it to its caller.
  public var query: String?

  public init(
    id: Identifier<CaseHold>, caseName: String, name: String, mailboxes: Set<Identifier<Mailbox>>,
    placedAt: Moment, releasedAt: Moment? = nil, days: DayRange? = nil, query: String? = nil
  ) {
    (self.id, self.caseName, self.name, self.mailboxes) = (id, caseName, name, mailboxes)
    (self.placedAt, self.releasedAt, self.days, self.query) = (placedAt, releasedAt, days, query)
  }

  func isInForce(at moment: Moment) -> Bool { releasedAt.map { moment < $0 } ?? true }

  /// Whether it holds everything in its mailboxes.
  var isUnconditional: Bool { days == nil && query == nil }
}

extension CaseHold {
  func considered(
    _ question: Question, matching: (Identifier<CaseHold>) throws -> QueryMatch
  ) rethrows -> Considered {
    guard mailboxes.contains(question.facts.mailbox) else { return silent("\(title) covers other mailboxes") }
    if let releasedAt, !isInForce(at: question.at) {
      return silent(
        "\(title) was released on \(question.day(releasedAt))", from: placedAt, until: releasedAt)
    }
    let held = "held for the case \"\(caseName)\" since \(question.day(placedAt))"
    if isUnconditional { return keeps("\(held), without end: everything in the mailbox") }
    if question.holdsAreWidened {
      return keeps("\(held): the mailbox has so many holds, or queries so long, that each holds everything in it")
    }
    if question.facts.isQuarantined {
      return keeps("\(held): the item is in quarantine, and what nobody has read is held")
    }
    if question.facts.isPartlyIndexed {
      return keeps("\(held): part of the item could not be read, and such an item is held unchecked")
    }
    if let days {
      guard let date = question.facts.date else {
        return keeps("\(held): the item has no usable date to check against \(days)")
      }
      if !days.contains(question.facts, in: question.calendar) {
        return silent("\(title) covers \(days); this item is dated \(question.day(date))")
      }
    }
    guard let query else {
      return keeps("\(held): it covers \(days?.description ?? "everything"), and this item is among them")
    }
    switch try matching(id) {
    case .matches: return keeps("\(held): the item matches \(Self.quoted(query))")
    case .doesNotMatch:
      return silent("\(title) covers what matches \(Self.quoted(query)); this item does not")
    case .cannotTell:
      return keeps("\(held): the item could not be checked against \(Self.quoted(query))")
    }
  }

  private var title: String { "the hold for the case \"\(caseName)\"" }

  private static func quoted(_ query: String) -> String { "the query \(query.quoted)" }

  private func keeps(_ why: String) -> Considered { .keeps(.caseHold, name, from: placedAt, why) }

  private func silent(_ why: String, from: Moment? = nil, until: Moment? = nil) -> Considered {
    .silent(.caseHold, name, from: from, until: until, why)
  }
}
