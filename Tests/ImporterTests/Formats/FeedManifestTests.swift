internal import Archive
internal import Testing

@testable internal import Importer

@Suite("a day's manifest")
struct FeedManifestTests {
  static let sha = String(repeating: "0a", count: 32)
  static let text = """
    {"schema":1,"network":"o2","date":"2024-01-02","items":500,"more":true,"files":[\
    {"name":"items-0001.jsonl","items":400,"bytes":181234,"sha256":"\(sha)"},\
    {"name":"items-0002.jsonl","items":100,"bytes":0,"sha256":"\(sha)"}]}
    """

  func read(_ text: String) throws -> FeedManifest {
    let day = try #require(CivilDate("2024-01-02"))
    return try FeedManifest.read(Array(text.utf8), network: "o2", date: day)
  }

  func reason(_ text: String) throws -> String? {
    do {
      _ = try read(text)
      return nil
    } catch let problem as ManifestProblem {
      return problem.reason
    }
  }

  @Test("a manifest is read, fields we don't know ignored")
  func reads() throws {
    let manifest = try read(Self.text)
    #expect(manifest.files.map(\.name) == ["items-0001.jsonl", "items-0002.jsonl"])
    #expect(manifest.items == 500 && manifest.files[0].bytes == 181_234)
  }

  @Test("a day without items has a manifest without files")
  func emptyDay() throws {
    #expect(try read(#"{"schema":1,"network":"o2","date":"2024-01-02","items":0,"files":[]}"#).files.isEmpty)
  }

  @Test(
    "a manifest that can't be trusted is refused with its reason",
    arguments: [
      (#""schema":1"#, #""schema":2"#, "its schema is 2; this version reads schema 1"),
      (#""network":"o2""#, #""network":"ee""#, "it is for another network, not o2"),
      ("2024-01-02", "2024-01-03", "it is for another day, not 2024-01-02"),
      (#""items":500"#, #""items":501"#, "it announces 501 items, but its files have 500"),
      (#""items":400"#, #""items":-1"#, "the count or size of items-0001.jsonl is impossible"),
      (#""bytes":0"#, #""bytes":-1"#, "the count or size of items-0002.jsonl is impossible"),
      (#""bytes":0"#, #""bytes":9223372036854775807"#, "the count or size of items-0002.jsonl is impossible"),
      ("items-0002", "ITEMS-0001", "it lists ITEMS-0001.jsonl twice"),
      (
        "items-0002", "../etc/passwd",
        "the name of file 2 is not safe: use letters, digits, dots, hyphens and underscores"
      ),
    ])
  func refusals(part: String, replacement: String, expected: String) throws {
    #expect(Self.text.contains(part))
    #expect(try reason(Self.text.replacing(part, with: replacement)) == expected)
  }

  @Test(
    "what isn't a manifest says what one is", arguments: ["", "[]", "{}", "null", "{\"schema\":1", "\u{0}"])
  func notManifest(text: String) throws {
    #expect(
      try reason(text)
        == "it is not JSON with schema, network, date, items and files, each file with name, items, bytes and sha256"
    )
  }

  @Test("a manifest too large or too long is refused")
  func bounds() throws {
    let file = #"{"name":"NAME","items":0,"bytes":0,"sha256":"\#(Self.sha)"}"#
    func manifest(_ count: Int) -> String {
      let files = (0..<count).map { file.replacing("NAME", with: "f\($0)") }.joined(separator: ",")
      return #"{"schema":1,"network":"o2","date":"2024-01-02","items":0,"files":[\#(files)]}"#
    }
    #expect(try read(manifest(FeedManifest.mostFiles)).files.count == 10_000)
    #expect(try reason(manifest(FeedManifest.mostFiles + 1)) == "it lists 10001 files; the most is 10000")
    let padded = Self.text + String(repeating: " ", count: FeedManifest.largestManifest)
    #expect(try reason(padded) == "it is larger than 4194304 bytes")
  }

  @Test("names stay inside their folder")
  func names() {
    for safe in ["a", "items-0001.jsonl", "A_b.c-d", String(repeating: "x", count: 128)] {
      #expect(FeedManifest.isSafeName(safe), "\(safe)")
    }
    for unsafe in [
      "", ".", "..", ".hidden", "-rf", "a/b", "a\\b", "a b", "a\0", "é", "a%2fb", "C:", "manifest.json",
      "Manifest.JSON",
      "attachments", String(repeating: "x", count: 129),
    ] {
      #expect(!FeedManifest.isSafeName(unsafe), "\(unsafe)")
    }
  }
}
