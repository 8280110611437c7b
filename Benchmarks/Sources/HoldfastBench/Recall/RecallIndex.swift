internal import Foundation
internal import GRDB
internal import Search

/// Sentences in an FTS5 table of their own, cut one way or the other.
struct RecallIndex {
  private let queue: DatabaseQueue

  /// Sentences are entered so often that the index is as large as a small archive's.
  private static let texts = 40_000

  /// What filling it cost for a text.
  let cost: Cost
  let bytesPerText: Double
  private let copies: Int

  init(_ gold: GoldText, _ tokenizer: any FTS5CustomTokenizer.Type) throws {
    let copies = max(1, Self.texts / gold.sentences.count)
    let queue = try DatabaseQueue()
    let (bytes, cost) = try queue.write { db in
      db.add(tokenizer: tokenizer)
      try db.execute(
        sql: "CREATE VIRTUAL TABLE text USING fts5(body, content = '', tokenize = '\(tokenizer.name)')")
      let insert = try db.makeStatement(sql: "INSERT INTO text (rowid, body) VALUES (?, ?)")
      return try Cost.measured {
        for copy in 0..<copies {
          for (index, sentence) in gold.sentences.enumerated() {
            try insert.execute(arguments: [copy * gold.sentences.count + index, sentence.text])
          }
        }
        try db.execute(sql: "INSERT INTO text (text) VALUES ('optimize')")
        return try Int.fetchOne(db, sql: "SELECT sum(length(block)) FROM text_data") ?? 0
      }
    }
    (self.queue, self.copies, self.cost) = (queue, copies, cost)
    bytesPerText = Double(bytes) / Double(copies * gold.sentences.count)
  }

  func microsecondsPerText(_ gold: GoldText) -> Double {
    cost.processor * 1e6 / Double(copies * gold.sentences.count)
  }

  /// Of the words asked for in their sentences, the share that is found.
  func recall(_ gold: GoldText, expression: (String) throws -> String?) throws -> (found: Int, asked: Int) {
    try queue.read { db in
      let statement = try db.makeStatement(sql: "SELECT 1 FROM text WHERE text MATCH ? AND rowid = ?")
      var (found, asked) = (0, 0)
      for (index, sentence) in gold.sentences.enumerated() {
        for word in sentence.words {
          guard let expression = try expression(word) else { continue }
          asked += 1
          if try Int.fetchOne(statement, arguments: [expression, index]) != nil { found += 1 }
        }
      }
      return (found, asked)
    }
  }
}

extension Analyzer {
  /// What to ask FTS5 for a word with a script without spaces in it; nil for other words.
  func expression(for word: String) throws -> String? {
    let tokens = try tokens(of: word)
    guard tokens.contains(where: \.isUnit), let last = tokens.last else { return nil }
    let quoted = word.replacing("\"", with: "\"\"")
    // A single unit stands in the index with the one behind it.
    let isOpen = last.term.utf8.last == Analyzer.unitMark
    return isOpen ? "\"\(quoted)\(UnicodeScalar(Analyzer.unitMark))\" *" : "\"\(quoted)\""
  }
}
