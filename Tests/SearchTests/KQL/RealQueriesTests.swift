internal import Testing

@testable internal import Search

/// The queries of Microsoft's KQL documentation, with what each comes to here.
///
/// They are code spans of documentation pages, so some aren't queries at all. The queries themselves are read
/// from the shared data; here is, by row of that file, `same` for a query that is its own canonical form,
/// `=>` with its meaning (and `!` with each warning), or `!!` with the codes reported.
@Suite("queries of the KQL documentation")
struct RealQueriesTests {
  static let file = "kql/kql-snippets-from-docs.tsv"

  @Test("each comes to what is recorded", .enabled(if: KQLTestFiles.hasShared(file), "no shared data"))
  func outcomes() throws {
    let lines = try KQLTestFiles.sharedLines(Self.file)
    let expected = Self.expectations()
    var seen = 0
    for (row, line) in lines.enumerated() where row > 0 && !line.isEmpty {
      let fields = line.split(separator: "\t", maxSplits: 3, omittingEmptySubsequences: false)
      let query = String(try #require(fields.last))
      #expect(Self.outcome(query) == expected[row], "row \(row): \(query)")
      seen += 1
    }
    #expect(seen == expected.count)
  }

  @Test("each good one reads back as itself", .enabled(if: KQLTestFiles.hasShared(file), "no shared data"))
  func roundTrip() throws {
    for line in try KQLTestFiles.sharedLines(Self.file) {
      let query = line.split(separator: "\t", maxSplits: 3).last.map(String.init) ?? ""
      guard let result = try? parsed(query) else { continue }
      #expect(try parsed(result.query.description).query == result.query)
    }
  }

  private static func outcome(_ query: String) -> String {
    switch Result(catching: { () throws(KQLError) in try parsed(query) }) {
    case .success(let result):
      let meaning = result.query.description
      if meaning == query, result.warnings.isEmpty { return "same" }
      return "=> " + meaning + result.warnings.map { " ! " + $0.code.rawValue }.joined()
    case .failure(let error):
      var codes: [String] = []
      for diagnostic in error.diagnostics where !codes.contains(diagnostic.code.rawValue) {
        codes.append(diagnostic.code.rawValue)
      }
      return "!! " + codes.joined(separator: " ")
    }
  }

  /// The outcome by row.
  private static func expectations() -> [Int: String] {
    var outcomes: [Int: String] = [:]
    for line in recorded.split(separator: "\n") {
      let parts = line.split(separator: " ", maxSplits: 1)
      for range in parts[0].split(separator: ",") {
        let ends = range.split(separator: "-").compactMap { Int($0) }
        guard let first = ends.first, let last = ends.last else { continue }
        for row in first...last { outcomes[row] = String(parts[1]) }
      }
    }
    return outcomes
  }

  private static let recorded = #"""
    1,47,127-128,135,156-157 => subject:"" ! value.empty
    2 !! property.absent query.unbalanced-quote
    3 !! query.unbalanced-quote term.unsearchable
    4-8,10-11,14-19,21,29,32-33,37-44,67-70,72-79,81-86,91-92,114-118,122-126 !! property.absent
    143,149-154,158-159,240-241,253-255,258-259 !! property.absent
    9,232 !! wildcard.position
    251 => subject:"Advan* Search"
    12-13 !! property.absent property.unknown
    20 => "SensitiveType:" AND "Credit Card Number|1..|80.." ! restriction.spaced
    22,90,99-105,107,238,260,269-270,273 !! property.unknown
    23-25,34-36,48-49,52-53,57-59,63-64,87-88,94-97,133,136-138,140-142,145-146,161-178 same
    180-195,197-215,217-231,233-235,282-283 same
    26-28,30-31 => subject:"" ! property.empty
    45 same
    46 => kind:email ! value.empty ! value.empty
    50-51,54-55 !! value.date
    56 => size>=26214401
    60 => recipients:annb@contoso.com
    61 => recipients:annb
    62 => recipients:"Ann Beebe"
    65 => participants:ronnie@contoso*
    66 => from:"Garth Fort"
    71,80 !! restriction.spaced wildcard.position
    89 => subject:"communication plan"
    93,148 !! term.unsearchable
    98 => subject:set*
    106,108-112 !! value.number
    113,155,274,278 !! query.missing-operand
    119 !! value.range value.empty
    120 !! operator.mixed value.range value.empty
    121 !! operator.spaced term.unsearchable query.missing-operand
    129 !! value.empty value.interval
    130 => from:"Sara Davis" AND subject:reorganization
    131 => pilarp ! restriction.spaced
    132 => subject:budget AND Q1
    134 => NOT from:"Sara Davis"
    139 => time*
    144 => "do{"
    147 => ".\GetFolderSearchParameters.ps1"
    160 => "itemclass:" ! restriction.spaced
    179 => ipm.externaldata.conversation.Bloomberg AND Message*
    196 => ipm.externaldata.conversation.Ice AND Chat*
    216 !! wildcard.too-short
    236 => federat* AND search
    237 => search AND fed*
    239 => from:"John Smith"
    242-244 => "John Smith" ! restriction.spaced
    245 => author AND "John Smith"
    246 => from:Shakespear
    247 => from:Paul
    248 => from:Shakesp*
    249 => subject:"Advanced Search"
    250 => subject:"Advanced Sear*"
    252 => subject:"Advanced Sear"
    256-257 => from:"John Smith" OR from:"Jane Smith"
    261-262 => from:"John Smith" AND from:"Jane Smith"
    263-264 => (subject:Advanced OR subject:Search OR subject:Query) AND NOT subject:"Advanced Search Query"
    265-266,281,284-288 !! operator.unsupported
    267-268 => subject:page
    271 !! property.unknown property.absent
    272 => "<expression>" NEAR(4) "<expression>"
    275 => acquisition NEAR(8) debt
    276 => acquisition NEAR(3) debt
    277 => "<expression>" ONEAR(4) "<expression>"
    279 => acquisition ONEAR(8) debt
    280 => acquisition ONEAR(3) debt
    """#
}
