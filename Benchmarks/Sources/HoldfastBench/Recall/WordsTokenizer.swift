internal import CWords
internal import GRDB

/// libicu's words in lower case as FTS5's tokens: what a search index does that takes them as they come.
final class WordsTokenizer: FTS5CustomTokenizer {
  static let name = "words"

  private let words: OpaquePointer

  init(db: Database, arguments: [String]) throws {
    guard let words = cwords_open() else { throw BenchmarkError("libicu could not be opened; reinstall libicu72") }
    self.words = words
  }

  deinit { cwords_close(words) }

  func tokenize(
    context: UnsafeMutableRawPointer?, tokenization: FTS5Tokenization, pText: UnsafePointer<CChar>?, nText: CInt,
    tokenCallback: @escaping FTS5TokenCallback
  ) -> CInt {
    guard let pText, nText > 0 else { return 0 }
    let bytes = UnsafeRawBufferPointer(start: pText, count: Int(nText))
    return Array(String(decoding: bytes, as: UTF8.self).lowercased().utf16).withUnsafeBufferPointer { units in
      guard cwords_begin(words, units.baseAddress, Int32(units.count)) == 0 else { return 1 }
      var (start, end): (Int32, Int32) = (0, 0)
      while cwords_next(words, &start, &end) {
        var term = String(decoding: units[Int(start)..<Int(end)], as: UTF16.self)
        let code = term.withUTF8 { term in
          // Where a word stood matters only to a snippet.
          term.withMemoryRebound(to: CChar.self) { tokenCallback(context, 0, $0.baseAddress, CInt($0.count), 0, 0) }
        }
        if code != 0 { return code }
      }
      return 0
    }
  }
}
