internal import Archive
internal import Foundation
internal import PartnerSite

/// How a company's texts and calls come in.
extension Tour {
  private static let days = 3
  static let connector = "o2"
  /// The morning after the feed's last day, when a nightly run would have it.
  private static let morning = "2024-01-04T06:00:00Z"

  mutating func makeFeed() async throws {
    begin(
      "A day's texts and calls",
      """
      Twenty-four people of a made-up company text and call for three days, in fourteen languages. \
      A stand-in for the archiving partner's site will serve what the carrier recorded.
      """)
    try await holdfast(
      "sandbox", "generate", Self.feedFolder, "--days", String(Self.days), "--users", "24", "--items-per-day", "400",
      note: "Awkward on purpose: numbers in national form, people nobody knows, the same item twice.")
    let file = program.folder.appendingPathComponent("password")
    guard
      FileManager.default.createFile(
        atPath: file.path, contents: Data((password + "\n").utf8), attributes: [.posixPermissions: 0o600])
    else { throw StorageError("could not create \(file.path)") }
  }

  mutating func showSite(_ port: Int) {
    tell(
      [
        "holdfast", "sandbox", "site", Self.feedFolder, "--listen", "127.0.0.1:\(port)", "--username", Self.username,
        "--password-file", "password", "&",
      ],
      ["http://127.0.0.1:\(port) serves until it is interrupted"])
  }

  mutating func makeArchive() async throws {
    begin(
      "An archive",
      "One folder: the database, the keys, the content. A sandbox lets us pretend that it is another day.")
    try await holdfast("init", "--sandbox", "--organization", "Corp Example Ltd")
    let people = try await holdfast("directory", "import", "\(Self.feedFolder)/directory.csv")
    try check(people == ["24 added, 0 updated, 0 unchanged, 0 rejected"], "24 people", people.joined())
    try await holdfast("partner", "provision", "telemessage", "--name", "TeleMessage")
  }

  mutating func connect(_ port: Int) async throws {
    begin(
      "A connector",
      """
      Fetches a day from the partner, checks every file's digest, finds out whose each item is, makes it an \
      e-mail, files it with everyone who took part, and indexes it: all or nothing, and never twice.
      """)
    try await holdfast(
      "connector", "create", Self.connector, "--type", "o2-network", "--site", "http://127.0.0.1:\(port)", "--username",
      Self.username, "--password-file", "password", "--mapping", "\(Self.feedFolder)/mapping.csv", "--accept-terms",
      note: "It has just signed in at the site to see that it can.")
  }

  mutating func runConnector(_ feed: TourFeed) async throws {
    let (first, last) = (feed.expected.days[0].date, feed.expected.days[Self.days - 1].date)
    let report = try await holdfast(
      "connector", "run", Self.connector, "--from", first, "--to", last, "--at", Self.morning, exit: 4,
      note: """
        OFFERED is what the partner had; the rest are copies, one for each person's mailbox. IMPORTED: filed and \
        searchable. DUPLICATE: delivered before. QUARANTINED: can't be filed yet, kept with its bytes. AVAILABLE is \
        their sum, so nothing is unaccounted for. Exit 4: done, and something waits for a person.
        """, isTable: true)
    try check(report, feed.expected.total)

    let again = try await holdfast(
      "connector", "run", Self.connector, "--from", last, "--to", last, "--at", Self.morning,
      note: "The same day once more: told by the partner's ids, nothing is filed twice.", isTable: true,
      show: { Array($0.prefix(2)) })
    var duplicates = feed.expected.days[Self.days - 1].counts
    duplicates.duplicate = duplicates.available
    (duplicates.imported, duplicates.quarantined) = (0, 0)
    try check(again, duplicates)
  }

  /// Holds a report's total to what the feed's maker says.
  private func check(_ report: [String], _ expected: FeedExpectation.Counts) throws {
    let wanted = [
      expected.offered, expected.available, expected.imported, expected.partial, expected.duplicate,
      expected.quarantined, expected.failed, expected.missing,
    ]
    let total = report.first { $0.hasPrefix("total") } ?? ""
    try check(
      total.split(separator: " ").dropFirst().map { Int($0) } == wanted, "a total of \(wanted)",
      report.joined(separator: " / "))
  }

  // MARK: - Quarantine

  private struct Quarantine: Decodable {
    struct Entry: Decodable {
      var id: Int64
      var partnerID: String?
    }
    var entries: [Entry]
  }

  /// The partner's ids of what waits.
  func waiting() async throws -> Set<String> {
    Set(try await ask(Quarantine.self, "quarantine", "list").entries.compactMap(\.partnerID))
  }

  private struct QuarantinedRecord: Decodable { var record: String? }

  private struct RecordedParty: Decodable {
    struct From: Decodable { var number: String }
    var from: From
  }

  mutating func replay() async throws {
    begin(
      "Nothing is thrown away",
      "What nobody could be found for waits, with its bytes and the reason, until somebody can.")
    try await holdfast(
      "quarantine", "list",
      note: "Nobody in them has a mailbox, by the mapping file or by the e-mail property the partner sends.",
      isTable: true, show: { Array($0.prefix(3)) })
    let before = try await ask(Quarantine.self, "quarantine", "list").entries
    guard let record = before.first(where: { $0.partnerID != nil }) else {
      throw failure("something in quarantine", "nothing")
    }
    let bytes = try await ask(QuarantinedRecord.self, "quarantine", "show", String(record.id)).record ?? ""
    let number = try JSONDecoder().decode(RecordedParty.self, from: Data(bytes.utf8)).from.number
    try await run(["sh", "-c", "echo \(number),\(Self.newcomer) >> \(Self.feedFolder)/mapping.csv"])
    try await holdfast("mapping", "set", Self.connector, "\(Self.feedFolder)/mapping.csv")
    let replayed = try await holdfast(
      "quarantine", "replay", exit: 4,
      note: "Somebody had a new phone. Its number is mapped now, and what waited for it is filed, once.")
    try check(
      replayed == ["1 replayed, \(before.count - 1) still waiting"], "1 replayed of \(before.count)", replayed.joined())
  }

  /// Whose new phone it is.
  private static let newcomer = "xenia.ashdown.023@corp.example"
}
