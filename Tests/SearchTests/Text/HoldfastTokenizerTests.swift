internal import GRDB
internal import Testing

@testable import Search

@Suite("FTS5 finds every script with the holdfast tokenizer")
struct HoldfastTokenizerTests {
  private func database() throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.prepareDatabase { db in db.add(tokenizer: HoldfastTokenizer.self) }
    let queue = try DatabaseQueue(configuration: configuration)
    try queue.write { db in
      try db.execute(sql: "CREATE VIRTUAL TABLE text USING fts5(body, tokenize = 'holdfast')")
    }
    return queue
  }

  private func matches(_ query: String, in text: String) throws -> Bool {
    try database().write { db in
      try db.execute(sql: "INSERT INTO text (body) VALUES (?)", arguments: [text])
      let expression = try TextExpression.match(TextMatch(query), Analyzer())
      return try Int.fetchOne(db, sql: "SELECT count(*) FROM text WHERE text MATCH ?", arguments: [expression])
        == 1
    }
  }

  @Test("a word inside a sentence matches", arguments: ScriptTests.sentences)
  func scripts(language: String, sentence: String, word: String) throws {
    #expect(try matches(word, in: sentence), "\(language)")
  }

  @Test(
    "real texts' punctuation hides nothing",
    arguments: [
      ("see", "ok.see you"), ("ok.see", "OK see you"), ("next", "the end.Next"),
      ("corp.example", "alice@corp.example"),
      ("don’t", "I don't know"), ("👍", "ok👍🏽"), ("👩‍💻", "she is 👩🏾‍💻 now"), ("études", "d'études"),
    ])
  func punctuation(query: String, text: String) throws {
    #expect(try matches(query, in: text))
  }

  @Test("a number matches by its key", arguments: NumberTests.spellings)
  func numbers(spelling: String) throws {
    let key = try #require(Analyzer.numberKey(of: "07700 900123"))
    #expect(try matches(key, in: "ring \(spelling) please"))
    #expect(try !matches(key, in: "ring 07700 900124 please"))
  }

  @Test("a phrase with a number in it matches the number written in one")
  func phrase() throws {
    #expect(try matches("ring 07700900123", in: "please ring 07700 900123"))
  }

  @Test(
    "what does not stand in a text does not match",
    arguments: [("мои", "мой друг"), ("มา", "ม่า"), ("ok", "okay")])
  func misses(query: String, text: String) throws {
    #expect(try !matches(query, in: text))
  }

  @Test("a highlight covers the word as it was written")
  func highlight() throws {
    let marked = try database().write { db in
      try db.execute(sql: "INSERT INTO text (body) VALUES ('Café, 東京で 07700 900123!')")
      return try ["cafe", "東京", "900123"].map { word in
        try String.fetchOne(
          db, sql: "SELECT highlight(text, 0, '[', ']') FROM text WHERE text MATCH ?",
          arguments: ["\"\(word)\""])
      }
    }
    #expect(
      marked == ["[Café], 東京で 07700 900123!", "Café, [東京]で 07700 900123!", "Café, 東京で 07700 [900123]!"])
  }

  @Test("an argument is refused")
  func arguments() throws {
    let queue = try database()
    #expect(throws: DatabaseError.self) {
      try queue.write { db in
        try db.execute(sql: "CREATE VIRTUAL TABLE other USING fts5(body, tokenize = 'holdfast 2')")
      }
    }
  }

  @Test("the version names the analyser, ICU and Unicode")
  func version() {
    #expect(Analyzer.version.wholeMatch(of: /holdfast-\d+ icu-\d+(\.\d+)+ unicode-\d+\.\d+/) != nil)
  }
}
