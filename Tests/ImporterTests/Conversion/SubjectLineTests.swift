internal import Archive
internal import Testing

@testable internal import Importer

@Suite("subjects")
struct SubjectLineTests {
  func subject(_ item: CarrierItem) throws -> String { try Samples.convert(item).envelope.subject }

  @Test(
    "a subject shows the beginning of the text on one line",
    arguments: [
      ("Running late", ": Running late"), ("", ""), (" \r\n\t ", ""),
      ("a\r\nb\u{2028}c\u{0}d  e", ": a b c d e"),
      (String(repeating: "x", count: 60), ": " + String(repeating: "x", count: 60)),
      (String(repeating: "x", count: 61), ": " + String(repeating: "x", count: 60) + "..."),
      ("a b" + String(repeating: "\n", count: 100_000), ": a b"),
      (String(repeating: "ส", count: 61), ": " + String(repeating: "ส", count: 60) + "..."),
    ])
  func snippets(body: String, end: String) throws {
    #expect(try subject(Samples.sms(body)) == "SMS from Ada Abbott to +44 7700 900501" + end)
  }

  @Test("no character is cut in two, and no pile of marks fills a list")
  func cuts() throws {
    let family = "👨‍👩‍👧‍👦"
    let families = try subject(Samples.sms(String(repeating: family, count: 80)))
    #expect(families.hasSuffix(family + "..."))
    let pile = try subject(Samples.sms("e" + String(repeating: "\u{301}", count: 5_000)))
    #expect(pile.utf8.count < 400)
  }

  @Test("groups are counted, not listed")
  func groups() throws {
    let others = (0..<3).map { FeedParty(number: "0770090050\($0)") }
    #expect(
      try subject(Samples.sms("x", to: Array(others.prefix(2))))
        == "SMS from Ada Abbott to +44 7700 900500 and 1 other: x")
    #expect(
      try subject(Samples.sms("x", to: others)) == "SMS from Ada Abbott to +44 7700 900500 and 2 others: x")
  }

  @Test("calls say whether anybody answered")
  func calls() throws {
    #expect(try subject(Samples.call()) == "Call from +44 7700 900501 to Ada Abbott, 3 min 2 s")
    #expect(try subject(Samples.call(answered: nil)) == "Call from +44 7700 900501 to Ada Abbott, 3 min 2 s")
    #expect(try subject(Samples.call(answered: false)) == "Missed call from +44 7700 900501 to Ada Abbott")
    #expect(
      try subject(Samples.call(answered: false, direction: .outbound))
        == "Unanswered call from +44 7700 900501 to Ada Abbott")
  }

  @Test(
    "durations read as people say them",
    arguments: [
      (0, "0 s"), (59, "59 s"), (60, "1 min"), (182, "3 min 2 s"), (3600, "1 h"), (3725, "1 h 2 min"),
    ])
  func durations(seconds: Int64, text: String) { #expect(DateForm.duration(seconds) == text) }

  @Test(
    "dates keep the offset their source wrote",
    arguments: [
      ("2024-01-02T08:15:03+00:00", "Tue, 02 Jan 2024 08:15:03 +0000"),
      ("2024-02-29T23:59:60Z", "Fri, 01 Mar 2024 00:00:00 +0000"),
      ("1999-12-31T23:59:59.999-03:30", "Fri, 31 Dec 1999 23:59:59 -0330"),
      ("2099-06-07T00:00:00+14:00", "Sun, 07 Jun 2099 00:00:00 +1400"),
    ])
  func dates(written: String, header: String) throws {
    var bytes: [UInt8] = []
    DateForm.append(try #require(RFC3339.parse(written)), to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == header)
  }
}
