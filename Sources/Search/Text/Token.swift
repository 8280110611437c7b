/// One searchable word of a text, or two neighbouring units of a text that has no spaces.
public struct Token: Equatable, Hashable, Sendable {
  /// The folded form that the index keeps and a query is compared with.
  public var term: String
  /// Where in the analysed text the word stands, in UTF-8 bytes.
  public var range: Range<Int>
  /// Whether it stands at the same position as the token before it, as another name for it.
  public var isColocated: Bool

  /// Whether it is of a script without spaces: a unit with the one behind it, or the last of a stretch.
  public var isUnit: Bool { term.utf8.contains(Analyzer.unitMark) }

  public init(_ term: String, range: Range<Int>, isColocated: Bool = false) {
    self.term = term
    self.range = range
    self.isColocated = isColocated
  }
}

/// What takes the tokens of a text as they are found.
protocol TokenSink {
  /// Takes one token, whose bytes stand only until the call returns.
  ///
  /// Anything but 0 ends the analysis and becomes its result.
  mutating func take(
    _ term: UnsafeBufferPointer<UInt8>, start: Int, end: Int, isColocated: Bool
  ) -> Int32
}

/// Gathers tokens as values, for queries and tests.
struct TokenList: TokenSink {
  var tokens: [Token] = []

  mutating func take(
    _ term: UnsafeBufferPointer<UInt8>, start: Int, end: Int, isColocated: Bool
  ) -> Int32 {
    tokens.append(Token(String(decoding: term, as: UTF8.self), range: start..<end, isColocated: isColocated))
    return 0
  }
}

/// Hands every token to a closure.
struct TokenClosure: TokenSink {
  let emit: (UnsafeBufferPointer<UInt8>, Int, Int, Bool) -> Int32

  mutating func take(
    _ term: UnsafeBufferPointer<UInt8>, start: Int, end: Int, isColocated: Bool
  ) -> Int32 {
    emit(term, start, end, isColocated)
  }
}
