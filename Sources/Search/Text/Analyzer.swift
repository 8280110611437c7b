internal import CICU

/// Turns text into the terms that the index keeps and that a query is compared with.
///
/// Both sides use the same rules, which docs/adr/0003-text-analysis.md gives with their reasons. One
/// analyser serves one connection: it keeps buffers and tables, so two threads must not share it.
///
/// ```swift
/// try Analyzer().tokens(of: "ok.See YOU").map(\.term)  // ["ok", "see", "you"]
/// ```
public final class Analyzer {
  /// What the tokens are for.
  public enum Purpose: Sendable {
    /// An index entry, or finding matches in a text again: numbers also get their other spellings.
    case document
    /// A query: only what was typed. A query that is a number key stays one.
    case query
    /// A query whose last word may go on.
    case prefix
  }

  /// Names the rules and the data behind them; an index made under another name must be made anew.
  public static let version =
    "holdfast-2 icu-\(String(cString: cicu_version())) unicode-\(String(cString: cicu_unicode_version()))"

  /// What `analyze` returns where libicu failed; SQLite's SQLITE_ERROR, so that a write fails closed.
  public static let failure: Int32 = 1

  /// What divides the two units of a term of a script without spaces; a term that has it is no whole word.
  ///
  /// A text can't hold it in a word, since it is a control character. A query's term that ends in it is a unit that
  /// anything may follow, and has to be asked for as a prefix. A query that ends in it gets such a term for its last
  /// unit, so that it has as many places as units.
  public static let unitMark: UInt8 = 2
  static let unitMarkText = String(UnicodeScalar(unitMark))

  /// A longer word is kept as several, one behind the other, cut between code points.
  ///
  /// Nothing is lost, since a query's word is cut the same way into a phrase. The bound keeps a term
  /// well under an index page (4 KB); FTS5 itself would drop what is beyond 32,768 bytes.
  public static let maximumTermBytes = 1_024

  /// A folded character of up to 8 bytes is written as 8, so the buffer has that much to spare.
  static let termSlack = 8

  let table = CharacterTable()
  let term: UnsafeMutableRawPointer
  let numbers = NumberRun()
  let run = UnspacedRun()
  /// For each byte: 0 ends a word; 1 is no ASCII; else the folded letter or digit.
  let ascii: UnsafeMutablePointer<UInt8>

  public init() {
    term = .allocate(byteCount: Self.maximumTermBytes + Self.termSlack, alignment: 8)
    ascii = .allocate(capacity: 256)
    for byte in 0..<256 {
      ascii[byte] =
        switch UInt8(byte) {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"): UInt8(byte)
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt8(byte) | 0x20
        case 0x80...: 1
        default: 0
        }
    }
  }

  deinit {
    term.deallocate()
    ascii.deallocate()
  }

  /// Gives each token of a text in order: its folded bytes (good until the closure returns), where it
  /// starts and ends in bytes, and whether it stands at the same position as the one before.
  ///
  /// The text needn't be valid UTF-8: what isn't separates words. Returns 0 at the end, the first
  /// other number that `emit` returns, or `failure`.
  public func analyze(
    _ text: UnsafeBufferPointer<UInt8>, purpose: Purpose,
    emit: (UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, _ isColocated: Bool) -> Int32
  ) -> Int32 {
    withoutActuallyEscaping(emit) { emit in
      var sink = TokenClosure(emit: emit)
      return analyze(text, purpose: purpose, into: &sink)
    }
  }

  /// The tokens of a text, as `analyze` gives them.
  ///
  /// Throws `AnalyzerError` where libicu failed.
  public func tokens(of text: String, purpose: Purpose = .query) throws -> [Token] {
    var text = text
    var list = TokenList()
    let code = text.withUTF8 { analyze($0, purpose: purpose, into: &list) }
    guard code == 0 else { throw AnalyzerError() }
    return list.tokens
  }

  /// The analysis behind both, specialised for what takes the tokens.
  ///
  /// `usesFastPath` says whether ASCII words are read without looking their characters up, which
  /// changes nothing but the time; tests compare both.
  func analyze<Sink: TokenSink>(
    _ text: UnsafeBufferPointer<UInt8>, purpose: Purpose, into sink: inout Sink,
    usesFastPath: Bool = true
  ) -> Int32 {
    table.folding.resetFailure()
    var scan = TextScan(text, analyzer: self, purpose: purpose, sink: sink)
    scan.scan(usesFastPath: usesFastPath)
    sink = scan.sink
    if scan.code == 0, table.folding.hasFailed { return Self.failure }
    return scan.code
  }
}

/// libicu could not analyse a text.
public struct AnalyzerError: Error, Equatable, CustomStringConvertible {
  public init() {}

  public var description: String {
    "the text could not be split into words: libicu failed, which means that memory or its data files "
      + "are missing; free memory or reinstall libicu72, then try again"
  }
}
