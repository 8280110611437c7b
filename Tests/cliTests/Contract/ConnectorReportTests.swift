import Archive
import ArchiveTesting
import Foundation
import Testing

/// Accounting for everything offered, and mending what could not be filed, as people do it.
@Suite("Reconciliation and quarantine commands")
struct ConnectorReportTests {
  private static let day = "2024-01-01"
  private static let second = "2024-01-02"

  private static func counts(_ day: JSONValue) -> [Int?] {
    ["offered", "imported", "partial", "duplicate", "quarantined", "failed", "missing"].map { day[$0].int }
  }

  @Test("a day's report, its items, and the replay that moves them")
  func report() async throws {
    try await HandmadeFeed.with { feed, test in
      let unmapped = HandmadeFeed.line(
        "=lost()", "x", from: HandmadeFeed.stranger, to: [HandmadeFeed.secondStranger])
      try feed.write(
        Self.day,
        files: [
          .init(lines: [
            HandmadeFeed.line("a", "one"), HandmadeFeed.line("a", "two"), HandmadeFeed.line("a", "one"), unmapped,
            "no item",
          ]),
          .init("items-0002.jsonl", lines: [HandmadeFeed.line("z", "z")], isAbsent: true),
        ])
      _ = try await test.runConnector(from: Self.day, to: Self.day)
      let report = try await test.run(["connector", "report", "o2"])
      #expect(report.status == Exit.done)
      #expect(report.json["connector"].text == "o2")
      let first = report.json["days"][0]
      #expect(Self.counts(first) == [6, 2, 0, 1, 2, 0, 1])
      #expect([first["waiting"].int, first["discarded"].int, first["resolved"].int] == [2, 0, 0])
      #expect([first["announced"].int, first["reading"].int] == [6, 1])
      #expect(first["complete"] == .flag(false))
      #expect(Self.counts(report.json["total"]) == Self.counts(first))

      let items = try await test.run(["connector", "report", "o2", "--items", "--csv"], asJSON: false)
      let file = "2024-01-01,1,items-0001.jsonl"
      #expect(
        String(decoding: items.stdout, as: UTF8.self).split(separator: "\r\n").map(String.init) == [
          "date,reading,file,line,items,partnerID,outcome,quarantine,left,revision",
          "\(file),1,1,a,imported,,,1", "\(file),2,1,a,imported,,,2", "\(file),3,1,a,duplicate,,,",
          "\(file),4,1,'=lost(),quarantined,1,,", "\(file),5,1,,quarantined,2,,",
          "2024-01-01,1,items-0002.jsonl,,1,,missing,,,",
        ])

      let mapping = test.archive.folder.deletingLastPathComponent().appendingPathComponent("mended.csv")
      try Data("MobileNumber,Email\r\n07700 900501,ada.ames@corp.example\r\n".utf8).write(to: mapping)
      _ = try await test.run(["mapping", "set", "o2", mapping.path])
      #expect(try await test.run(["quarantine", "replay", "--id", "2"]).json["replayed"].int == 0)
      #expect(try await test.run(["quarantine", "replay", "--reason", "item.size"]).json["waiting"].int == 0)
      let one = try await test.run(["quarantine", "replay", "--id", "1"])
      #expect(one.status == Exit.done)
      #expect(one.json == .record(["schema": .number(1), "replayed": .number(1), "waiting": .number(0)]))
      let moved = try await test.run(["connector", "report", "o2", "--day", Self.day, "--items"]).json
      #expect(Self.counts(moved["days"][0]) == [6, 3, 0, 1, 1, 0, 1])
      #expect(moved["days"][0]["resolved"].int == 1)
      #expect(moved["items"][3]["outcome"].text == "imported")
      #expect(moved["items"][3]["quarantine"].int == 1)
      #expect(moved["items"][3]["left"].text == "archived")

      let text = try await test.run(["connector", "report", "o2"], asJSON: false)
      #expect(text.text.hasPrefix("DAY         COMPLETE  OFFERED  IMPORTED  PARTIAL  DUPLICATE  QUARANTINED  FAILED"))
      let csv = try await test.run(["connector", "report", "o2", "--csv"], asJSON: false)
      #expect(csv.text.contains("\r\n2024-01-01,1,no,no,6,6,3,0,1,1,0,1,1,0,1,"))
      let none = try await test.run(["connector", "report", "o3"])
      #expect(none.status == Exit.badInput)
      #expect(none.error["code"].text == "connector.unknown")
      #expect(
        try await test.run(["connector", "report", "o2", "--day", Self.day, "--from", Self.day]).status == Exit.usage)
    }
  }

  @Test("a complete day that the partner changes is noticed, fetched and reported; one that stays as it is is not")
  func reoffered() async throws {
    try await HandmadeFeed.with { feed, test in
      let kept = HandmadeFeed.File("a.jsonl", lines: [HandmadeFeed.line("a", "one")])
      try feed.write(Self.day, files: [kept, .init("b.jsonl", lines: [HandmadeFeed.line("b", "two")])])
      _ = try await test.runConnector(from: Self.day, to: Self.day)
      let quiet = try await test.runConnector(to: Self.day)
      #expect(quiet.json["days"].list.isEmpty)
      #expect(quiet.errors == "")

      // A text of long before, in a file of a day that is done.
      let late = HandmadeFeed.line("late", "three", on: "2023-06-01")
      try feed.write(Self.day, files: [kept, .init("b.jsonl", lines: [HandmadeFeed.line("b", "two"), late])])
      try feed.write(Self.second, [HandmadeFeed.line("c", "four", on: Self.second)])
      let run = try await test.runConnector(to: Self.second)
      #expect(run.status == Exit.done)
      #expect(
        run.lines == [
          "warning: the partner has changed 2024-01-01 since it was read: what changed in it is fetched now"
        ])
      #expect(run.json["days"].list.map { $0["reoffered"] } == [.flag(true), .null])
      #expect(try await test.completeThrough() == .text(Self.second))
      #expect(try await test.found("three").count == 1)

      let days = try await test.run(["connector", "report", "o2"]).json["days"]
      #expect(days.list.map { $0["reoffered"] } == [.flag(false), .flag(true), .flag(false)])
      #expect(days.list.map { $0["reading"].int } == [1, 2, 1])
      #expect(Self.counts(days[1]) == [2, 1, 0, 1, 0, 0, 0], "only what changed is read")
      let entries = try await test.run(["audit", "list", "--action", "ConnectorRun"]).json["entries"].list
      #expect(entries.contains { $0["details"]["reoffered"] == .flag(true) })
      #expect(try await test.runConnector(to: Self.second).json["days"].list.isEmpty)
      #expect(try await test.run(["audit", "verify", "--deep"]).status == Exit.done)
    }
  }

  @Test("a connector's limit, mapping, region and sign-in are changed; a sign-in that fails changes nothing")
  func change() async throws {
    try await HandmadeFeed.withSite { feed, test in
      let long = HandmadeFeed.line("long", String(repeating: "x", count: 4_000))
      let folder = test.archive.folder.deletingLastPathComponent()
      let change = ["connector", "change", "o2"]
      #expect(try await test.run(change + ["--size-limit", "1000"]).json["sizeLimit"].int == 1_000)
      try feed.write(Self.day, [long])
      _ = try await test.runConnector(from: Self.day, to: Self.day)
      #expect(try await test.run(["quarantine", "list"]).json["reasons"][0]["reason"].text == "item.size")
      let changed = try await test.run(change + ["--size-limit", "10000", "--no-automatic-mapping", "--region", "DE"])
      #expect(changed.json["automaticMapping"] == .flag(false))
      #expect(changed.json["region"].text == "DE")
      #expect(try await test.run(["quarantine", "replay"]).json["waiting"].int == 1, "nobody is mapped now")
      _ = try await test.run(change + ["--automatic-mapping"])
      #expect(try await test.run(["quarantine", "replay", "--day", Self.day]).json["replayed"].int == 1)

      let wrong = folder.appendingPathComponent("wrong")
      try Data("wrong\n".utf8).write(to: wrong)
      let refused = try await test.run(change + ["--password-file", wrong.path, "--size-limit", "5"])
      #expect(refused.status == Exit.unavailable)
      #expect(refused.error["code"].text == "site.sign-in")
      #expect(try await test.run(["connector", "show", "o2"]).json["sizeLimit"].int == 10_000)
      let right = folder.appendingPathComponent("right")
      try Data("\(TestArchive.password)\n".utf8).write(to: right)
      #expect(try await test.run(change + ["--password-file", right.path]).status == Exit.done)
      let entry = try await test.run(["audit", "list", "--action", "ConnectorChanged", "--limit", "1"]).json["entries"]
      #expect(entry[0]["details"] == .record(["passwordChanged": .flag(true)]))
      #expect(try await test.run(change).status == Exit.usage)
      #expect(try await test.run(change + ["--region", "XX"]).error["code"].text == "connector.region")
      #expect(try await test.run(change + ["--size-limit", "0"]).error["code"].text == "connector.size-limit")
    }
  }

  @Test("the quarantine by reason and page by page, with the original bytes, and discarded with a certificate")
  func quarantine() async throws {
    try await HandmadeFeed.with { feed, test in
      let garbage = "no item \u{1B}[31m of ada.ames@corp.example"
      let lines = (0..<5).map {
        HandmadeFeed.line("lost-\($0)", "hello", from: HandmadeFeed.stranger, to: [HandmadeFeed.secondStranger])
      }
      try feed.write(Self.day, lines + [garbage])
      _ = try await test.runConnector(from: Self.day, to: Self.day)
      let all = try await test.run(["quarantine", "list"]).json
      #expect(all["waiting"].int == 6)
      #expect(all["reasons"].list.map { $0["records"].int } == [5, 1])
      #expect(all["entries"].list.map { $0["id"].int } == [1, 2, 3, 4, 5, 6])
      #expect(all["next"] == .null)
      let page = try await test.run(["quarantine", "list", "--reason", "participant.unmapped", "--limit", "3"]).json
      #expect(page["entries"].list.map { $0["id"].int } == [1, 2, 3])
      #expect(page["next"].text == "3")
      let rest = try await test.run(
        ["quarantine", "list", "--reason", "participant.unmapped", "--limit", "3", "--after", "3"]
      ).json
      #expect(rest["entries"].list.map { $0["id"].int } == [4, 5])
      #expect(rest["next"] == .null)
      #expect(try await test.run(["quarantine", "list", "--day", Self.second]).json["waiting"].int == 0)
      #expect(try await test.run(["quarantine", "list", "--connector", "o3"]).status == Exit.badInput)
      let text = try await test.run(["quarantine", "list", "--limit", "1"], asJSON: false).text
      #expect(text.hasPrefix("6 waiting: 5 participant.unmapped, 1 item.json\n\nID  CONNECTOR  DAY"))
      #expect(text.hasSuffix("more wait; go on with --after 1\n"))
      let raw = try await test.run(["quarantine", "show", "6", "--raw"], asJSON: false)
      #expect(raw.stdout == Array(garbage.utf8))

      _ = try await test.run(["hold", "litigation", "place", "ada.ames@corp.example"])
      let discarded = try await test.run(["quarantine", "discard", "5", "6", "--reason", "tests of the carrier"])
      #expect(discarded.status == Exit.blocked)
      #expect(discarded.json["results"].list.map { $0["outcome"].text } == ["discarded", "blocked"])
      #expect(discarded.json["results"][0]["commitment"].text?.count == 64)
      let reason = discarded.json["results"][1]["reasons"][0]
      #expect(reason["mailbox"].text == "ada.ames@corp.example")
      #expect(reason["kind"].text == "litigationHold")
      let said = try await test.run(["quarantine", "discard", "6", "--reason", "x"], asJSON: false)
      #expect(
        said.text
          == "record 6 is kept: it may concern someone under litigationHold 'litigation hold' on ada.ames@corp.example\n"
      )
      #expect(try await test.run(["quarantine", "discard", "6"]).status == Exit.usage)
      let entry = try await test.run(["audit", "list", "--action", "QuarantineDiscarded"]).json["entries"]
      #expect(entry.list.map { $0["result"].text } == ["partial", "refused"])
      let shown = try await test.run(["quarantine", "show", "5"])
      #expect(shown.error["message"].text == "quarantined record 5 was discarded: tests of the carrier")
      let items = try await test.run(["connector", "report", "o2", "--items"]).json["items"]
      #expect(items[4]["left"].text == "discarded")
      #expect(items[4]["outcome"].text == "quarantined")
      #expect(try await test.run(["audit", "verify", "--deep"]).status == Exit.done)
    }
  }
}

extension Command.Result {
  fileprivate var text: String { String(decoding: stdout, as: UTF8.self) }
}
