internal import Archive
internal import GRDB

/// The words of some messages, for queries with a word's beginning: each is found among them by halving.
///
/// FTS5 answers `merg*` from the lists of every word that begins so, whichever messages are asked about: 50 such queries
/// took seconds for one item of a million. The words of a thousand texts are read and sorted in a hundredth of that, once
/// for all queries.
final class BatchWords {
  let messages: MessageSet

  /// Nil inside: the texts are too long to be kept.
  private var words: [Word]??

  /// A term, and in which of the messages and columns it stands.
  private struct Word {
    var term: [UInt8]
    var places: [Place]
  }

  private struct Place: Hashable {
    var message: Int64
    var column: Int
  }

  /// Texts of more bytes than this together are left to FTS5: their words would take some ten times the memory.
  private static let longestTexts = 4 << 20

  init(_ messages: MessageSet) { self.messages = messages }

  /// Those that have a word at the last place of a pattern, or one that goes on from it; nil where the index must be asked.
  func matching(_ pattern: WordPattern, in field: TextField, _ db: Database, _ analyzer: Analyzer) throws
    -> MessageSet?
  {
    guard let words = try sorted(db, analyzer) else { return nil }
    let columns = IndexedText.columns(of: field)
    var found = MessageSet(limit: messages.limit, from: messages.first)
    for beginning in pattern.places.last ?? [] {
      let beginning = Array(beginning.utf8)
      var (low, high) = (0, words.count)
      while low < high {
        let middle = (low + high) / 2
        if words[middle].term.lexicographicallyPrecedes(beginning) { low = middle + 1 } else { high = middle }
      }
      while low < words.count, words[low].term.starts(with: beginning) {
        for place in words[low].places where columns.contains(place.column) { found.insert(place.message) }
        low += 1
      }
    }
    return found
  }

  private func sorted(_ db: Database, _ analyzer: Analyzer) throws -> [Word]? {
    if let words { return words }
    var (places, size): ([[UInt8]: Set<Place>], Int) = ([:], 0)
    try IndexedText.read(messages, db) { message, text in
      size += text.byteCount
      guard size <= Self.longestTexts else { return false }
      for (column, text) in text.all.enumerated() {
        for token in try analyzer.tokens(of: text, purpose: .document) {
          places[Array(token.term.utf8), default: []].insert(Place(message: message, column: column))
        }
      }
      return true
    }
    let made =
      size > Self.longestTexts
      ? nil
      : places.map { Word(term: $0.key, places: Array($0.value)) }
        .sorted { $0.term.lexicographicallyPrecedes($1.term) }
    words = .some(made)
    return made
  }
}

extension IndexedText {
  /// Reads the texts of some messages, in order, until `body` returns false.
  static func read(_ messages: MessageSet, _ db: Database, _ body: (Int64, IndexedText) throws -> Bool) throws {
    let codec = try MessageCodec()
    for id in messages.members {
      guard let message = try Message.find(Message.ID(id), db) else { continue }
      guard try body(id, IndexedText(try message.unpack(codec).envelope)) else { return }
    }
  }
}
