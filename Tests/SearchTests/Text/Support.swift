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

/// The texts that the project is measured on, which a copy of the sources may lack.
enum SharedData {
  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/data")

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: path).path)
  }

  static func lines(_ path: String) throws -> [String] {
    let data = try Data(contentsOf: folder.appending(path: path))
    return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
  }
}
