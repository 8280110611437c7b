internal import Archive
internal import Hold
internal import Testing

@Suite("The guide to retention")
struct RetentionGuideTests {
  @Test("tells what the product decides, case by case", arguments: try RetentionGuide.rows())
  func cases(_ row: RetentionGuide.Row) throws {
    let (item, rulesCell, on) = (row.cells[1], row.cells[2], row.cells[3])
    var facts = try RetentionGuide.facts(item)
    let (rules, matches) = try RetentionGuide.rules(rulesCell, &facts)
    let at = try moment(on)
    let match: (Identifier<CaseHold>) -> QueryMatch = { matches[$0] ?? .cannotTell }
    let decision = Decision.decide(facts, rules: rules, at: at, matching: match)
    #expect(decision.verdict.rawValue == row.cells[4])
    #expect(try decision.keptUntil == RetentionGuide.end(row.cells[5]))
    #expect((decision.verdict == .keep && decision.keptUntil == nil) == (row.cells[5] == "without end"))
    #expect(try decision.deleteAt == RetentionGuide.end(row.cells[6]))
    #expect(
      MailboxRules(rules, mailbox: alice, at: at).verdict(of: facts, matching: match) == decision.verdict)
  }

  @Test("has every case of the market leader's that a decision settles")
  func isComplete() throws {
    let told = Set(try RetentionGuide.rows().map { $0.cells[0] })
    for number in [40, 47, 48, 49, 50, 51, 52, 54] + Array(58...68) {
      #expect(told.contains(String(number)), "case \(number)")
    }
  }
}
