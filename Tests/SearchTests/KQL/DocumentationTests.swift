internal import Testing

@testable internal import Search

/// docs/kql.md is run: its examples, its property table, its limits.
@Suite("the query language's page")
struct DocumentationTests {
  struct Example: CustomTestStringConvertible {
    var query: String
    var zone: String
    var meaning: String?
    var warnings: [String] = []
    var errors: [String] = []
    var testDescription: String { query }
  }

  /// The blocks marked `kql`: a query's line, then what is said of it.
  static let examples: [Example] = {
    guard let page = try? KQLTestFiles.document("kql.md") else { return [] }
    var examples: [Example] = []
    var inBlock = false
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        inBlock = line == "```kql"
        continue
      }
      guard inBlock else { continue }
      let last = examples.count - 1
      if line == "=>" || line.hasPrefix("=> ") {
        examples[last].meaning = String(line.dropFirst(3))
      } else if line.hasPrefix("warns ") {
        examples[last].warnings.append(String(line.dropFirst(6)))
      } else if line.hasPrefix("error ") {
        examples[last].errors.append(String(line.dropFirst(6)))
      } else {
        let parts = line.split(separator: " @ ", omittingEmptySubsequences: false)
        let zone = parts.count == 2 ? String(parts[1]) : "UTC"
        examples.append(Example(query: parts.first.map(String.init) ?? "", zone: zone))
      }
    }
    return examples
  }()

  @Test("each example does what the page says", arguments: examples)
  func example(_ example: Example) throws {
    guard let meaning = example.meaning else {
      #expect(!example.errors.isEmpty && errors(example.query) == example.errors)
      return
    }
    let result = try parsed(example.query, zone: zone(example.zone))
    #expect(result.query.description == meaning)
    #expect(result.warnings.map(\.code.rawValue) == example.warnings)
    #expect(try parsed(meaning).query == result.query)
  }

  @Test("the page has its examples")
  func count() { #expect(Self.examples.count > 100) }

  @Test("the page shows every code of a diagnostic", arguments: KQLDiagnosticCode.allCases)
  func code(_ code: KQLDiagnosticCode) throws {
    #expect(try KQLTestFiles.document("kql.md").contains(code.rawValue))
  }

  @Test("the page's table is the code's table")
  func properties() throws {
    let rows = try KQLTestFiles.document("kql.md").split(separator: "\n").filter { $0.hasPrefix("| `") }
    let expected = KQLProperty.all.map { property in
      let aliases = property.aliases.map { "`\($0)`" }.joined(separator: ", ")
      let operators = property.operators.map { "`\($0.rawValue)`" }.joined(separator: " ")
      return "| `\(property.name)` | \(aliases) | \(operators) | \(property.summary) |"
    }
    #expect(rows.map(String.init) == expected)
  }

  @Test(
    "the page's limits are the code's limits",
    arguments: [
      ("query.too-long", KQLLimits.queryLength), ("query.too-many-conditions", KQLLimits.conditions),
      ("query.too-deep", KQLLimits.depth), ("value.too-long", KQLLimits.valueLength),
      ("near.distance", KQLLimits.nearDistance), ("wildcard.too-short", KQLLimits.prefixLetters),
      ("wildcard.too-short", KQLLimits.wildcardLetters), ("wildcard.too-many", KQLLimits.openWords),
      ("fuzzy.distance", KQLLimits.fuzzyEdits), ("fuzzy.word", KQLLimits.fuzzyLength),
      ("value.conversation", KQLLimits.conversationPeople), ("query.too-wide", Vocabulary.mostWords),
    ])
  func limits(code: String, limit: Int) throws {
    let rows = try KQLTestFiles.document("kql.md").split(separator: "\n").filter {
      $0.contains("| `\(code)` |")
    }
    let values = rows.map { $0.split(separator: "|")[1].filter(\.isNumber) }
    #expect(values.contains(String(limit)))
  }
}
