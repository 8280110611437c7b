internal import Archive
internal import GRDB
internal import Search

/// Whether the queries of holds match messages, asked inside the transaction that acts on the answer.
///
/// At the gate a query is evaluated on the messages at hand alone (``prepare(_:)``), so that a deletion costs the same
/// in a small archive and in a large one. Whoever looks over everything has each query run over everything, once.
/// Either way it fails closed: where a query can't be evaluated, or the index doesn't know the message, nobody can
/// tell, and the item is held.
final class HoldQueries {
  /// How much of the archive will be asked about.
  enum Reach {
    /// Most of it, one message after another.
    case everything
    /// The messages that are prepared, or one at a time.
    case batch
  }

  private let db: Database
  private let reach: Reach
  private var queries: [Identifier<CaseHold>: PreparedQuery?] = [:]
  private var everywhere: [Identifier<CaseHold>: MatchingMessages?] = [:]
  private var asked: Set<Message.ID> = []
  private var batch: Batch?

  /// What is known of the messages at hand.
  private final class Batch {
    /// Nil where the index can't be asked now.
    let messages: MessageBatch?
    let indexed: Set<Message.ID>
    var matching: [Identifier<CaseHold>: Set<Message.ID>?] = [:]

    init(_ asked: Set<Message.ID>, _ db: Database) {
      messages = try? MessageBatch(asked, db)
      indexed = (try? messages?.indexed()) ?? []
    }
  }

  /// Queries of holds that are not on record.
  private let proposed: [Identifier<CaseHold>: Query]

  init(_ db: Database, reach: Reach = .batch, proposed: [Identifier<CaseHold>: Query] = [:]) {
    (self.db, self.reach, self.proposed) = (db, reach, proposed)
  }

  /// Names the messages that will be asked about next, so that each query is evaluated on all of them at once.
  ///
  /// It costs nothing until a hold's query is in question.
  func prepare(_ messages: some Sequence<Message.ID>) {
    asked = Set(messages)
    batch = nil
  }

  func match(_ message: Message.ID, _ hold: Identifier<CaseHold>) -> QueryMatch {
    guard let matching = reach == .everything ? matchingAnywhere(hold, message) : matchingInBatch(hold, message) else {
      return .cannotTell
    }
    return matching ? .matches : .doesNotMatch
  }

  /// Whether the hold's query matches the message; nil where nobody can tell.
  private func matchingAnywhere(_ hold: Identifier<CaseHold>, _ message: Message.ID) -> Bool? {
    let found: MatchingMessages?
    if let known = everywhere[hold] {
      found = known
    } else {
      found = query(of: hold).flatMap { try? SearchEngine.matches($0, db) }
      everywhere[hold] = .some(found)
    }
    return found?.contains(message)
  }

  private func matchingInBatch(_ hold: Identifier<CaseHold>, _ message: Message.ID) -> Bool? {
    if !asked.contains(message) { prepare([message]) }
    let batch = self.batch ?? Batch(asked, db)
    self.batch = batch
    guard batch.indexed.contains(message) else { return nil }
    if batch.matching[hold] == nil {
      batch.matching[hold] = .some(query(of: hold).flatMap { try? batch.messages?.matching($0) })
    }
    guard case .some(.some(let matching)) = batch.matching[hold] else { return nil }
    return matching.contains(message)
  }

  /// The hold's query made ready, once; nil where it can't be read.
  private func query(of hold: Identifier<CaseHold>) -> PreparedQuery? {
    if let known = queries[hold] { return known }
    let made = try? prepared(hold)
    queries[hold] = .some(made)
    return made
  }

  private func prepared(_ hold: Identifier<CaseHold>) throws -> PreparedQuery? {
    if let query = proposed[hold] { return try PreparedQuery(query) }
    let canonical = try String.fetchOne(
      db, sql: "SELECT canonical FROM hold WHERE id = ?", arguments: [hold.rawValue])
    guard let canonical else { return nil }
    return try PreparedQuery(KQL.canonicalReading(canonical))
  }
}
