internal import Archive
internal import GRDB
internal import Search

/// Whether the queries of holds match messages (``MessageQueries``): where nobody can tell, the item is held.
final class HoldQueries {
  private let queries: MessageQueries<Identifier<CaseHold>>

  /// `proposed`: queries of holds that are not on record.
  init(_ db: Database, reach: QueryReach = .batch, proposed: [Identifier<CaseHold>: Query] = [:]) {
    queries = MessageQueries(db, reach: reach) { hold in
      if let query = proposed[hold] { return query }
      let canonical = try String.fetchOne(
        db, sql: "SELECT canonical FROM hold WHERE id = ?", arguments: [hold.rawValue])
      return try canonical.map { try KQL.canonicalReading($0) }
    }
  }

  /// Names the messages that will be asked about next, so that each query is evaluated on all of them at once.
  func prepare(_ messages: some Sequence<Message.ID>) { queries.prepare(messages) }

  func match(_ message: Message.ID, _ hold: Identifier<CaseHold>) -> QueryMatch { queries.match(message, hold) }
}
