internal import ArchiveTesting
internal import Archive
internal import Testing

@testable internal import Importer

@Suite("a line of a partner's feed")
struct FeedItemTests {
  let feed = FeedItem()

  static let sms = """
    {"id":"o2-1","type":"sms","direction":"outbound","sent":"2024-01-02T08:15:03+01:00",\
    "from":{"number":"+447700900001","email":"alice@corp.example","name":"Alice Ames"},\
    "to":[{"number":"07700 900501","email":null,"name":null}],"body":"Running late","attachments":[],"new":{"a":[1]}}
    """
  static let call = """
    {"id":"o2-2","type":"call","direction":"inbound","started":"2024-01-02T09:00:00+00:00","durationSeconds":182,\
    "answered":true,"from":{"number":"+447700900502"},"to":[{"number":"+447700900001"}],\
    "recording":{"name":"call.wav","mediaType":"audio/wav","bytes":29164,"sha256":"\(String(repeating: "ab", count: 32))"},\
    "transcript":"Hello"}
    """

  func read(_ line: String) -> Result<CarrierItem, ItemProblem> { feed.read(Array(line.utf8)) }

  func problem(_ line: String) -> ItemProblem? {
    if case .failure(let problem) = read(line) { problem } else { nil }
  }

  @Test("an SMS is read, fields we don't know ignored")
  func readsSMS() throws {
    let item = try read(Self.sms).get()
    #expect(item.partnerID == "o2-1" && item.kind == .sms && item.direction == .outbound)
    #expect(item.sent == RFC3339.parse("2024-01-02T08:15:03+01:00"))
    #expect(item.from == FeedParty(number: "+447700900001", email: "alice@corp.example", name: "Alice Ames"))
    #expect(item.to == [FeedParty(number: "07700 900501")])
    #expect(item.body == "Running late" && item.transcript == nil && item.files.isEmpty)
  }

  @Test("a call is read with its recording and transcript")
  func readsCall() throws {
    let item = try read(Self.call).get()
    #expect(item.kind == .call && item.durationSeconds == 182 && item.answered == true)
    #expect(item.transcript == "Hello" && item.body.isEmpty)
    #expect(item.recording?.bytes == 29164 && item.files.map(\.name) == ["call.wav"])
  }

  @Test("a caller who withholds their number took part all the same")
  func withheld() throws {
    let line = Self.call.replacing(#""from":{"number":"+447700900502"}"#, with: #""from":{"number":null}"#)
    #expect(try read(line).get().from == FeedParty())
  }

  @Test(
    "what can't be believed is refused with its reason",
    arguments: [
      (
        #""id":"o2-1""#, #""id":"""#,
        "item.id: id is empty, longer than 255 bytes or holds control characters"
      ),
      (
        #""id":"o2-1""#, #""id":"a\r\nb""#,
        "item.id: id is empty, longer than 255 bytes or holds control characters"
      ),
      (#""id":"o2-1","#, "", "item.missing: id is missing"),
      (#""id":"o2-1""#, #""id":7"#, "item.json: id is not of the right type"),
      (#""type":"sms""#, #""type":"fax""#, "item.type: type is neither sms nor call"),
      (#""direction":"outbound","#, "", "item.missing: direction is missing"),
      (#""outbound""#, #""up""#, "item.direction: direction is neither inbound nor outbound"),
      (#""sent":"2024-01-02T08:15:03+01:00","#, "", "item.date: sent is missing"),
      (
        "2024-01-02T08", "2024-02-30T08",
        "item.date: sent is not an RFC 3339 time with an offset (2024-01-02T08:15:03+00:00)"
      ),
      ("2024-01-02T08", "1970-01-01T08", "item.date: sent is not a believable time: 1970-01-01T07:15:03Z"),
      ("2024-01-02T08", "9999-01-01T08", "item.date: sent is not a believable time: 9999-01-01T07:15:03Z"),
      (
        #""to":[{"number":"07700 900501","email":null,"name":null}]"#, #""to":[]"#,
        "item.participants: to is empty"
      ),
      (#""to":[{"number":"07700 900501","email":null,"name":null}],"#, "", "item.missing: to is missing"),
      (#""number":"07700 900501""#, #""number":7"#, "item.json: to[0].number is not of the right type"),
      (
        #""to":[{"number":"07700 900501","email":null,"name":null}]"#, #""to":null"#,
        "item.missing: to is null"
      ),
      (#""body":"Running late""#, #""body":["x"]"#, "item.json: body is not of the right type"),
      (
        #""attachments":[]"#, #""attachments":[{"bytes":1,"sha256":"xy"}]"#,
        "item.attachment: attachments[0].sha256 is not 64 hex digits"
      ),
      (
        #""attachments":[]"#, #""attachments":[{"sha256":"xy"}]"#,
        "item.missing: attachments[0].bytes is missing"
      ),
      (#""new":{"a":[1]}}"#, "", "item.json: the line is not JSON: it stops before its object ends"),
      (#""new":{"a":[1]}}"#, #""new":NaN}"#, "item.json: the line is not valid UTF-8 JSON"),
    ])
  func refusals(part: String, replacement: String, reason: String) {
    #expect(Self.sms.contains(part))
    #expect(problem(Self.sms.replacing(part, with: replacement))?.description == reason)
  }

  @Test("a call's length is checked", arguments: ["-1", "99999999999"])
  func durations(seconds: String) {
    #expect(problem(Self.call.replacing("182", with: seconds))?.code == .duration)
  }

  @Test("a size that can't be is refused", arguments: ["-1", "9007199254740993"])
  func sizes(bytes: String) {
    #expect(problem(Self.call.replacing("29164", with: bytes))?.code == .attachment)
  }

  @Test("limits hold exactly where they stand")
  func limits() throws {
    func line(recipients: Int) -> String {
      let list = Array(repeating: #"{"number":"1"}"#, count: recipients).joined(separator: ",")
      return Self.sms.replacing(#"[{"number":"07700 900501","email":null,"name":null}]"#, with: "[\(list)]")
    }
    #expect(try read(line(recipients: FeedLimits.mostRecipients)).get().to.count == 500)
    #expect(
      problem(line(recipients: FeedLimits.mostRecipients + 1))?.message
        == "to names 501 participants; the most is 500")
    func line(id: Int) -> String { Self.sms.replacing("o2-1", with: String(repeating: "i", count: id)) }
    #expect(try read(line(id: 255)).get().partnerID.count == 255)
    #expect(problem(line(id: 256))?.code == .id)
    func line(name: Int) -> String {
      Self.sms.replacing("Alice Ames", with: String(repeating: "n", count: name))
    }
    #expect(try read(line(name: 1_000)).get().from.name?.count == 1_000)
    #expect(problem(line(name: 1_001))?.message == "from.name is longer than 1000 bytes")
  }

  @Test("a refused line is named where it has a usable id")
  func namesProblem() {
    #expect(problem(Self.sms.replacing("outbound", with: "up"))?.partnerID == "o2-1")
    #expect(problem(Self.sms.replacing(#""body":"Running late""#, with: #""body":1"#))?.partnerID == "o2-1")
    #expect(problem(Self.sms.replacing("o2-1", with: ""))?.partnerID == nil)
    #expect(problem("[1]")?.description == "item.json: the line is JSON, but not an object")
  }

  @Test("of a key that occurs twice the first counts")
  func duplicateKeys() throws {
    #expect(
      try read(Self.sms.replacing(#""id":"o2-1""#, with: #""id":"o2-1","id":"o2-9""#)).get().partnerID
        == "o2-1")
  }

  @Test("NUL and every other character comes through an escape")
  func escapes() throws {
    let item = try read(Self.sms.replacing("Running late", with: #"a\u0000b\u2028\ud83d\ude00\r\n\uFFFE"#))
      .get()
    #expect(item.body == "a\0b\u{2028}😀\r\n\u{FFFE}")
  }

  @Test(
    "half a character is refused, not replaced",
    arguments: [#"\ud83d"#, #"\ude00"#, #"\ud83dx"#, #"\ud83d\ud83d"#])
  func loneSurrogates(escape: String) {
    #expect(problem(Self.sms.replacing("Running late", with: escape))?.code == .json)
  }

  @Test("bytes that aren't UTF-8 are refused, not replaced")
  func notUTF8() {
    for bad: [UInt8] in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x80], [0]] {
      let line = Self.sms.utf8.flatMap { $0 == UInt8(ascii: "R") ? bad : [$0] }
      guard case .failure(let problem) = feed.read(line) else {
        Issue.record("\(bad) was taken")
        continue
      }
      #expect(problem.code == .json)
    }
    let wide = Self.sms.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    #expect((try? feed.read(wide).get()) == nil)
  }

  @Test("nesting without end is refused, not followed", arguments: ["[", #"{"a":"#])
  func nesting(opening: String) {
    let deep = String(repeating: opening, count: 200_000)
    #expect(problem(deep)?.code == .json)
    #expect(problem(Self.sms.replacing(#""new":"#, with: #""deep":\#(deep),"new":"#))?.code == .json)
  }

  @Test("a line of megabytes is read like any other")
  func hugeLine() throws {
    let text = String(repeating: "é", count: 4 << 20)
    #expect(try read(Self.sms.replacing("Running late", with: text)).get().body == text)
  }

  @Test(
    "no file of the JSON test suite is an item or brings the reader down",
    .enabled(if: SharedData.isHere, Comment(rawValue: SharedData.absent)))
  func jsonTestSuite() throws {
    let files = try SharedData.files(under: "json-test-suite").filter { $0.hasSuffix(".json") }
    #expect(files.count > 300)
    for file in files {
      let bytes = try SharedData.bytes(file)
      #expect((try? feed.read(bytes).get()) == nil, "\(file)")
      let valid = (file.split(separator: "/").last ?? "").hasPrefix("y_")
      // In a field we don't know: what is well-formed must not spoil the line, nothing may bring us down.
      let unknown = feed.read(
        Array(Self.sms.utf8.dropLast()) + Array(#","extra":"#.utf8) + bytes + Array("}".utf8))
      if valid { #expect((try? unknown.get().body) == "Running late", "\(file)") }
      // In a field we read: what is malformed must.
      let malformed = (file.split(separator: "/").last ?? "").hasPrefix("n_")
      let text = Self.sms.split(separator: #""Running late""#).map { Array($0.utf8) }
      if malformed { #expect((try? feed.read(text[0] + bytes + text[1]).get()) == nil, "\(file)") }
    }
  }
}
