internal import Archive
internal import Foundation
internal import PartnerSite

/// The feed as anyone can read it, to hold the archive's answers to: every line that is an item, by the partner's id.
struct TourFeed {
  struct Entry {
    /// What was written, or said where a call has a transcript.
    var text: String
    var numbers: [String]
  }

  private(set) var entries: [String: Entry] = [:]
  let expected: FeedExpectation

  init(folder: URL) throws {
    expected = try JSONDecoder().decode(
      FeedExpectation.self, from: Data(contentsOf: folder.appendingPathComponent("expected.json")))
    for day in expected.days {
      let dayFolder = folder.appendingPathComponent(day.date)
      for name in try FileManager.default.contentsOfDirectory(atPath: dayFolder.path) where name.hasSuffix(".jsonl") {
        try read(Data(contentsOf: dayFolder.appendingPathComponent(name)))
      }
    }
  }

  private mutating func read(_ file: Data) throws {
    for line in file.split(separator: UInt8(ascii: "\n")) {
      // Some lines are broken on purpose.
      guard let item = try? JSONDecoder().decode(Item.self, from: line) else { continue }
      entries[item.id] = Entry(
        text: item.body ?? item.transcript ?? "", numbers: ([item.from] + item.to).compactMap(\.number))
    }
  }

  private struct Item: Decodable {
    struct Party: Decodable { var number: String? }
    var id: String
    var from: Party
    var to: [Party]
    var body: String?
    var transcript: String?
  }

  /// How many items have a text that holds some characters, those in quarantine not counted.
  func count(containing needle: String, except waiting: Set<String>) -> Int {
    entries.count { $0.value.text.contains(needle) && !waiting.contains($0.key) }
  }

  /// How many items somebody with this number took part in, those in quarantine not counted.
  func count(number: String, except waiting: Set<String>) -> Int {
    entries.count { $0.value.numbers.contains(number) && !waiting.contains($0.key) }
  }

  /// The outsider's number that turns up most, of equals the lowest.
  func busiestNumber(except waiting: Set<String>, among isWanted: (String) -> Bool) -> String? {
    var counts: [String: Int] = [:]
    for (id, entry) in entries where !waiting.contains(id) {
      for number in entry.numbers where isWanted(number) { counts[number, default: 0] += 1 }
    }
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }
}
