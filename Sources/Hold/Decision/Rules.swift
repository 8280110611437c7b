internal import Archive

/// Every hold and rule that a decision weighs, as they stand on record.
///
/// Give a decision all there are, released and switched off ones too: its explanation names each.
public struct Rules: Sendable {
  public var litigationHolds: [LitigationHold] = []
  public var caseHolds: [CaseHold] = []
  public var delayHolds: [DelayHold] = []
  public var policies: [RetentionPolicy] = []
  public var labels: [RetentionLabel] = []
  /// How long an item that someone deleted stays in Recoverable Items before a sweep may take it, where
  /// nothing keeps it; nil is without end.
  public var recoverableFor: Period?
  /// Whether nothing may take such an item before.
  public var isSingleItemRecovery = false
  /// That the mailbox's person left, where they did.
  public var inactive: InactiveMailbox?
  /// With more holds in force on a mailbox than this, those limited by dates or a query hold everything.
  public var mostConditionalHolds = Self.standardMostConditionalHolds
  /// With longer queries than this on a mailbox, all of its holds' together, they hold everything.
  public var longestQueries = Self.standardLongestQueries
  public var calendar: RetentionCalendar

  public init(calendar: RetentionCalendar) { self.calendar = calendar }

  /// Without the policies that have no say on a mailbox, which an explanation names and a count need not: who looks over
  /// a hundred thousand mailboxes keeps the rules of each.
  func bearing(on mailbox: Identifier<Mailbox>) -> Rules {
    var rules = self
    rules.policies = policies.filter { $0.isEnabled && $0.covers(mailbox) }
    return rules
  }

  /// The market leader stops telling a mailbox's items apart beyond five holds, and lawyers count on it.
  public static let standardMostConditionalHolds = 5

  /// Unicode scalars: the market leader holds a mailbox whole beyond as many characters of queries.
  ///
  /// Its further limit, 500 words in all of them, is never reached here: a query joins at most 100 conditions, and with
  /// more than five holds every one of them holds everything already.
  public static let standardLongestQueries = 10_000

  /// Whether so many holds are in force on the mailbox that none of them is limited any more.
  func areHoldsWidened(on mailbox: Identifier<Mailbox>, at moment: Moment) -> Bool {
    let litigation = litigationHolds.count { $0.mailbox == mailbox && $0.isInForce(at: moment) }
    let cases = caseHolds.filter { $0.mailboxes.contains(mailbox) && $0.isInForce(at: moment) }
    let delays = delayHolds.count { $0.mailbox == mailbox && $0.isInForce(at: moment) }
    return litigation + cases.count + delays > mostConditionalHolds || areQueriesTooLong(cases)
  }

  private func areQueriesTooLong(_ holds: [CaseHold]) -> Bool {
    let queries = holds.compactMap(\.query)
    // No text has more scalars than bytes, and bytes need no counting: this is asked for each item that is explained.
    guard queries.reduce(0, { $0 + $1.utf8.count }) > longestQueries else { return false }
    return queries.reduce(0) { $0 + $1.unicodeScalars.count } > longestQueries
  }
}
