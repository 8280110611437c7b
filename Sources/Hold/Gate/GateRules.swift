internal import Archive
internal import GRDB

/// Each mailbox's rules as the gate knows them, made once and kept for as long as nothing can have changed them.
///
/// Reading the rules of some hundred mailboxes costs more than deleting a thousand items, and a sweep does that for every
/// thousand. So what was learnt in one transaction is believed in the next if no act of this process and no commit of
/// another came between: a hold or a policy that is placed or changed in between is one or the other. Rules made for an
/// earlier time keep the same items or more, as time only loosens.
final class GateRules {
  final class Place {
    let email: String
    let rules: MailboxRules
    /// Whether the explaining form of the decision has agreed to a deletion by these rules.
    var isConfirmed = false

    init(email: String, rules: MailboxRules) { (self.email, self.rules) = (email, rules) }
  }

  /// Where the archive stood when the rules were last found to be what is on record.
  private struct Known {
    /// The entry of the act that looked.
    var entry: Int64
    /// SQLite's: another number once any other connection has committed anything.
    var version: Int64
    var now: Moment
  }

  private var known: Known?
  private var places: [Mailbox.ID: Place] = [:]
  private var book: RuleBook?

  /// Begins an act's transaction, and forgets everything that may have changed since the last.
  func begin(_ act: Act) throws {
    let version = try Int64.fetchOne(act.db, sql: "PRAGMA data_version") ?? 0
    let isUnchanged =
      known.map { $0.entry + 1 == act.entry && $0.version == version && $0.now <= act.now } ?? false
    if !isUnchanged { places = [:] }
    known = Known(entry: act.entry, version: version, now: act.now)
    book = nil
  }

  func mailbox(_ id: Mailbox.ID, _ act: Act) throws -> Place {
    if let place = places[id] { return place }
    let book = try book ?? RuleBook(act.db, reach: .batch)
    self.book = book
    let made = Place(
      email: try Mailbox.find(id, act.db)?.email ?? "",
      rules: MailboxRules(try book.rules(for: id), mailbox: id, at: act.now))
    places[id] = made
    return made
  }
}
