public import Archive
public import GRDB
public import Search

/// What a hold covers, or would cover: every copy in its mailboxes decided as the gate decides, and counted.
///
/// Counted when asked and not kept: it is of one state of the archive.
public struct HoldCoverage: Sendable, Equatable {
  public struct Counts: Sendable, Equatable {
    public var items = 0
    public var messages = 0
    public var bytes: Int64 = 0
    fileprivate var latest: Message.ID?

    public init() {}

    public static func == (a: Counts, b: Counts) -> Bool {
      (a.items, a.messages, a.bytes) == (b.items, b.messages, b.bytes)
    }
  }

  /// Mailboxes that it is, or would be, on.
  public var mailboxes = 0
  public var all = Counts()
  /// Of ``all``, what no other hold covers.
  public var new = Counts()
  /// Of ``all``, items of which part could not be read: held whatever the query or the days.
  public var partlyIndexed = 0
  public var quarantine = QuarantineCount()
  /// On one of the mailboxes the holds are so many, or their queries so long, that each holds everything.
  public var isWidened = false
  /// Whether the query could be evaluated; where it could not, everything counts as held, as it is.
  public var isEvaluated = true
  /// The permission filters that hide some of it from whoever asks.
  public var filters: [String] = []

  /// What a hold that is on record covers now; nothing if it is off.
  public static func of(_ record: HoldRecord, for viewer: Viewer, at moment: Moment, _ db: Database) throws
    -> HoldCoverage
  {
    let id = Identifier<CaseHold>(record.id.rawValue)
    return try HoldCounting(hold: id, at: moment, db).count(in: record.covered(db), for: viewer)
  }

  /// What a hold would cover if it were placed now.
  public static func proposed(
    on mailboxes: [Mailbox], query: (text: String, query: Query)?, days: DayRange?, for viewer: Viewer,
    at moment: Moment, _ db: Database
  ) throws -> HoldCoverage {
    if let query { try HoldPlacement.check(query.query, db) }
    let places = Set(mailboxes.map(\.id))
    let hold = CaseHold(
      id: 0, caseName: "", name: "", mailboxes: places, placedAt: moment, days: days, query: query?.text)
    return try HoldCounting(hold: 0, proposed: hold, query: query?.query, at: moment, db).count(in: places, for: viewer)
  }
}

extension HoldCoverage.Counts {
  /// Copies of one message come one after another.
  mutating func add(_ copy: ItemScan.Copy) {
    items += 1
    bytes += copy.size
    if copy.facts.message != latest {
      messages += 1
      latest = copy.facts.message
    }
  }
}

/// Counts one hold, apart from all others.
private struct HoldCounting {
  let hold: Identifier<CaseHold>
  /// The hold, where it is not on record.
  var proposed: CaseHold?
  let moment: Moment
  let db: Database
  let book: RuleBook
  let queries: HoldQueries

  init(hold: Identifier<CaseHold>, proposed: CaseHold? = nil, query: Query? = nil, at moment: Moment, _ db: Database)
    throws
  {
    (self.hold, self.proposed, self.moment, self.db) = (hold, proposed, moment, db)
    book = try RuleBook(db)
    queries = HoldQueries(db, reach: .everything, proposed: query.map { [hold: $0] } ?? [:])
  }

  /// The holds on one mailbox, this one and the rest.
  private struct Sides {
    var mine: MailboxRules
    var others: MailboxRules
    var isWidened: Bool
  }

  private func sides(of mailbox: Mailbox.ID) throws -> Sides {
    // Retention's rules keep too, and are not what is counted.
    var rules = try book.rules(for: mailbox)
    (rules.policies, rules.labels, rules.recoverableFor, rules.inactive) = ([], [], nil, nil)
    let others = MailboxRules(rules.without(hold), mailbox: mailbox, at: moment)
    if let proposed { rules.caseHolds.append(proposed) }
    let isWidened = rules.areHoldsWidened(on: mailbox, at: moment)
    var mine = Rules(calendar: rules.calendar)
    mine.caseHolds = rules.caseHolds.filter { $0.id == hold && $0.isInForce(at: moment) }
    mine.litigationHolds = rules.litigationHolds.filter { $0.id.rawValue == hold.rawValue }
    // Alone it is never too many; what it is among the others was found above.
    (mine.mostConditionalHolds, mine.longestQueries) = (isWidened ? 0 : .max, .max)
    return Sides(
      mine: MailboxRules(mine, mailbox: mailbox, at: moment), others: others,
      isWidened: isWidened && mine.caseHolds.contains { !$0.isUnconditional })
  }

  func count(in mailboxes: Set<Mailbox.ID>, for viewer: Viewer) throws -> HoldCoverage {
    var coverage = HoldCoverage()
    coverage.mailboxes = mailboxes.count
    let sides = Dictionary(uniqueKeysWithValues: try mailboxes.map { ($0, try self.sides(of: $0)) })
    coverage.isWidened = sides.values.contains(where: \.isWidened)
    coverage.filters = try ItemScan.copies(in: mailboxes, for: viewer, db) { copy in
      guard let side = sides[copy.facts.mailbox] else { return }
      let facts = ItemFacts(copy.facts)
      func match(_ hold: Identifier<CaseHold>) -> QueryMatch {
        let match = queries.match(copy.facts.message, hold)
        if hold == self.hold, match == .cannotTell { coverage.isEvaluated = false }
        return match
      }
      guard side.mine.isHeld(facts, matching: match) else { return }
      coverage.all.add(copy)
      if copy.facts.isPartlyIndexed { coverage.partlyIndexed += 1 }
      if !side.others.isHeld(facts, matching: match) { coverage.new.add(copy) }
    }
    coverage.quarantine = try QuarantineCount(
      naming: mailboxes.compactMap { try Mailbox.find($0, db) }, db)
    return coverage
  }
}

extension MailboxRules {
  /// Whether a hold covers the item; only of rules that have nothing but holds.
  fileprivate func isHeld(_ facts: ItemFacts, matching: (Identifier<CaseHold>) -> QueryMatch) -> Bool {
    // An item without a usable date is kept whether or not a hold covers it: only the explanation tells.
    guard facts.date == nil else { return verdict(of: facts, matching: matching) == .keep }
    return explain(facts, matching: matching).blocking.contains(where: \.isHold)
  }
}

extension Rules {
  /// The rules as they would be without one hold.
  fileprivate func without(_ hold: Identifier<CaseHold>) -> Rules {
    var rules = self
    rules.caseHolds.removeAll { $0.id == hold }
    rules.litigationHolds.removeAll { $0.id.rawValue == hold.rawValue }
    return rules
  }
}
