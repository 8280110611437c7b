import Archive
import Foundation
import Testing

@testable import PartnerSite

@Suite struct FeedGeneratorTests {
  private struct Manifest: Decodable {
    struct File: Decodable {
      let name: String
      let items: Int
      let bytes: Int
      let sha256: String
    }
    let schema: Int
    let network: String
    let date: String
    let items: Int
    let files: [File]
  }

  private struct Item: Decodable {
    struct Party: Decodable {
      let number: String
      let email: String?
      let name: String?
    }
    struct File: Decodable {
      let name: String
      let bytes: Int
      let sha256: String
    }
    let id: String
    let type: String
    let direction: String
    let sent: String?
    let started: String?
    let from: Party
    let to: [Party]
    let body: String?
    let transcript: String?
    let attachments: [File]?
    let recording: File?
  }

  @Test("the same settings give the same bytes and another seed gives others")
  func determinism() async throws {
    try await withTemporaryFolder { folder in
      func generate(_ name: String, seed: UInt64) throws -> [String: Digest] {
        try FeedGenerator(days: 2, users: 9, itemsPerDay: 150, seed: seed).generate(into: "\(folder)/\(name)")
        return try digests("\(folder)/\(name)")
      }
      let first = try generate("a", seed: 7)
      #expect(first == (try generate("b", seed: 7)))
      let other = try generate("c", seed: 8)
      #expect(other["2024-01-01/items-0001.jsonl"] != first["2024-01-01/items-0001.jsonl"])
      #expect(other["directory.csv"] == first["directory.csv"])
    }
  }

  @Test("a feed made by the first release is made again byte for byte")
  func pinned() async throws {
    try await withTemporaryFolder { folder in
      try FeedGenerator(days: 1, users: 3, itemsPerDay: 20, seed: 1).generate(into: folder + "/feed")
      let items = try digests(folder + "/feed")["2024-01-01/items-0001.jsonl"]?.hex
      #expect(items == "980da5d3519f3f4bd878b699db3b725e7bb099e8d3d4199f45bdd01375924e46")
    }
  }

  @Test(
    "what is expected follows from the lines, the directory and the mapping alone", arguments: [false, true])
  func expectation(clean: Bool) async throws {
    try await withTemporaryFolder { folder in
      let feed = folder + "/feed"
      let expected = try FeedGenerator(days: 4, users: 30, itemsPerDay: 1000, seed: 5, clean: clean)
        .generate(into: feed)
      let (byNumber, byEmail) = try people(feed)
      var seen: Set<String> = []
      var total = FeedExpectation.Counts()
      for day in expected.days {
        var counts = FeedExpectation.Counts()
        for line in try lines(feed, day.date) {
          counts.offered += 1
          guard let item = try? JSONDecoder().decode(Item.self, from: Data(line)) else {
            counts.available += 1
            counts.quarantined += 1
            continue
          }
          let mailboxes = Set(
            ([item.from] + item.to).compactMap {
              byNumber[e164($0.number)] ?? $0.email.flatMap { byEmail[$0] }
            })
          counts.available += max(mailboxes.count, 1)
          if !seen.insert(item.id).inserted {
            counts.duplicate += mailboxes.count
          } else if mailboxes.isEmpty {
            counts.quarantined += 1
          } else {
            counts.imported += mailboxes.count
          }
        }
        #expect(day.counts == counts, "\(day.date)")
        total.add(counts)
      }
      #expect(expected.total == total)
      #expect(total.offered == 4000)
      // A clean feed has nothing awkward; another has some of each.
      #expect((total.quarantined == 0) == clean)
      #expect((total.duplicate == 0) == clean)
      let written = try JSONDecoder().decode(
        FeedExpectation.self, from: Data(contentsOf: URL(fileURLWithPath: feed + "/expected.json")))
      #expect(written == expected)
    }
  }

  @Test("each manifest tells its files' items, size and digest, and every file an item names is there")
  func manifests() async throws {
    try await withTemporaryFolder { folder in
      let feed = folder + "/feed"
      try FeedGenerator(days: 2, users: 20, itemsPerDay: 600, seed: 2).generate(into: feed)
      let all = try digests(feed)
      var recordings = 0
      for date in ["2024-01-01", "2024-01-02"] {
        let manifest = try JSONDecoder().decode(
          Manifest.self, from: Data(contentsOf: URL(fileURLWithPath: "\(feed)/\(date)/manifest.json")))
        #expect(manifest.schema == 1 && manifest.network == "o2" && manifest.date == date)
        #expect(manifest.items == 600)
        for file in manifest.files {
          #expect(all["\(date)/\(file.name)"]?.hex == file.sha256)
        }
        for line in try lines(feed, date) {
          guard let item = try? JSONDecoder().decode(Item.self, from: Data(line)) else { continue }
          let moment = try #require(RFC3339.parse(item.sent ?? item.started ?? "")).moment
          // A redelivered item is of the day before.
          let redelivered = !item.id.hasPrefix("o2-" + date.filter { $0 != "-" })
          #expect(redelivered || CivilTime(ZonedMoment(moment)).date.description == date)
          for file in (item.attachments ?? []) + [item.recording].compactMap({ $0 }) {
            let content = try Data(
              contentsOf: URL(fileURLWithPath: "\(feed)/\(date)/attachments/\(file.sha256)"))
            #expect(content.count == file.bytes)
            #expect(Digest(of: content).hex == file.sha256)
            if file.name == "call.wav" { recordings += 1 }
          }
        }
      }
      #expect(recordings > 10)
    }
  }

  @Test("a large day comes in several files, and a day without items in none")
  func fileSizes() async throws {
    try await withTemporaryFolder { folder in
      var generator = try FeedGenerator(days: 1, users: 2, itemsPerDay: 101)
      #expect(generator.linesPerFile == 20_000)
      generator.linesPerFile = 100
      try generator.generate(into: folder + "/large")
      let decoder = JSONDecoder()
      let large = try decoder.decode(
        Manifest.self,
        from: Data(contentsOf: URL(fileURLWithPath: folder + "/large/2024-01-01/manifest.json")))
      #expect(large.files.map(\.items) == [100, 1])
      #expect(large.files.map(\.name) == ["items-0001.jsonl", "items-0002.jsonl"])
      #expect(
        large.files.map(\.bytes) == [
          try Data(contentsOf: URL(fileURLWithPath: folder + "/large/2024-01-01/items-0001.jsonl")).count,
          try Data(contentsOf: URL(fileURLWithPath: folder + "/large/2024-01-01/items-0002.jsonl")).count,
        ])

      try FeedGenerator(days: 1, itemsPerDay: 0).generate(into: folder + "/empty")
      let empty = try decoder.decode(
        Manifest.self,
        from: Data(contentsOf: URL(fileURLWithPath: folder + "/empty/2024-01-01/manifest.json")))
      #expect(empty.items == 0 && empty.files.isEmpty)
    }
  }

  @Test("the texts are in many scripts, with emoji and with spaces left out")
  func scripts() async throws {
    try await withTemporaryFolder { folder in
      try FeedGenerator(days: 1, users: 10, itemsPerDay: 3000, clean: true).generate(into: folder + "/feed")
      let text = String(
        decoding: try Data(contentsOf: URL(fileURLWithPath: folder + "/feed/2024-01-01/items-0001.jsonl")),
        as: UTF8.self)
      let blocks: [(String, ClosedRange<UInt32>)] = [
        ("Thai", 0x0E01...0x0E5B), ("Lao", 0x0E81...0x0EDF), ("Myanmar", 0x1000...0x109F),
        ("Khmer", 0x1780...0x17FF), ("Han", 0x4E00...0x9FFF), ("Kana", 0x3041...0x30FF),
        ("Hangul", 0xAC00...0xD7A3), ("Arabic", 0x0621...0x064A), ("Hebrew", 0x05D0...0x05EA),
        ("Devanagari", 0x0904...0x0939), ("Greek", 0x0391...0x03C9), ("Cyrillic", 0x0410...0x044F),
        ("emoji", 0x1F300...0x1FAFF),
      ]
      let values = Set(text.unicodeScalars.map(\.value))
      for (name, block) in blocks {
        let isThere = values.contains(where: block.contains)
        #expect(isThere, "\(name)")
      }
      #expect(text.contains("ok.see you"))
    }
  }

  @Test("a folder with something in it is left as it is, and an empty one is used")
  func targets() async throws {
    try await withTemporaryFolder { folder in
      let generator = try FeedGenerator(days: 1, itemsPerDay: 1)
      let (used, empty) = (folder + "/used", folder + "/empty")
      for path in [used, empty] {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      }
      try Data("keep me".utf8).write(to: URL(fileURLWithPath: used + "/note.txt"))
      #expect(
        throws: FeedGeneratorError("\(used) isn't empty: give a folder that isn't there yet")
      ) { try generator.generate(into: used) }
      #expect(try FileManager.default.contentsOfDirectory(atPath: used) == ["note.txt"])
      try generator.generate(into: empty + "/")
      #expect(FileManager.default.fileExists(atPath: empty + "/expected.json"))
      #expect(throws: FeedGeneratorError.self) { try generator.generate(into: used + "/note.txt") }
      #expect(throws: FeedGeneratorError.self) { try generator.generate(into: folder + "/no/such/parent") }
      // Nothing half-done is left beside them.
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["empty", "used"])
    }
  }

  @Test("a setting out of range is refused with the range")
  func ranges() {
    #expect(throws: FeedGeneratorError("users must be from 2 to 500, not 501")) {
      try FeedGenerator(users: 501)
    }
    #expect(throws: FeedGeneratorError("users must be from 2 to 500, not 1")) { try FeedGenerator(users: 1) }
    #expect(throws: FeedGeneratorError("days must be from 1 to 3660, not 0")) { try FeedGenerator(days: 0) }
    #expect(throws: FeedGeneratorError("items per day must be from 0 to 5000000, not -1")) {
      try FeedGenerator(itemsPerDay: -1)
    }
  }

  private func lines(_ feed: String, _ date: String) throws -> [ArraySlice<UInt8>] {
    Array(try Data(contentsOf: URL(fileURLWithPath: "\(feed)/\(date)/items-0001.jsonl")))
      .split(separator: UInt8(ascii: "\n"))
  }

  /// Mailboxes by the mapping file's numbers and by the directory's addresses.
  private func people(_ feed: String) throws -> (byNumber: [String: String], byEmail: [String: String]) {
    func rows(_ name: String) throws -> [[String]] {
      String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(feed)/\(name)")), as: UTF8.self)
        .split(separator: "\r\n").dropFirst().map { $0.split(separator: ",").map(String.init) }
    }
    return (
      Dictionary(uniqueKeysWithValues: try rows("mapping.csv").map { ($0[0], $0[1]) }),
      Dictionary(uniqueKeysWithValues: try rows("directory.csv").map { ($0[0], $0[0]) })
    )
  }

  /// The E.164 form of the ways a feed writes GB numbers, by a rule that is only the test's.
  private func e164(_ number: String) -> String {
    let digits = number.replacingOccurrences(of: "(0)", with: "").filter(\.isNumber)
    guard digits.count > 9 else { return number }
    return "+44" + digits.suffix(10)
  }
}

/// The digest of every file below a folder, by its path there.
func digests(_ folder: String) throws -> [String: Digest] {
  var found: [String: Digest] = [:]
  for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
    var isFolder: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: "\(folder)/\(path)", isDirectory: &isFolder)
    if isFolder.boolValue { continue }
    found[path] = Digest(of: try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(path)")))
  }
  return found
}
