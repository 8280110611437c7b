public import GRDB

/// The analyser as FTS5's tokenizer: `tokenize = 'holdfast'`.
///
/// Register it on every connection, in `Configuration.prepareDatabase`:
///
/// ```swift
/// configuration.prepareDatabase { db in db.add(tokenizer: HoldfastTokenizer.self) }
/// ```
///
/// FTS5 makes one for each table and connection, and uses it on one thread at a time. A text that
/// can't be analysed fails the statement (SQLITE_ERROR) rather than being indexed in part. What is indexed may be
/// ``MessageWords`` in place of a text.
public final class HoldfastTokenizer: FTS5CustomTokenizer {
  public static let name = "holdfast"

  private let analyzer = Analyzer()

  /// Makes a tokenizer; it takes no arguments, and refuses any rather than ignore it.
  public init(db: Database, arguments: [String]) throws {
    guard arguments.isEmpty else {
      throw DatabaseError(
        resultCode: .SQLITE_ERROR,
        message: "the holdfast tokenizer takes no arguments, but was given "
          + arguments.joined(separator: " ") + "; write tokenize = 'holdfast'")
    }
  }

  public func tokenize(
    context: UnsafeMutableRawPointer?, tokenization: FTS5Tokenization,
    pText: UnsafePointer<CChar>?, nText: CInt, tokenCallback: @escaping FTS5TokenCallback
  ) -> CInt {
    guard let pText, nText > 0 else { return 0 }
    return UnsafeRawPointer(pText).withMemoryRebound(to: UInt8.self, capacity: Int(nText)) { bytes in
      var sink = FTS5Sink(context: context, callback: tokenCallback)
      let text = UnsafeBufferPointer(start: bytes, count: Int(nText))
      if text[0] == MessageWords.mark, !tokenization.contains(.query) {
        return MessageWords.read(text, into: &sink)
      }
      if tokenization.contains(.query), AddressKey.isKey(text) {
        return sink.take(text, start: 0, end: text.count, isColocated: false)
      }
      return analyzer.analyze(text, purpose: Self.purpose(of: text, tokenization), into: &sink)
    }
  }

  /// A query that ends in the unit mark asks for a whole unit and whatever follows it, not for the beginning of one.
  private static func purpose(
    of text: UnsafeBufferPointer<UInt8>, _ tokenization: FTS5Tokenization
  ) -> Analyzer.Purpose {
    guard tokenization.contains(.query) else { return .document }
    return tokenization.contains(.prefix) && text.last != Analyzer.unitMark ? .prefix : .query
  }
}

/// Hands tokens to FTS5, which copies them.
private struct FTS5Sink: TokenSink {
  let context: UnsafeMutableRawPointer?
  let callback: FTS5TokenCallback

  mutating func take(
    _ term: UnsafeBufferPointer<UInt8>, start: Int, end: Int, isColocated: Bool
  ) -> Int32 {
    term.withMemoryRebound(to: CChar.self) { bytes in
      callback(
        context, isColocated ? FTS5TokenFlags.colocated.rawValue : 0, bytes.baseAddress,
        CInt(bytes.count), CInt(start), CInt(end))
    }
  }
}
