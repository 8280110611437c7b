internal import Foundation
internal import Testing

@testable import Search

/// The terms of a query, in order.
func terms(_ text: String) throws -> [String] {
  try Analyzer().tokens(of: text, purpose: .query).map(\.term)
}

/// Every term that the index gets, colocated ones too.
func indexed(_ text: String) throws -> [String] {
  try Analyzer().tokens(of: text, purpose: .document).map(\.term)
}

extension String {
  /// A term as it is written in these tests, with a line for the mark between two units.
  var marked: String { replacing("|", with: String(UnicodeScalar(Analyzer.unitMark))) }
}

/// Tokens of bytes that needn't be UTF-8.
func tokens(_ bytes: [UInt8], purpose: Analyzer.Purpose = .document, usesFastPath: Bool = true) -> [Token] {
  let analyzer = Analyzer()
  var list = TokenList()
  let code = bytes.withUnsafeBufferPointer {
    analyzer.analyze($0, purpose: purpose, into: &list, usesFastPath: usesFastPath)
  }
  #expect(code == 0)
  return list.tokens
}

/// A text as the index has it, quick to ask.
struct SearchableText {
  let placed: PlacedTerms
  private var places: [String: [Int]] = [:]

  init(_ text: String, _ analyzer: Analyzer) throws {
    placed = try PlacedTerms(text, analyzer)
    for place in 0..<placed.count {
      for token in placed[place] { places[token.term, default: []].append(place) }
    }
  }

  func has(_ pattern: WordPattern) -> Bool { !found(pattern).isEmpty }

  /// Where a pattern stands.
  func found(_ pattern: WordPattern) -> [Int] {
    guard let first = pattern.places.first else { return [] }
    let isPrefix = pattern.isOpen && pattern.places.count == 1
    let candidates = isPrefix ? Array(0..<placed.count) : first.flatMap { places[$0] ?? [] }
    return candidates.filter { placed.has(pattern, at: $0) }
  }
}
