internal import Archive
internal import Foundation
internal import Testing

@Suite("Times as RFC 3339 has them")
struct RFC3339Tests {
  @Test(
    "a time is read to the microsecond, with the offset that was written",
    arguments: [
      ("1970-01-01T00:00:00Z", 0, 0), ("2024-01-02T08:15:03+00:00", 1_704_183_303_000_000, 0),
      ("2024-01-02T08:15:03.5+01:00", 1_704_179_703_500_000, 60),
      ("2024-01-02t08:15:03.123456789z", 1_704_183_303_123_456, 0),
      ("2016-12-31T23:59:60Z", 1_483_228_800_000_000, 0), ("1969-12-31T23:59:59.999999Z", -1, 0),
      ("2024-01-02 08:15:03-09:30", 1_704_217_503_000_000, -570),
    ] as [(String, Int64, Int)])
  func read(_ text: String, _ microseconds: Int64, _ offset: Int) {
    #expect(
      RFC3339.parse(text) == ZonedMoment(Moment(microseconds: microseconds), offsetMinutes: offset))
  }

  @Test(
    "what is no time is refused",
    arguments: [
      "2024-01-02", "2024-01-02T08:15:03", "2024-01-02T24:00:00Z", "2024-01-02T08:60:00Z", "2024-01-02T08:15:61Z",
      "2024-02-30T08:15:03Z", "2024-01-02T08:15:03.Z", "2024-01-02T08:15:03+1:00", "2024-01-02T08:15:03+24:00",
      "2024-01-02T08:15:03ZZ", "2024-01-02T08:15:03+01:00x", "20240102T081503Z", "", "2024-01-02T08:15:03.",
      "2024-01-02T08:15:03.123456789012345678901234567890Z",
    ])
  func refused(_ text: String) { #expect(RFC3339.parse(text) == nil) }

  @Test("random times are read as Foundation reads them, and written so that they read back")
  func agreesWithFoundation() throws {
    for _ in 0..<3000 {
      let seconds = Int64.random(in: -11_000_000_000...253_402_300_799)
      let moment = Moment(seconds: seconds)
      let text = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
      #expect(RFC3339.parse(text)?.moment == moment)
      #expect(RFC3339.format(moment) == text)
      let zoned = ZonedMoment(
        Moment(microseconds: seconds * 1_000_000 + .random(in: 0..<1_000_000)),
        offsetMinutes: .random(in: -1439...1439))
      #expect(RFC3339.parse(RFC3339.format(zoned)) == zoned)
    }
  }

  @Test("random bytes never crash the reader")
  func hostile() {
    let alphabet = Array("0123456789-:+.TZtz ".utf8)
    var read = 0
    for _ in 0..<50_000 {
      let text = String(
        decoding: (0..<Int.random(in: 0...45)).map { _ in alphabet.randomElement() ?? 0 }, as: UTF8.self)
      if RFC3339.parse(text) != nil { read += 1 }
    }
    #expect(read < 50_000)
  }
}
