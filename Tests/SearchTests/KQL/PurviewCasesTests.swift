internal import Archive
internal import Testing

@testable internal import Search

/// The worked cases of the product we match that are about reading a query, by their number.
///
/// The numbers are those of its behaviour reference. Where a case speaks of matching, what is tested is what
/// the index is asked for.
@Suite("worked cases of the model")
struct PurviewCasesTests {
  @Test("1: a word is passed to the index as typed, which ignores its case")
  func case1() throws { #expect(try parsed("CAT").query == .text(TextMatch("CAT"))) }

  @Test("2: words side by side are all required, in any position")
  func case2() throws { #expect(try meaning("federated search") == "federated AND search") }

  @Test("3: a lower-case or is a word, with a warning")
  func case3() throws {
    #expect(try meaning("cat or dog") == "cat AND \"or\" AND dog")
    #expect(try warnings("cat or dog") == ["operator.lowercase"])
  }

  @Test("4: AND binds tighter than OR")
  func case4() throws { #expect(try meaning("a OR b AND c") == "a OR (b AND c)") }

  @Test("5: standing side by side binds loosest")
  func case5() throws { #expect(try meaning("a OR b c") == "(a OR b) AND c") }

  @Test("6: a hyphen leaves a word out")
  func case6() throws { #expect(try meaning("cat -dog") == "cat AND NOT dog") }

  @Test("7: a query may be a NOT alone")
  func case7() throws { #expect(try meaning("NOT from:\"Ann Beebe\"") == "NOT from:\"Ann Beebe\"") }

  @Test("8: the same property twice offers alternatives")
  func case8() throws { #expect(try meaning("subject:a subject:b") == "subject:a OR subject:b") }

  @Test("9: different properties narrow")
  func case9() throws { #expect(try meaning("from:x subject:y") == "from:x AND subject:y") }

  @Test("10: comparisons of one property narrow, unlike the model's, which match every dated item")
  func case10() throws {
    #expect(
      try meaning("received>=2021-01-01 received<=2021-03-31")
        == "sent>=2021-01-01T00:00:00Z AND sent<2021-04-01T00:00:00Z")
    #expect(try warnings("received>=2021-01-01 received<=2021-03-31").isEmpty)
  }

  @Test("11: a range of days includes the last second of its last day")
  func case11() throws {
    let range = try sentRange("received:2021-01-01..2021-03-31")
    #expect(range.contains(try moment("2021-03-31T23:59:59.999999Z")))
    #expect(!range.contains(try moment("2021-04-01T00:00:00Z")))
  }

  @Test("12: a day ends before the next midnight")
  func case12() throws {
    #expect(!(try sentRange("received:2021-04-15").contains(try moment("2021-04-16T00:00:00Z"))))
  }

  @Test("13: there is no last week, and the error lists what there is")
  func case13() throws {
    let error = try firstError("sent:\"last week\"")
    #expect(error.code == .badInterval)
    #expect(
      error.message
        == "'last week' is neither a date nor an interval; the intervals are today, yesterday, this week, "
        + "this month, last month, this year and last year, and those of two words need quotation marks")
  }

  @Test("14: an American date is an error that offers the ISO one")
  func case14() throws {
    let error = try firstError("sent:4/15/2021")
    #expect(error.code == .badDate)
    #expect(error.fix == "2021-04-15")
    #expect(try firstError("sent:4/5/2021").fix == nil, "either the 4th of May or the 5th of April")
  }

  @Test("15: a restriction reaches only to the next blank")
  func case15() throws { #expect(try meaning("subject:budget Q1") == "subject:budget AND Q1") }

  @Test("16: a blank after the colon makes free text, with a warning")
  func case16() throws {
    #expect(try meaning("to: pilarp") == "pilarp")
    #expect(try warnings("to: pilarp") == ["restriction.spaced"])
  }

  @Test("17: a quoted subject is a phrase it contains, not all of it")
  func case17() throws {
    #expect(
      try parsed("subject:\"Quarterly Financials\"").query
        == .text(TextMatch("Quarterly Financials", in: .subject)))
  }

  @Test("18: a star at the end asks for words that start so")
  func case18() throws { #expect(try parsed("set*").query == .text(TextMatch("set", isPrefix: true))) }

  @Test("19: a star anywhere else is refused", arguments: ["*cat", "c*t", "*cat*", "\"adv* x\"", "*"])
  func case19(query: String) { #expect(errors(query) == ["wildcard.position"]) }

  @Test("20: fewer than three letters before a star are refused")
  func case20() { #expect(errors("ti*") == ["wildcard.too-short"]) }

  @Test("21: a phrase may end in a star and not hold one")
  func case21() throws {
    #expect(
      try parsed("title:\"Advanced Sear*\"").query
        == .text(TextMatch("Advanced Sear", in: .subject, isPrefix: true)))
    #expect(errors("title:\"Advan* Search\"") == ["wildcard.position"])
  }

  @Test("22: a quoted prefix asks for the same as a bare one: ours has no cap on variants")
  func case22() throws { #expect(try parsed("\"time*\"").query == parsed("time*").query) }

  @Test("23: NEAR(5) allows five words between")
  func case23() throws {
    #expect(try near("best NEAR(5) worst") == NearMatch(TextMatch("best"), TextMatch("worst"), distance: 5))
    #expect(try near("best NEAR(n=5) worst").distance == 5)
  }

  @Test("24: NEAR alone allows eight")
  func case24() throws { #expect(try near("best NEAR worst").distance == 8) }

  @Test("25: ONEAR keeps the order")
  func case25() throws {
    #expect(
      try near("a ONEAR(3) b")
        == NearMatch(TextMatch("a"), TextMatch("b"), distance: 3, isOrdered: true))
  }

  @Test("26: NEAR doesn't join restrictions")
  func case26() { #expect(errors("subject:a NEAR subject:b") == ["near.operand"]) }

  @Test("27: an empty subject can't be found, with a warning")
  func case27() throws {
    #expect(try parsed("subject:\"\"").query == .nothing)
    #expect(try warnings("subject:\"\"") == ["value.empty"])
  }

  @Test("28: recipients leaves the sender out, participants doesn't")
  func case28() throws {
    #expect(try parsed("recipients:g@x").query == .text(TextMatch("g@x", in: .recipients)))
    #expect(try parsed("participants:g@x").query == .text(TextMatch("g@x", in: .participants)))
  }

  @Test("29: a quoted shortened address with a star is a prefix")
  func case29() throws {
    #expect(
      try parsed("participants:\"ronnie@contoso*\"").query
        == .text(TextMatch("ronnie@contoso", in: .participants, isPrefix: true)))
  }

  @Test(
    "30: the conditions of a stored query bind its whole keyword part, and the same one offers alternatives")
  func case30() throws {
    #expect(
      try meaning("phone* OR tel*(c:c)(sent=2021-01-01..2021-01-02)(kind=\"sms\")(kind=\"call\")")
        == "(phone* OR tel*) AND sent:2021-01-01T00:00:00Z..2021-01-02T23:59:59Z AND (kind:sms OR kind:call)")
  }

  @Test("31: quotation marks inside quotation marks are refused")
  func case31() { #expect(errors("phone(c:c)(subject:\"\"x\"\")").contains("quote.touching")) }

  @Test("33: typographic quotation marks are read as straight, with a rewrite for each")
  func case33() throws {
    let result = try parsed("“cat dog”")
    #expect(result.query == .text(TextMatch("cat dog")))
    #expect(result.warnings.map(\.code) == [.curlyQuote, .curlyQuote])
    #expect(result.warnings.map(\.fix) == ["\"", "\""])
    #expect(result.warnings.map(\.position.offset) == [0, 8])
  }

  @Test("34: operators alone and parentheses left open are refused")
  func case34() {
    #expect(errors("AND") == ["query.missing-operand", "query.missing-operand"])
    #expect(errors("(a AND b") == ["query.unbalanced-parenthesis"])
  }

  @Test("35: an empty query is everything", arguments: ["", "   ", "\n\t"])
  func case35(query: String) throws { #expect(try parsed(query).query == .everything) }

  @Test("36: a hundred conditions are taken, one more is refused")
  func case36() throws {
    let hundred = (1...100).map { "word\($0)" }.joined(separator: " OR ")
    #expect(try parsed(hundred).conditions == 100)
    #expect(errors(hundred + " OR more") == ["query.too-many-conditions"])
  }

  private func near(_ query: String) throws -> NearMatch {
    guard case .near(let near) = try parsed(query).query else {
      throw Unexpected.query(query)
    }
    return near
  }

  private func sentRange(_ query: String) throws -> Range<Moment> {
    guard case .scalar(.sent(let range)) = try parsed(query).query else {
      throw Unexpected.query(query)
    }
    return range
  }

  private func moment(_ text: String) throws -> Moment { try #require(RFC3339.parse(text)).moment }

  private enum Unexpected: Error { case query(String) }
}
