public import Archive
public import GRDB
internal import Search

/// Says what a sweep would remove at some time and what stops the rest, and changes nothing.
public enum RetentionRehearsal {
  /// What it found: counts, whose number grows with mailboxes and months and not with items.
  public struct Report: Sendable {
    public var at: Moment
    public var wouldRemove = 0
    public var wouldKeep = 0
    public var byPolicy: [String: Int] = [:]
    public var byMailbox: [String: Int] = [:]
    /// What would be removed, by the month of the items' own dates.
    public var byMonth: [Month: Int] = [:]
    /// What keeps items, the most first.
    public var blockers: [Blocking] = []
    /// Items that nothing keeps and a rule asks for later.
    public var notYetDue = 0
    /// Items that nothing keeps and no rule asks for: they stay until somebody deletes them.
    public var notAskedFor = 0
    /// By mailbox, month and answer, in that order.
    public var rows: [Row] = []
  }

  /// A month of the organisation's calendar; nil number: the items have no usable date.
  public struct Month: Hashable, Comparable, Sendable, CustomStringConvertible {
    let number: Int?

    /// `2024-02`, or `none`.
    public var description: String {
      number.map { number in
        let month = String(number % 12 + 1)
        return "\(number / 12)-\(month.count < 2 ? "0" : "")\(month)"
      } ?? "none"
    }

    public static func < (a: Month, b: Month) -> Bool { (a.number ?? -1) < (b.number ?? -1) }
  }

  /// One hold or rule that keeps items.
  public struct Blocking: Hashable, Sendable {
    public var blocker: Outcome.Blocker
    /// How many it keeps, alone or with others.
    public var items: Int
    /// Those of them that a rule asks to be deleted: a sweep would take them but for this and what else keeps them.
    public var due: Int
    /// Those of the due that nothing else keeps.
    public var alone: Int
  }

  /// Items of one mailbox and month that get the same answer.
  public struct Row: Sendable {
    public var mailbox: String
    public var month: Month
    public var items: Int
    public var outcome: Outcome
  }

  public static func run(_ db: Database, at moment: Moment) throws -> Report {
    let rehearsal = try Rehearsal(db, at: moment)
    try ItemScan.all(db) { try rehearsal.count($0) }
    return try rehearsal.report()
  }
}

/// A rehearsal under way.
private final class Rehearsal {
  private let db: Database
  private let moment: Moment
  private let rules: RuleBook
  private let queries: HoldQueries
  private let items: ScannedItems
  private var places: [Mailbox.ID: Place] = [:]

  /// A class, since each item adds to it.
  private final class Place {
    let outcomes: MailboxOutcomes
    var counts: [Cell: Int] = [:]

    init(_ outcomes: MailboxOutcomes) { self.outcomes = outcomes }
  }

  private struct Cell: Hashable {
    var month: RetentionRehearsal.Month
    var outcome: MailboxOutcomes.Number
  }

  init(_ db: Database, at moment: Moment) throws {
    (self.db, self.moment) = (db, moment)
    rules = try RuleBook(db)
    queries = HoldQueries(db, reach: .everything)
    items = try ScannedItems(rules, db)
  }

  func count(_ scanned: ItemScan.Facts) throws {
    let place = try place(scanned.mailbox)
    let facts = try items.facts(scanned)
    let outcome = place.outcomes.number(of: facts) { queries.match(scanned.message, $0) }
    let date = facts.date.map { rules.calendar.date(of: $0) }
    let month = RetentionRehearsal.Month(number: date.map { $0.year * 12 + $0.month - 1 })
    place.counts[Cell(month: month, outcome: outcome), default: 0] += 1
  }

  private func place(_ mailbox: Mailbox.ID) throws -> Place {
    if let known = places[mailbox] { return known }
    let made = Place(MailboxOutcomes(try rules.rules(for: mailbox).bearing(on: mailbox), mailbox: mailbox, at: moment))
    places[mailbox] = made
    return made
  }

  func report() throws -> RetentionRehearsal.Report {
    var report = RetentionRehearsal.Report(at: moment)
    var blocking: [Outcome.Blocker: RetentionRehearsal.Blocking] = [:]
    let named = try places.map { (email: try Mailbox.find($0.key, db)?.email ?? "\($0.key)", place: $0.value) }
    for (email, place) in named.sorted(by: { $0.email < $1.email }) {
      for (cell, items) in place.counts.sorted(by: { ($0.key.month, $0.key.outcome) < ($1.key.month, $1.key.outcome) })
      {
        let outcome = place.outcomes.all[cell.outcome]
        report.rows.append(.init(mailbox: email, month: cell.month, items: items, outcome: outcome))
        report.add(outcome, items, email, cell.month, &blocking)
      }
    }
    report.blockers = blocking.values.sorted { ($1.items, $0.blocker) < ($0.items, $1.blocker) }
    return report
  }
}

extension RetentionRehearsal.Report {
  fileprivate mutating func add(
    _ outcome: Outcome, _ items: Int, _ mailbox: String, _ month: RetentionRehearsal.Month,
    _ blocking: inout [Outcome.Blocker: RetentionRehearsal.Blocking]
  ) {
    guard outcome.verdict != .expired else {
      wouldRemove += items
      byPolicy[outcome.dueRule ?? "", default: 0] += items
      byMailbox[mailbox, default: 0] += items
      byMonth[month, default: 0] += items
      return
    }
    wouldKeep += items
    if outcome.verdict == .free {
      if outcome.isAsked { notYetDue += items } else { notAskedFor += items }
    }
    for blocker in outcome.blockers {
      let due = outcome.dueRule == nil ? 0 : items
      var known = blocking[blocker] ?? .init(blocker: blocker, items: 0, due: 0, alone: 0)
      known.items += items
      known.due += due
      if outcome.blockers.count == 1 { known.alone += due }
      blocking[blocker] = known
    }
  }
}
