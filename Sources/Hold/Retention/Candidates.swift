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
    let latest: Moment?

    init(_ rules: MailboxRules) {
      self.rules = rules
      latest = rules.sweepHorizon?.latestDate
    }
  }

  private let db: Database
  private let moment: Moment
  private let rules: RuleBook
  private let queries: HoldQueries
  private var places: [Mailbox.ID: Place] = [:]

  init(_ db: Database, at moment: Moment) throws {
    (self.db, self.moment) = (db, moment)
    rules = try RuleBook(db)
    queries = HoldQueries(db)
  }

  /// Visits each item with whether it has expired.
  func all(_ visit: (ItemScan.Facts, _ isExpired: Bool) throws -> Void) throws {
    try ItemScan.all(db) { facts in try visit(facts, try isExpired(facts)) }
  }

  private func isExpired(_ facts: ItemScan.Facts) throws -> Bool {
    let place = try place(facts.mailbox)
    guard let latest = place.latest, facts.sent <= latest else { return false }
    return place.rules.verdict(of: known(facts)) { queries.match(facts.message, $0) } == .expired
  }

  /// The rule that asks for an expired item's deletion.
  func rule(for facts: ItemScan.Facts) throws -> String {
    try place(facts.mailbox).rules.deletionRule(of: known(facts)) { queries.match(facts.message, $0) }
  }

  private func place(_ mailbox: Mailbox.ID) throws -> Place {
    if let known = places[mailbox] { return known }
    let made = Place(MailboxRules(try rules.rules(for: mailbox), mailbox: mailbox, at: moment))
    places[mailbox] = made
    return made
  }

  private func known(_ facts: ItemScan.Facts) -> ItemFacts {
    ItemFacts(
      item: facts.item, mailbox: facts.mailbox, isOutgoing: true, sent: facts.sent, received: facts.sent,
      isPartlyIndexed: facts.isPartlyIndexed)
  }
}
