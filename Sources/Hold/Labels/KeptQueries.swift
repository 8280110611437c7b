internal import Archive
internal import GRDB
internal import Search

/// Which messages the queries of labelling rules and events match, each query run once for a transaction.
final class KeptQueries {
  private let db: Database
  private var matches: [String: MatchingMessages?] = [:]

  init(_ db: Database) { self.db = db }

  /// Fails closed: where the query can't be run now, nobody can tell.
  func match(_ message: Message.ID, _ canonical: String) -> QueryMatch {
    if matches[canonical] == nil { matches[canonical] = .some(try? Self.run(canonical, db)) }
    guard case .some(.some(let matching)) = matches[canonical] else { return .cannotTell }
    return matching.contains(message) ? .matches : .doesNotMatch
  }

  /// Runs a query that was kept with its dates resolved, so that no time bears on it.
  static func run(_ canonical: String, _ db: Database) throws -> MatchingMessages {
    try SearchEngine.matches(KQL.canonicalReading(canonical), db)
  }
}
