public import Archive
public import GRDB
internal import Search

/// Why a mailbox's items are kept, until when, and what of them goes when.
public struct MailboxSummary: Sendable {
  /// So many items, and the days of their own dates.
  public struct Span: Hashable, Sendable {
    public var items = 0
    /// Nil: none of them has a usable date.
    public var first: CivilDate?
    public var last: CivilDate?

    /// No items.
    public init() {}

    mutating func add(_ date: CivilDate?, _ count: Int = 1) {
      items += count
      guard let date else { return }
      first = min(first ?? date, date)
      last = max(last ?? date, date)
    }
  }

  /// One hold or rule that keeps some of them.
  public struct Reason: Sendable {
    public var blocker: Outcome.Blocker
    public var span: Span
    /// When it lets go of the first and of the last of them; nil: it has no end.
    public var until: ClosedRange<Moment>?
  }

  public var mailbox: Mailbox
  public var at: Moment
  public var all = Span()
  public var verdicts: [Verdict: Span] = [:]
  /// The most items first.
  public var reasons: [Reason] = []
  /// How many items go in which month, if nothing changes; those that are due now are in the month of `at`.
  public var deletions: [RetentionRehearsal.Month: Int] = [:]
  /// When the next item that is not due yet will be.
  public var nextDeletion: Moment?
  /// Items that a rule or hold keeps without end.
  public var keptWithoutEnd = 0
  /// Items that no rule asks to be deleted.
  public var notAskedFor = 0

  public static func make(_ email: String, at moment: Moment, _ db: Database) throws -> MailboxSummary {
    let mailbox = try Mailbox.require(email, db)
    let summing = try Summing(mailbox, at: moment, db)
    try ItemScan.all(db) { if $0.mailbox == mailbox.id { try summing.count($0) } }
    return try summing.summary()
  }
}

/// A summary under way.
private final class Summing {
  private let mailbox: Mailbox
  private let moment: Moment
  private let rules: Rules
  private let queries: HoldQueries
  private let items: ScannedItems
  private let outcomes: MailboxOutcomes
  private var groups: [Key: Group] = [:]

  /// Items of one day that get the same answer go at the same time of their day.
  private struct Key: Hashable {
    var day: CivilDate?
    var outcome: MailboxOutcomes.Number
  }

  private struct Group {
    var count = 0
    /// The first and the last of the day, which stand for the others.
    var first: ItemScan.Facts
    var last: ItemScan.Facts
  }

  init(_ mailbox: Mailbox, at moment: Moment, _ db: Database) throws {
    (self.mailbox, self.moment) = (mailbox, moment)
    let book = try RuleBook(db)
    rules = try book.rules(for: mailbox.id)
    queries = HoldQueries(db, reach: .everything)
    items = try ScannedItems(book, db)
    outcomes = MailboxOutcomes(rules, mailbox: mailbox.id, at: moment)
  }

  func count(_ scanned: ItemScan.Facts) throws {
    let facts = try items.facts(scanned)
    let outcome = outcomes.number(of: facts) { queries.match(scanned.message, $0) }
    let key = Key(day: facts.date.map { rules.calendar.date(of: $0) }, outcome: outcome)
    var group = groups[key] ?? Group(first: scanned, last: scanned)
    group.count += 1
    if scanned.sent < group.first.sent { group.first = scanned }
    if scanned.sent > group.last.sent { group.last = scanned }
    groups[key] = group
  }

  func summary() throws -> MailboxSummary {
    var summary = MailboxSummary(mailbox: mailbox, at: moment)
    var reasons: [Outcome.Blocker: MailboxSummary.Reason] = [:]
    for (key, group) in groups {
      let outcome = outcomes.all[key.outcome]
      summary.all.add(key.day, group.count)
      summary.verdicts[outcome.verdict, default: .init()].add(key.day, group.count)
      for blocker in outcome.blockers {
        reasons[blocker, default: .init(blocker: blocker, span: .init())].span.add(key.day, group.count)
      }
      let decisions = try [group.first, group.last].map(decide)
      for considered in decisions.flatMap(\.considered) where considered.effect == .retain && considered.applies {
        guard let until = considered.until else { continue }
        let blocker = Outcome.Blocker(kind: considered.kind, name: considered.name)
        let known = reasons[blocker]?.until
        reasons[blocker]?.until = min(known?.lowerBound ?? until, until)...max(known?.upperBound ?? until, until)
      }
      summary.add(decisions[0], isAsked: outcome.isAsked, group.count, rules.calendar)
    }
    summary.reasons = reasons.values.sorted { ($1.span.items, $0.blocker) < ($0.span.items, $1.blocker) }
    return summary
  }

  private func decide(_ scanned: ItemScan.Facts) throws -> Decision {
    Decision.decide(try items.facts(scanned), rules: rules, at: moment) { queries.match(scanned.message, $0) }
  }
}

extension MailboxSummary {
  fileprivate init(mailbox: Mailbox, at moment: Moment) { (self.mailbox, at) = (mailbox, moment) }

  fileprivate mutating func add(_ decision: Decision, isAsked: Bool, _ count: Int, _ calendar: RetentionCalendar) {
    if !isAsked { notAskedFor += count }
    if decision.verdict == .keep, decision.keptUntil == nil { keptWithoutEnd += count }
    guard let deleteAt = decision.deleteAt else { return }
    let date = calendar.date(of: max(deleteAt, at))
    deletions[RetentionRehearsal.Month(number: date.year * 12 + date.month - 1), default: 0] += count
    if deleteAt > at { nextDeletion = min(nextDeletion ?? deleteAt, deleteAt) }
  }
}
