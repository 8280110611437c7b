internal import Archive
internal import ArchiveTesting
internal import Testing

@testable import Search

@Suite("a message's words, found ahead of its transaction")
struct MessageWordsTests {
  private func words(in value: UnsafeRawBufferPointer) -> (code: Int32, tokens: [Token]) {
    var list = TokenList()
    let code = MessageWords.read(value.bindMemory(to: UInt8.self), into: &list)
    return (code, list.tokens)
  }

  private func envelope(_ text: String) -> Envelope {
    let party = Party(name: text, email: "ada@corp.example", number: "+447700900123")
    return Envelope(
      kind: .sms, direction: .outbound, sent: ZonedMoment(Moment(microseconds: 0), offsetMinutes: 0), from: party,
      to: [party, Party(name: nil, email: nil, number: "+447700900501")], subject: "SMS: " + text, body: text,
      attachments: [], messageID: "<a@b.example>")
  }

  @Test(
    "are those the analyser finds in each column's text",
    arguments: [
      "", "ok.See you", "ring 07700 900123", "ประชุมพรุ่งนี้ที่ห้อง", "明日の会議は東京です", "don’t 👩🏾‍💻 études",
      String(repeating: "x", count: 5_000),
    ])
  func same(text: String) throws {
    let envelope = envelope(text)
    let analyzer = Analyzer()
    let indexed = IndexedText(envelope)
    let columns = [indexed.subject, indexed.body, indexed.sender, indexed.recipients, indexed.attachments]
    try MessageWords(of: envelope, by: analyzer).withColumns { index, value in
      var expected = try analyzer.tokens(of: columns[index], purpose: .document)
      // Whoever has an address has its key as well.
      if index == 2 || index == 3 { expected.append(Token("\u{3}ada@corp.example", range: 0..<0, isColocated: true)) }
      let found = words(in: value)
      #expect(found.code == 0 || columns[index].isEmpty)
      #expect(found.tokens.map(\.term) == expected.map(\.term))
      #expect(found.tokens.map(\.isColocated) == expected.map(\.isColocated))
    }
  }

  @Test("fail where a value was damaged, and are never read past its end")
  func damaged() throws {
    var values: [[UInt8]] = []
    try MessageWords(of: envelope("running late, ten minutes"), by: Analyzer()).withColumns { _, value in
      values.append(Array(value))
    }
    var numbers = SplitMix(seed: 255)
    for value in values where !value.isEmpty {
      for count in 1..<value.count {
        _ = value[..<count].withUnsafeBytes { words(in: $0) }
        var changed = value
        changed[count] = UInt8.random(in: .min ... .max, using: &numbers)
        _ = changed.withUnsafeBytes { words(in: $0) }
      }
      #expect(value.dropLast().withUnsafeBytes { words(in: $0) }.code == Analyzer.failure)
    }
  }
}
