internal import Archive
internal import GRDB
internal import Search

/// Looks over all items for those that a sweep at a time would purge.
///
/// It reads the index's facts rather than the items, and only proposes: a sweep asks the gate about each, in the
/// transaction that deletes it.
final class Candidates {
  /// A mailbox's rules and how far a sweep of it looks; a class, since a million items ask for it and a copy of so many
  /// arrays costs more than the decision.
  private final class Place {
    let rules: MailboxRules
    let horizon: SweepHorizon?

    init(_ rules: MailboxRules) { (self.rules, horizon) = (rules, rules.sweepHorizon) }
  }

  private let db: Database
  private let moment: Moment
  private let rules: RuleBook
  private let queries: HoldQueries
  private let items: ScannedItems
  private var places: [Mailbox.ID: Place] = [:]

  init(_ db: Database, at moment: Moment) throws {
    (self.db, self.moment) = (db, moment)
    rules = try RuleBook(db)
    queries = HoldQueries(db, reach: .everything)
    items = try ScannedItems(rules, db)
  }

  /// Visits each item with whether it has expired.
  func all(_ visit: (ItemScan.Facts, _ isExpired: Bool) throws -> Void) throws {
    try ItemScan.all(db) { facts in try visit(facts, try isExpired(facts)) }
  }

  private func isExpired(_ facts: ItemScan.Facts) throws -> Bool {
    let place = try place(facts.mailbox)
    guard let horizon = place.horizon else { return false }
    let isDue = horizon.latestDate.map { facts.sent <= $0 } ?? false
    let isRecovered =
      horizon.latestSoftDeletion.flatMap { latest in items.deleted(facts.item).map { $0 <= latest } } ?? false
    guard isDue || isRecovered else { return false }
    return place.rules.verdict(of: try items.facts(facts)) { queries.match(facts.message, $0) } == .expired
  }

  private func place(_ mailbox: Mailbox.ID) throws -> Place {
    if let known = places[mailbox] { return known }
    let made = Place(MailboxRules(try rules.rules(for: mailbox).bearing(on: mailbox), mailbox: mailbox, at: moment))
    places[mailbox] = made
    return made
  }
}
