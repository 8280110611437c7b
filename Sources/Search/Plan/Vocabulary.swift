internal import Archive
internal import GRDB

/// The words that the index holds.
///
/// Those with a given beginning FTS5 shows in order through `fts5vocab`, reading each word's list of messages on the way;
/// where all must be looked at, they are read from its pages, which have them alone.
struct Vocabulary {
  private let db: Database

  /// The most words one shape may stand for.
  ///
  /// Each is a look-up of some twenty microseconds, so this is a fifth of a second; it is also the number of variants
  /// at which the product we match stops. It leaves out what is over that, we refuse.
  static let mostWords = 10_000

  init(_ db: Database) { self.db = db }

  /// All words of a shape.
  ///
  /// - Throws: ``TooManyWords`` where there are more than ``mostWords``: part of an answer would look like all of it.
  func words(like shape: WordShape, atMost limit: Int = mostWords) throws -> [String] {
    let words = try shape.beginning.isEmpty ? fromPages(shape, limit) : nil
    let found = try words ?? fromList(shape, limit)
    guard found.count <= limit else { throw TooManyWords(written: shape.written, limit: limit) }
    return found
  }

  /// Nil where the pages can't be read.
  private func fromPages(_ shape: WordShape, _ limit: Int) throws -> [String]? {
    // As bytes, since strings are equal that look the same, and terms are not.
    var words: Set<[UInt8]> = []
    let isRead = try VocabularyPages.words(db) { term in
      if shape.accepts(term) { words.insert(Array(term)) }
      return words.count <= limit
    }
    guard isRead else { return nil }
    return words.sorted { $0.lexicographicallyPrecedes($1) }.map { String(decoding: $0, as: UTF8.self) }
  }

  private func fromList(_ shape: WordShape, _ limit: Int) throws -> [String] {
    let statement = try PreparedStatement(
      db, "SELECT term FROM search_vocabulary WHERE term >= ? AND term <= ?")
    statement.bind(1, shape.beginning)
    // No word goes on with this: it is not a character.
    statement.bind(2, shape.beginning + "\u{10FFFF}")
    var words: [String] = []
    try statement.rows { row in
      row.blob(0) { term in
        let bytes = term.bindMemory(to: UInt8.self)
        if shape.accepts(bytes) { words.append(String(decoding: bytes, as: UTF8.self)) }
      }
      return words.count <= limit
    }
    return words
  }
}

/// A wildcard or a fuzzy word stands for so many words that the search isn't run.
public struct TooManyWords: Error, Equatable, CustomStringConvertible {
  /// The word as it is searched for.
  public var written: String
  public var limit: Int

  public var description: String {
    "'\(written)' stands for more than \(limit) different words of this archive; write more of its letters"
  }
}
