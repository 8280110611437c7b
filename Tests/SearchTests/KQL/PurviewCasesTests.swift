internal import Archive
internal import Testing

@testable internal import Search

/// The worked cases 1 to 36 of the product we match, by their number, each on texts that are archived and indexed.
///
/// The numbers are those of its behaviour reference. Where we chose otherwise the test says so. Cases 37 to 43 are
/// about permission filters, purges and exports, and are tested with those.
@Suite("worked cases of the model")
struct PurviewCasesTests {
  /// Which of some texts a query finds, in their order.
  private func found(_ query: String, among texts: [String]) throws -> [String] {
    try found(query, among: texts.map { try .text($0) })
  }

  private func found(_ query: String, among samples: [SearchWorld.Sample]) throws -> [String] {
    try SearchWorld.with { world in
      try world.enter(samples)
      return try world.bodies(query)
    }
  }

  @Test("case 1: a word is found in any letter case")
  func case1() throws { #expect(try found("CAT", among: ["the cat", "Cat!", "category"]) == ["the cat", "Cat!"]) }

  @Test("case 2: words side by side are all required, in any position")
  func case2() throws {
    let texts = ["federated search", "a search that is federated", "search"]
    #expect(try found("federated search", among: texts) == Array(texts[..<2]))
  }

  @Test("case 3: a lower-case or is a word, with a warning")
  func case3() throws {
    #expect(try found("cat or dog", among: ["cat", "dog or cat", "cat dog"]) == ["dog or cat"])
    #expect(try warnings("cat or dog") == ["operator.lowercase"])
    #expect(try parsed("cat or dog").warnings.map(\.fix) == ["OR"])
  }

  @Test("case 4: AND binds tighter than OR")
  func case4() throws {
    #expect(try found("a OR b AND c", among: ["a", "b", "c", "b c"]) == ["a", "b c"])
    #expect(try warnings("a OR b AND c") == ["operator.mixed"])
  }

  @Test("case 5: standing side by side binds loosest")
  func case5() throws { #expect(try found("a OR b c", among: ["a", "b", "a c", "c b"]) == ["a c", "c b"]) }

  @Test("case 6: a hyphen leaves a word out")
  func case6() throws {
    let texts = ["cat", "cat dog", "dog"]
    #expect(try found("cat -dog", among: texts) == ["cat"])
    #expect(try parsed("cat -dog").query == parsed("cat AND NOT dog").query)
  }

  @Test("case 7: a query may be a NOT alone")
  func case7() throws {
    let samples: [SearchWorld.Sample] = [
      try .text("hers", from: Party(name: "Ann Beebe")), try .text("his", from: Party(name: "Bob Beebe")),
    ]
    #expect(try found("NOT from:\"Ann Beebe\"", among: samples) == ["his"])
  }

  @Test("case 8: the same property twice offers alternatives")
  func case8() throws {
    let samples: [SearchWorld.Sample] = [
      try .text("1", subject: "a"), try .text("2", subject: "b"), try .text("3", subject: "c"),
    ]
    #expect(try found("subject:a subject:b", among: samples) == ["1", "2"])
  }

  @Test("case 9: different properties narrow")
  func case9() throws {
    let x = Party(name: "x")
    let samples: [SearchWorld.Sample] = [
      try .text("1", from: x, subject: "y"), try .text("2", from: x), try .text("3", subject: "y"),
    ]
    #expect(try found("from:x subject:y", among: samples) == ["1"])
  }

  @Test("case 10: comparisons of one property narrow, unlike the model's, which match every dated item")
  func case10() throws {
    let samples: [SearchWorld.Sample] = [
      try .text("before", sent: "2020-12-31T23:59:59Z"), try .text("within", sent: "2021-02-01T00:00:00Z"),
      try .text("after", sent: "2021-04-01T00:00:00Z"),
    ]
    #expect(try found("received>=2021-01-01 received<=2021-03-31", among: samples) == ["within"])
    #expect(try warnings("received>=2021-01-01 received<=2021-03-31").isEmpty)
  }

  @Test("case 11: a range of days includes the last second of its last day")
  func case11() throws {
    let samples: [SearchWorld.Sample] = [
      try .text("last", sent: "2021-03-31T23:59:59Z"), try .text("next", sent: "2021-04-01T00:00:00Z"),
    ]
    #expect(try found("received:2021-01-01..2021-03-31", among: samples) == ["last"])
  }

  @Test("case 12: a day ends before the next midnight")
  func case12() throws {
    let samples: [SearchWorld.Sample] = [
      try .text("15th", sent: "2021-04-15T00:00:00Z"), try .text("16th", sent: "2021-04-16T00:00:00Z"),
    ]
    #expect(try found("received:2021-04-15", among: samples) == ["15th"])
  }

  @Test("case 13: there is no last week, and the error lists what there is")
  func case13() throws {
    let error = try firstError("sent:\"last week\"")
    #expect(error.code == .badInterval)
    #expect(
      error.message
        == "'last week' is neither a date nor an interval; the intervals are today, yesterday, this week, "
        + "this month, last month, this year and last year, and those of two words need quotation marks")
  }

  @Test("case 14: an American date is an error that offers the ISO one")
  func case14() throws {
    let error = try firstError("sent:4/15/2021")
    #expect(error.code == .badDate)
    #expect(error.fix == "2021-04-15")
    #expect(try firstError("sent:4/5/2021").fix == nil, "either the 4th of May or the 5th of April")
  }

  @Test("case 15: a restriction reaches only to the next blank")
  func case15() throws {
    let samples: [SearchWorld.Sample] = [
      try .text("Q1", subject: "budget"), try .text("budget", subject: "Q1"), try .text("x", subject: "budget Q1"),
    ]
    #expect(try found("subject:budget Q1", among: samples) == ["Q1", "x"])
  }

  @Test("case 16: a blank after the colon makes free text of the value, with a warning")
  func case16() throws {
    let pilar = Party(name: "pilarp")
    let samples: [SearchWorld.Sample] = [
      try .text("from", from: pilar), try .text("to", to: [pilar]), try .text("ask pilarp"), try .text("none"),
    ]
    #expect(try found("to: pilarp", among: samples) == ["from", "to", "ask pilarp"])
    #expect(try warnings("to: pilarp") == ["restriction.spaced"])
  }

  @Test("case 17: a quoted subject is a phrase it contains, not all of it")
  func case17() throws {
    let samples: [SearchWorld.Sample] = [
      try .text("1", subject: "Quarterly Financials 2018"), try .text("2", subject: "Financials, Quarterly"),
    ]
    #expect(try found("subject:\"Quarterly Financials\"", among: samples) == ["1"])
  }

  @Test("case 18: a star at the end finds words that start so")
  func case18() throws {
    #expect(try found("set*", among: ["set", "setup", "setting", "reset"]) == ["set", "setup", "setting"])
  }

  @Test("case 19: stars at a word's beginning and inside it are refused by the model, and found by us")
  func case19() throws {
    let texts = ["cat", "bobcat", "concatenate", "coat", "ct"]
    #expect(try found("*cat", among: texts) == ["cat", "bobcat"])
    #expect(try found("c*t", among: texts) == ["cat", "coat", "ct"])
    #expect(try found("*cat*", among: texts) == ["cat", "bobcat", "concatenate"])
    #expect(errors("*") == ["wildcard.position"])
  }

  @Test("case 20: fewer than three letters before a star are refused")
  func case20() { #expect(errors("ti*") == ["wildcard.too-short"]) }

  @Test("case 21: a phrase may end in a star, and with us hold one")
  func case21() throws {
    let samples: [SearchWorld.Sample] = [
      try .text("1", subject: "Advanced Searching"), try .text("2", subject: "Advanced Search"),
      try .text("3", subject: "Advances in Search"), try .text("4", subject: "advancing search"),
    ]
    #expect(try found("title:\"Advanced Sear*\"", among: samples) == ["1", "2"])
    #expect(try found("title:\"Advan* Search\"", among: samples) == ["2", "4"])
  }

  @Test("case 22: a quoted prefix is not cut off at so many variants, unlike the model's")
  func case22() throws {
    try SearchWorld.with { world in
      let words = (1...10_001).map { "time\($0)" }
      try world.enter(
        stride(from: 0, to: words.count, by: 100).map {
          try .text(words[$0..<min($0 + 100, words.count)].joined(separator: ", "))
        })
      #expect(try world.answer("\"time*\"").items == 101)
      #expect(try world.answer("time*").items == 101)
      #expect(try world.answer("time10000 NEAR \"time*\"").items == 1)
    }
  }

  @Test("case 23: NEAR(5) allows five words between, not six")
  func case23() throws {
    let texts = ["best 1 2 3 4 5 worst", "best 1 2 3 4 5 6 worst", "worst 1 best"]
    #expect(try found("best NEAR(5) worst", among: texts) == [texts[0], texts[2]])
    #expect(try found("best NEAR(n=5) worst", among: texts) == [texts[0], texts[2]])
  }

  @Test("case 24: NEAR alone allows eight, not nine")
  func case24() throws {
    let texts = ["best 1 2 3 4 5 6 7 8 worst", "best 1 2 3 4 5 6 7 8 9 worst"]
    #expect(try found("best NEAR worst", among: texts) == [texts[0]])
  }

  @Test("case 25: ONEAR keeps the order")
  func case25() throws { #expect(try found("a ONEAR(3) b", among: ["b a", "a x b"]) == ["a x b"]) }

  @Test("case 26: NEAR doesn't join restrictions")
  func case26() { #expect(errors("subject:a NEAR subject:b") == ["near.operand"]) }

  @Test("case 27: an empty subject can't be found, with a warning")
  func case27() throws {
    #expect(try found("subject:\"\"", among: ["x"]) == [])
    #expect(try warnings("subject:\"\"") == ["value.empty"])
  }

  @Test("case 28: recipients leaves the sender out, participants doesn't")
  func case28() throws {
    let (g, h) = (Party(email: "g@x.example"), Party(email: "h@x.example"))
    let samples: [SearchWorld.Sample] = [try .text("from g", from: g, to: [h]), try .text("to g", from: h, to: [g])]
    #expect(try found("recipients:g@x.example", among: samples) == ["to g"])
    #expect(try found("participants:g@x.example", among: samples) == ["from g", "to g"])
  }

  @Test("case 29: a quoted shortened address with a star is a prefix, and expands to no other name")
  func case29() throws {
    let samples: [SearchWorld.Sample] = [
      try .text("1", from: Party(email: "ronnie@contoso.com")),
      try .text("2", from: Party(name: "Ronnie", email: "r@other.example")),
    ]
    #expect(try found("participants:\"ronnie@contoso*\"", among: samples) == ["1"])
  }

  @Test("case 30: a stored query's conditions bind its whole keyword part, and the same one offers alternatives")
  func case30() throws {
    let (inside, outside) = ("2021-01-02T00:00:00Z", "2021-02-01T00:00:00Z")
    let samples: [SearchWorld.Sample] = [
      try .text("phones", sent: inside), try .text("telly", sent: inside, kind: .call),
      try .text("phone", sent: outside), try .text("other", sent: inside),
    ]
    let query = "phone* OR tel*(c:c)(sent=2021-01-01..2021-01-02)(kind=\"sms\")(kind=\"call\")"
    #expect(try found(query, among: samples) == ["phones", "telly"])
    // The model's own kinds are accepted; nothing here is of them.
    #expect(try found("phone*(c:c)(kind=\"email\")(kind=\"meetings\")", among: samples) == [])
  }

  @Test("case 31: quotation marks inside quotation marks are refused")
  func case31() { #expect(errors("phone(c:c)(subject:\"\"x\"\")").contains("quote.touching")) }

  @Test("case 32: there is no file type to search by; a file's name is, and a star there is a star")
  func case32() throws {
    #expect(errors("filetype=doc*") == ["property.absent"])
    let files = ["plan.doc", "plan.docx", "doc.pdf"].map {
      MessageFile(name: $0, mediaType: "application/pdf", bytes: 1, digest: Digest(of: [1]))
    }
    let samples: [SearchWorld.Sample] = try files.map { try .text($0.name, attachments: [$0]) }
    #expect(try found("attachmentnames:\"plan.doc\"", among: samples) == ["plan.doc"])
    #expect(try found("attachmentnames:\"plan.doc*\"", among: samples) == ["plan.doc", "plan.docx"])
  }

  @Test("case 33: typographic quotation marks are read as straight, with a rewrite for each")
  func case33() throws {
    let result = try parsed("“cat dog”")
    #expect(result.query == .text(TextMatch("cat dog")))
    #expect(result.warnings.map(\.code) == [.curlyQuote, .curlyQuote])
    #expect(result.warnings.map(\.fix) == ["\"", "\""])
    #expect(result.warnings.map(\.position.offset) == [0, 8])
  }

  @Test("case 34: operators alone and parentheses left open are refused")
  func case34() {
    #expect(errors("AND") == ["query.missing-operand", "query.missing-operand"])
    #expect(errors("(a AND b") == ["query.unbalanced-parenthesis"])
  }

  @Test("case 35: an empty query is everything", arguments: ["", "   ", "\n\t"])
  func case35(query: String) throws { #expect(try found(query, among: ["x", "?"]) == ["x", "?"]) }

  @Test("case 36: a hundred conditions are taken, one more is refused; filters are told how many there are")
  func case36() throws {
    let hundred = (1...100).map { "word\($0)" }.joined(separator: " OR ")
    #expect(try parsed(hundred).conditions == KQLLimits.conditions)
    #expect(errors(hundred + " OR more") == ["query.too-many-conditions"])
  }
}
