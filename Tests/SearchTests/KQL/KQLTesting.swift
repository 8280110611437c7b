internal import Archive
internal import Foundation
internal import Testing

@testable internal import Search

/// Wednesday, 15 May 2024, 10:00 UTC: the "now" of these tests and of docs/kql.md.
let testNow = Moment(seconds: 1_715_767_200)

func zone(_ identifier: String) throws -> KQLTimeZone { try #require(KQLTimeZone(identifier)) }

func parsed(_ text: String, zone: KQLTimeZone = .utc) throws(KQLError) -> KQLResult {
  try KQL.parse(text, context: KQLContext(now: testNow, zone: zone))
}

/// A query's meaning in canonical form.
func meaning(_ text: String, zone: KQLTimeZone = .utc) throws -> String {
  try parsed(text, zone: zone).query.description
}

/// The codes of a query's errors, in the order of the text; none where it is good.
func errors(_ text: String) -> [String] {
  do {
    _ = try parsed(text)
    return []
  } catch {
    return error.diagnostics.filter { $0.severity == .error }.map(\.code.rawValue)
  }
}

/// The codes of the warnings of a good query.
func warnings(_ text: String) throws -> [String] { try parsed(text).warnings.map(\.code.rawValue) }

/// The first error of a bad query.
func firstError(_ text: String) throws -> KQLDiagnostic {
  let error = try #require(throws: KQLError.self) { try parsed(text) }
  return error.first
}

/// Files of the repository and of the data shared between projects, where that is at hand.
enum KQLTestFiles {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func document(_ name: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent("docs/\(name)"), encoding: .utf8)
  }

  static let sharedData = root.deletingLastPathComponent().appendingPathComponent("shared/data")

  static func hasShared(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: sharedData.appendingPathComponent(path).path)
  }

  /// The lines of a shared file; bytes that aren't UTF-8 are replaced.
  static func sharedLines(_ path: String) throws -> [String] {
    let data = try Data(contentsOf: sharedData.appendingPathComponent(path))
    return String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
  }

  /// Every file below a shared folder, by its path there.
  static func sharedFiles(below folder: String) -> [String] {
    let base = sharedData.appendingPathComponent(folder).resolvingSymlinksInPath()
    let all = FileManager.default.enumerator(at: base, includingPropertiesForKeys: [.isRegularFileKey])
    return (all?.compactMap { $0 as? URL } ?? []).filter { !$0.hasDirectoryPath }
      .map { folder + $0.resolvingSymlinksInPath().path.dropFirst(base.path.count) }.sorted()
  }
}
