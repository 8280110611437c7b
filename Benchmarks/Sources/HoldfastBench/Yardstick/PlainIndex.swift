internal import Foundation
internal import GRDB

/// The yardstick: the same texts in a plain full-text table, the least that any archive on SQLite must do.
///
/// One table, SQLite's own tokenizer, one transaction, one statement, the text kept. No people, no e-mail, no
/// ledger, no digests, no duplicates told, no network.
struct PlainIndex {
  private let queue: DatabaseQueue

  private init(_ queue: DatabaseQueue) { self.queue = queue }

  /// Opens one that was filled before.
  init(_ file: URL) throws { self.init(try DatabaseQueue(path: file.path)) }

  /// Fills a new one.
  static func fill(_ file: URL, with texts: [String]) throws -> PlainIndex {
    let queue = try DatabaseQueue(path: file.path)
    try queue.write { db in
      try db.execute(sql: "CREATE VIRTUAL TABLE text USING fts5(body, tokenize = 'unicode61')")
      let insert = try db.makeStatement(sql: "INSERT INTO text (body) VALUES (?)")
      for text in texts { try insert.execute(arguments: [text]) }
    }
    return PlainIndex(queue)
  }

  /// Counts what matches and reads the newest page.
  func page(of expression: String, count: Int) throws -> Int {
    try queue.read { db in
      let total = try Int.fetchOne(
        db.cachedStatement(sql: "SELECT count(*) FROM text WHERE text MATCH ?"), arguments: [expression])
      _ = try Row.fetchAll(
        db.cachedStatement(sql: "SELECT rowid, body FROM text WHERE text MATCH ? ORDER BY rowid DESC LIMIT ?"),
        arguments: [expression, count])
      return total ?? 0
    }
  }

  /// Each word with the number of texts that have it, the commonest first.
  func words() throws -> [(word: String, texts: Int)] {
    try queue.write { db in
      try db.execute(sql: "CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab(main, text, row)")
      return try Row.fetchAll(db, sql: "SELECT term, doc FROM words ORDER BY doc DESC, term").map {
        (word: $0["term"], texts: $0["doc"])
      }
    }
  }
}
