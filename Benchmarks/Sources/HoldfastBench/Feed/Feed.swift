internal import Archive
internal import Foundation
internal import PartnerSite

/// A partner's feed in a folder, and what an import of it must report.
struct Feed {
  let folder: URL
  /// Where its texts come from, for the report.
  let origin: String
  let days: [CivilDate]
  let expected: Totals

  /// The counts of `expected.json` that say that everything was filed, and once.
  struct Totals: Decodable {
    var offered: Int64
    var imported: Int64
    var duplicate: Int64
    var quarantined: Int64
  }

  private struct Expectation: Decodable { var total: Totals }

  /// Days the items are spread over.
  static let days = 10
  /// Employees: as many mailboxes as a company has phones.
  static let users = 400
  /// How many texts the real corpora have together: the generator works in whole copies of them.
  private static let realTexts = 22_500

  /// Makes a feed of at least so many items: of real texts where the corpora are there, else of made-up ones.
  ///
  /// One that is in the folder already, from an earlier run, is taken as it is.
  ///
  /// `calls`: the share of items that are calls with a recording; made-up feeds have their own.
  static func make(items: Int, calls: Double, users: Int, in parent: URL, corpora: URL?) throws -> Feed {
    let folder = parent.appendingPathComponent("feed", isDirectory: true)
    // Written last.
    let isMade = FileManager.default.fileExists(atPath: folder.appendingPathComponent("expected.json").path)
    if let corpora {
      let copies = (items + realTexts - 1) / realTexts
      let arguments = [
        corpora.path, folder.path, "--repeat", "\(copies)", "--days", "\(days)", "--users", "\(users)", "--calls",
        "\(calls)",
      ]
      if !isMade { try ChildProcess.run("/usr/bin/env", ["python3"] + arguments) }
      return try Feed(folder, origin: "real texts, each \(copies) times")
    }
    if !isMade {
      try FeedGenerator(days: days, users: users, itemsPerDay: max(1, items / days)).generate(into: folder.path)
    }
    return try Feed(folder, origin: "made-up texts")
  }

  private init(_ folder: URL, origin: String) throws {
    (self.folder, self.origin) = (folder, origin)
    days = try FileManager.default.contentsOfDirectory(atPath: folder.path).compactMap { CivilDate($0) }.sorted()
    let bytes = try Data(contentsOf: folder.appendingPathComponent("expected.json"))
    expected = try JSONDecoder().decode(Expectation.self, from: bytes).total
  }

  /// Whether items bring sound or pictures with them, which take what room they take.
  var hasRecordings: Bool {
    days.contains { day in
      let attachments = folder.appendingPathComponent("\(day)/attachments").path
      return !((try? FileManager.default.contentsOfDirectory(atPath: attachments)) ?? []).isEmpty
    }
  }

  /// The text of each item, a message's body or a call's transcript.
  ///
  /// Lines that aren't items have none.
  func texts() throws -> [String] {
    struct Line: Decodable {
      var body: String?
      var transcript: String?
    }
    let decoder = JSONDecoder()
    var texts: [String] = []
    for day in days {
      let path = folder.appendingPathComponent(day.description)
      let files = try FileManager.default.contentsOfDirectory(atPath: path.path).filter { $0.hasSuffix(".jsonl") }
      for file in files.sorted() {
        let bytes = try Data(contentsOf: path.appendingPathComponent(file))
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
          guard let item = try? decoder.decode(Line.self, from: line), let text = item.body ?? item.transcript
          else { continue }
          texts.append(text)
        }
      }
    }
    return texts
  }
}
