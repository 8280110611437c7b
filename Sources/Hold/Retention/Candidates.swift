internal import Archive
internal import GRDB
internal import Search

/// Looks over all items for those that a sweep at a time would purge.
///
/// It reads the index's facts rather than the items, and only proposes: a sweep asks the gate about each, in the
/// transaction that deletes it.
struct Candidates {
  private let db: Database
  private let moment: Moment
  private let rules: RuleBook
  private let queries: HoldQueries
  private let items: ScannedItems
  private var mailboxes: [Mailbox.ID: (rules: MailboxRules, horizon: SweepHorizon?)] = [:]

  init(_ db: Database, at moment: Moment) throws {
    (self.db, self.moment) = (db, moment)
    rules = try RuleBook(db)
    queries = HoldQueries(db, reach: .everything)
    items = try ScannedItems(rules, db)
  }

  /// Visits each item with whether it has expired.
  mutating func all(_ visit: (ItemScan.Facts, _ isExpired: Bool) throws -> Void) throws {
    // The scan hands its facts to a closure that must not capture this struct being changed.
    var copy = self
    try ItemScan.all(db) { facts in try visit(facts, try copy.isExpired(facts)) }
    self = copy
  }

  private mutating func isExpired(_ facts: ItemScan.Facts) throws -> Bool {
    if mailboxes[facts.mailbox] == nil {
      let made = MailboxRules(try rules.rules(for: facts.mailbox), mailbox: facts.mailbox, at: moment)
      mailboxes[facts.mailbox] = (made, made.sweepHorizon)
    }
    guard let mailbox = mailboxes[facts.mailbox], let horizon = mailbox.horizon else { return false }
    let isDue = horizon.latestDate.map { facts.sent <= $0 } ?? false
    let isRecovered = horizon.latestSoftDeletion.flatMap { latest in items.deleted(facts.item).map { $0 <= latest } } ?? false
    guard isDue || isRecovered else { return false }
    return mailbox.rules.verdict(of: try items.facts(facts)) { queries.match(facts.message, $0) } == .expired
  }
}
