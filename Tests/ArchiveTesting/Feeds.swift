public import Archive
public import Foundation
public import PartnerSite

/// A partner's feed in a folder, with what an import of it must report.
public struct Feed: Sendable {
  public let folder: URL
  /// What an import must report of each day, by the contract's definitions; empty where the feed is made by hand.
  public var days: [FeedExpectation.Day]

  public init(folder: URL, days: [FeedExpectation.Day] = []) { (self.folder, self.days) = (folder, days) }

  public var directory: URL { folder.appendingPathComponent("directory.csv") }
  public var mapping: URL { folder.appendingPathComponent("mapping.csv") }
  public var site: String { "file:\(folder.path)" }
  public var first: String { days.first?.date ?? "" }
  public var last: String { days.last?.date ?? "" }
}

/// Where tests get their feeds.
public enum Feeds {
  /// A feed of made-up texts and calls, with its awkward share.
  public static func generated(
    in folder: URL, days: Int = 3, users: Int = 20, itemsPerDay: Int = 120, seed: UInt64 = 1, clean: Bool = false
  ) throws -> Feed {
    let target = folder.appendingPathComponent("feed-\(seed)-\(days)-\(itemsPerDay)")
    let expected = try FeedGenerator(
      days: days, users: users, itemsPerDay: itemsPerDay, seed: seed, clean: clean
    ).generate(into: target.path)
    return Feed(folder: target, days: expected.days)
  }

  private static let tool = SharedData.folder.appendingPathComponent("../tools/make_feed.py").standardizedFileURL

  /// Whether feeds of real texts can be made on this machine.
  public static let realIsHere = FileManager.default.fileExists(atPath: tool.path) && SharedData.isHere

  /// A feed of real texts by `../shared/tools/make_feed.py`, of so many texts or (nil) of all there are.
  public static func real(in folder: URL, days: Int = 10, limit: Int? = 3_000, seed: Int = 1) throws -> Feed {
    let target = folder.appendingPathComponent("real-feed-\(seed)")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["python3", tool.path, target.path, "--days", "\(days)", "--seed", "\(seed)"]
      + (limit.map { ["--limit", "\($0)"] } ?? [])
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw FeedToolFailed(status: process.terminationStatus) }
    let expected = try JSONDecoder().decode(
      FeedExpectation.self, from: Data(contentsOf: target.appendingPathComponent("expected.json")))
    return Feed(folder: target, days: expected.days)
  }

  struct FeedToolFailed: Error { var status: Int32 }

  /// A feed made by hand, of two people: Ada Ames and Ben Bold.
  ///
  /// Its mapping file names nobody; `day` and `line` fill it.
  public static func byHand(in folder: URL) throws -> HandmadeFeed {
    let target = folder.appendingPathComponent("handmade-feed")
    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    let people = HandmadeFeed.people.map { "\($0.email),\($0.name),\($0.number),Sales\r\n" }.joined()
    try Data("Email,DisplayName,MobileNumber,Department\r\n\(people)".utf8)
      .write(to: target.appendingPathComponent("directory.csv"))
    try Data("MobileNumber,Email\r\n".utf8).write(to: target.appendingPathComponent("mapping.csv"))
    return HandmadeFeed(feed: Feed(folder: target))
  }
}

/// Writes a feed's days line by line, right or wrong.
public struct HandmadeFeed: Sendable {
  public let feed: Feed

  public struct Person: Sendable {
    public var name: String
    public var email: String
    public var number: String

    public init(name: String, email: String, number: String) {
      (self.name, self.email, self.number) = (name, email, number)
    }
  }

  public static let ada = Person(name: "Ada Ames", email: "ada.ames@corp.example", number: "+447700900001")
  public static let ben = Person(name: "Ben Bold", email: "ben.bold@corp.example", number: "+447700900002")
  public static let people = [ada, ben]

  /// One of the day's files.
  public struct File: Sendable {
    public var name: String
    public var bytes: [UInt8]
    /// What the manifest says.
    public var items: Int
    public var announcedBytes: Int?
    public var digest: Digest?
    /// Named by the manifest and not delivered.
    public var isAbsent: Bool

    public init(
      _ name: String = "items-0001.jsonl", lines: [String], items: Int? = nil, announcedBytes: Int? = nil,
      digest: Digest? = nil, isAbsent: Bool = false
    ) {
      bytes = Array(lines.map { $0 + "\n" }.joined().utf8)
      (self.name, self.items) = (name, items ?? lines.count)
      (self.announcedBytes, self.digest, self.isAbsent) = (announcedBytes, digest, isAbsent)
    }
  }

  public func day(_ date: String) -> URL { feed.folder.appendingPathComponent(date) }

  /// Writes a day anew.
  public func write(_ date: String, _ lines: [String], attachments: [[UInt8]] = []) throws {
    try write(date, files: lines.isEmpty ? [] : [File(lines: lines)], attachments: attachments)
  }

  public func write(_ date: String, files: [File], attachments: [[UInt8]] = []) throws {
    let folder = day(date)
    try? FileManager.default.removeItem(at: folder)
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("attachments"), withIntermediateDirectories: true)
    for file in files where !file.isAbsent { try Data(file.bytes).write(to: folder.appendingPathComponent(file.name)) }
    for bytes in attachments {
      try Data(bytes).write(to: folder.appendingPathComponent("attachments/\(Digest(of: bytes))"))
    }
    try manifest(date, files)
  }

  private func manifest(_ date: String, _ files: [File]) throws {
    let entries: [JSONValue] = files.map { file in
      .record([
        "name": .text(file.name), "items": .number(Double(file.items)),
        "bytes": .number(Double(file.announcedBytes ?? file.bytes.count)),
        "sha256": .text((file.digest ?? Digest(of: file.bytes)).hex),
      ])
    }
    let manifest = JSONValue.record([
      "schema": .number(1), "network": .text("o2"), "date": .text(date),
      "items": .number(Double(files.reduce(0) { $0 + $1.items })), "files": .list(entries),
    ])
    try JSONEncoder().encode(manifest).write(to: day(date).appendingPathComponent("manifest.json"))
  }

  /// A text's line; `extra` is more fields, as JSON with a comma first.
  public static func line(
    _ id: String, _ body: String, from: Person = ada, to: [Person] = [stranger], on date: String = "2024-01-01",
    extra: String = ""
  ) -> String {
    func party(_ person: Person) -> String {
      let email = person.email.isEmpty ? "null" : "\"\(person.email)\""
      return #"{"number":"\#(person.number)","email":\#(email),"name":"\#(person.name)"}"#
    }
    return #"{"id":"\#(id)","type":"sms","direction":"outbound","sent":"\#(date)T09:30:00+00:00","#
      + #""from":\#(party(from)),"to":[\#(to.map(party).joined(separator: ","))],"body":"\#(body)","#
      + #""attachments":[]\#(extra)}"#
  }

  /// A call's line, with its recording.
  public static func call(
    _ id: String, recording: [UInt8], from: Person = ada, to: Person = stranger, on date: String = "2024-01-01"
  ) -> String {
    line(id, "", from: from, to: [to], on: date)
      .replacingOccurrences(of: #""type":"sms""#, with: #""type":"call""#)
      .replacingOccurrences(of: #""sent":"#, with: #""durationSeconds":61,"answered":true,"started":"#)
      .replacingOccurrences(
        of: #""body":"","attachments":[]"#,
        with: #""transcript":null,"recording":{"name":"call.wav","mediaType":"audio/wav","#
          + #""bytes":\#(recording.count),"sha256":"\#(Digest(of: recording))"}"#)
  }

  /// Somebody the directory doesn't know.
  public static let stranger = Person(name: "", email: "", number: "+447700900501")
  public static let secondStranger = Person(name: "", email: "", number: "+447700900502")
}
