internal import Archive
internal import GRDB
internal import Search

/// Whether queries that are kept (a hold's, a labelling rule's, an event's) match messages, asked inside the transaction
/// that acts on the answer.
///
/// At the gate a query is evaluated on the messages at hand alone (``prepare(_:)``), so that a deletion costs the same
/// in a small archive and in a large one. Whoever looks over everything has each query run over everything, once.
/// Either way it fails closed: where a query can't be evaluated, or the index doesn't know the message, nobody can
/// tell.
final class MessageQueries<Key: Hashable> {
  private let db: Database
  private let reach: QueryReach
  /// The query of that key; nil where there is none.
  private let query: (Key) throws -> Query?
  private var prepared: [Key: PreparedQuery?] = [:]
  private var everywhere: [Key: MatchingMessages?] = [:]
  private var asked: Set<Message.ID> = []
  private var batch: Batch?

  /// What is known of the messages at hand.
  private final class Batch {
    /// Nil where the index can't be asked now.
    let messages: MessageBatch?
    let indexed: Set<Message.ID>
    var matching: [Key: Set<Message.ID>?] = [:]

    init(_ asked: Set<Message.ID>, _ db: Database) {
      messages = try? MessageBatch(asked, db)
      indexed = (try? messages?.indexed()) ?? []
    }
  }

  init(_ db: Database, reach: QueryReach, query: @escaping (Key) throws -> Query?) {
    (self.db, self.reach, self.query) = (db, reach, query)
  }

  /// Names the messages that will be asked about next, so that each query is evaluated on all of them at once.
  ///
  /// It costs nothing until a query is in question.
  func prepare(_ messages: some Sequence<Message.ID>) {
    asked = Set(messages)
    batch = nil
  }

  func match(_ message: Message.ID, _ key: Key) -> QueryMatch {
    guard let matching = reach == .everything ? matchingAnywhere(key, message) : matchingInBatch(key, message) else {
      return .cannotTell
    }
    return matching ? .matches : .doesNotMatch
  }

  /// Whether the query matches the message; nil where nobody can tell.
  private func matchingAnywhere(_ key: Key, _ message: Message.ID) -> Bool? {
    let found: MatchingMessages?
    if let known = everywhere[key] {
      found = known
    } else {
      found = ready(key).flatMap { try? SearchEngine.matches($0, db) }
      everywhere[key] = .some(found)
    }
    return found?.contains(message)
  }

  private func matchingInBatch(_ key: Key, _ message: Message.ID) -> Bool? {
    if !asked.contains(message) { prepare([message]) }
    let batch = self.batch ?? Batch(asked, db)
    self.batch = batch
    guard batch.indexed.contains(message) else { return nil }
    if batch.matching[key] == nil {
      batch.matching[key] = .some(ready(key).flatMap { try? batch.messages?.matching($0) })
    }
    guard case .some(.some(let matching)) = batch.matching[key] else { return nil }
    return matching.contains(message)
  }

  /// The query made ready, once; nil where it can't be read.
  private func ready(_ key: Key) -> PreparedQuery? {
    if let known = prepared[key] { return known }
    let made = try? query(key).map { try PreparedQuery($0) }
    prepared[key] = .some(made)
    return made
  }
}

/// How much of the archive kept queries will be asked about.
enum QueryReach {
  /// Most of it, one message after another.
  case everything
  /// The messages that are prepared, or one at a time.
  case batch
}
