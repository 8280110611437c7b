public import Archive

/// A message's words as the index takes them, found before the transaction that indexes them.
///
/// Finding words is most of the work of indexing and needs no database, so an import does it on all cores while one
/// thread writes. FTS5 has no way to be given words: it hands each column's value to the tokenizer. So the value is not
/// the text but its words, behind a byte that no UTF-8 text can hold, and ``HoldfastTokenizer`` reads them out again. A
/// contentless table keeps no value, and forgets a row by the same words.
public struct MessageWords: Sendable {
  /// Begins a column's value; 0xFF occurs nowhere in UTF-8 (RFC 3629, 1).
  static let mark: UInt8 = 0xFF
  /// Set in a word's length where the word stands at the position of the one before it.
  private static let colocated: UInt16 = 0x8000

  /// The columns' values one behind the other, in the index's order.
  private(set) var bytes: [UInt8] = []
  /// Whether any of it may be in a script that is written without spaces.
  let mayBeUnspaced: Bool
  private var ends: InlineArray<5, Int> = .init(repeating: 0)

  /// Finds the words of a message.
  ///
  /// Throws ``AnalyzerError`` where libicu failed.
  public init(of envelope: Envelope, by analyzer: Analyzer) throws {
    let text = IndexedText(envelope)
    mayBeUnspaced = text.mayBeUnspaced
    bytes.reserveCapacity(text.byteCount * 2 + 128)
    for (index, column) in [text.subject, text.body, text.sender, text.recipients, text.attachments].enumerated() {
      try append(column, analyzer, isOfPeople: index == 2 || index == 3)
      ends[index] = bytes.count
    }
  }

  /// `isOfPeople`: its lines are names, addresses and numbers, and each address gets its key as well.
  private mutating func append(_ text: String, _ analyzer: Analyzer, isOfPeople: Bool) throws {
    guard !text.isEmpty else { return }
    bytes.append(Self.mark)
    var text = text
    var sink = WordBytes(bytes: bytes)
    bytes = []
    let code = text.withUTF8 { text in
      let code = analyzer.analyze(text, purpose: .document, into: &sink)
      if isOfPeople {
        // At the place of the last word, so that no phrase and no distance changes.
        AddressKey.eachKey(in: text) { key in
          key.withUnsafeBufferPointer { _ = sink.take($0, start: 0, end: 0, isColocated: true) }
        }
      }
      return code
    }
    bytes = sink.bytes
    guard code == 0 else { throw AnalyzerError() }
  }

  /// Lends each column's value, in the index's order.
  func withColumns(_ body: (_ index: Int, UnsafeRawBufferPointer) throws -> Void) rethrows {
    try bytes.withUnsafeBytes { all in
      var start = 0
      for index in ends.indices {
        try body(index, UnsafeRawBufferPointer(rebasing: all[start..<ends[index]]))
        start = ends[index]
      }
    }
  }

  /// Hands on the words of a column's value, without their places in the text, which an index doesn't keep.
  ///
  /// Returns what the sink returned last, or ``Analyzer/failure`` where the value is none of ours.
  static func read<Sink: TokenSink>(_ value: UnsafeBufferPointer<UInt8>, into sink: inout Sink) -> Int32 {
    var position = 1
    while position < value.count {
      guard position + 2 <= value.count else { return Analyzer.failure }
      let head = UInt16(value[position]) | UInt16(value[position + 1]) << 8
      let end = position + 2 + Int(head & ~colocated)
      guard end <= value.count else { return Analyzer.failure }
      let word = UnsafeBufferPointer(rebasing: value[position + 2..<end])
      let code = sink.take(word, start: 0, end: 0, isColocated: head & colocated != 0)
      guard code == 0 else { return code }
      position = end
    }
    return 0
  }

  /// Writes words as a column's value has them: two bytes of length, low byte first, and the word.
  private struct WordBytes: TokenSink {
    var bytes: [UInt8]

    mutating func take(_ term: UnsafeBufferPointer<UInt8>, start: Int, end: Int, isColocated: Bool) -> Int32 {
      // A term has at most some more bytes than `Analyzer.maximumTermBytes`, so the length leaves the bit free.
      let head = UInt16(truncatingIfNeeded: term.count) | (isColocated ? MessageWords.colocated : 0)
      bytes.append(UInt8(truncatingIfNeeded: head))
      bytes.append(UInt8(truncatingIfNeeded: head >> 8))
      bytes.append(contentsOf: term)
      return 0
    }
  }
}
