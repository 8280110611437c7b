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
