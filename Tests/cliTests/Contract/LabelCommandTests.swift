import Archive
import ArchiveTesting
import Foundation
import Testing

/// Labels, records, events and disposition through the command, as scripts use them.
@Suite("Labels through the command")
struct LabelCommandTests {
  private static let (ann, cat) = ("ann@corp.example", "cat@corp.example")

  /// An archive with two texts of Ada's, of 1 January 2024, and their items.
  private func with(_ body: (TestArchive, [Int]) async throws -> Void) async throws {
    try await HandmadeFeed.with { feed, test in
      try feed.write("2024-01-01", [HandmadeFeed.line("a", "the merger"), HandmadeFeed.line("b", "lunch")])
      _ = try await test.runConnector(from: "2024-01-01", to: "2024-01-01")
      let items = try await ["merger", "lunch"].asyncMap { try await test.found($0).first?["item"].int }
      try await body(test, items.compactMap { $0 })
    }
  }

  @Test("a label is created, shown, changed, applied, explained, taken off and deleted")
  func labels() async throws {
    try await with { test, items in
      let created = try await test.run(
        ["retention", "label", "create", "Deals", "--action", "retain-then-delete", "--years", "7"])
      #expect(created.status == Exit.done)
      #expect(created.json["name"].text == "Deals")
      #expect(created.json["period"].text == "7 years")
      #expect(created.json["record"].text == "none")
      let changed = try await test.run(["retention", "label", "change", "Deals", "--days", "3000"])
      #expect(changed.json["days"].int == 3_000)
      #expect(try await test.run(["retention", "label", "list"]).json["labels"].list.count == 1)
      #expect(try await test.run(["retention", "label", "show", "deals"]).json["name"].text == "Deals")
      let applied = try await test.run(["retention", "label", "apply", "Deals", "--item"] + items.map(String.init))
      #expect(applied.status == Exit.done)
      #expect(applied.json["changed"].int == 2)
      let explained = try await test.run(["item", "explain", "\(items[0])"]).json
      #expect(explained["verdict"].text == "keep")
      #expect(explained["considered"].list.map { $0["kind"].text } == ["label", "label"])
      #expect(explained["considered"].list.map { $0["name"].text } == ["Deals", "Deals"])
      let history = try await test.run(["retention", "label", "history", "\(items[0])"]).json
      #expect(history["label"].text == "Deals")
      #expect(history["choices"].list.map { $0["how"].text } == ["manual"])
      let used = try await test.run(["retention", "label", "delete", "Deals"])
      #expect(used.status == Exit.badInput)
      #expect(used.error["code"].text == "label.used")
      let removed = try await test.run(["retention", "label", "remove", "Deals", "--query", "merger OR lunch"])
      #expect(removed.json["changed"].int == 2)
      #expect(try await test.run(["retention", "label", "delete", "Deals"]).status == Exit.done)
      #expect(try await test.run(["retention", "label", "show", "Deals"]).error["code"].text == "label.unknown")
      #expect(try await test.run(["audit", "verify"]).status == Exit.done)
    }
  }

  @Test("a rule covers what arrives later, and a folder's may be made before its first item")
  func rules() async throws {
    try await HandmadeFeed.with { feed, test in
      for (name, days) in [("Standard", "90"), ("Deals", "4000")] {
        _ = try await test.run(["retention", "label", "create", name, "--action", "retain", "--days", days])
      }
      let rule = try await test.run(
        ["retention", "label", "default", "Standard", "--folder", "O2 SMS and Voice Network Archiver"])
      #expect(rule.status == Exit.done, "\(rule.errors)")
      #expect(try await test.run(["retention", "label", "auto", "Deals", "--query", "merger"]).status == Exit.done)
      try feed.write("2024-01-01", [HandmadeFeed.line("a", "the merger"), HandmadeFeed.line("b", "lunch")])
      _ = try await test.runConnector(from: "2024-01-01", to: "2024-01-01")
      for (word, label) in [("merger", "Deals"), ("lunch", "Standard")] {
        let item = try #require(try await test.found(word).first?["item"].int)
        let explained = try await test.run(["item", "explain", "\(item)"]).json["considered"].list
        #expect(explained.first?["name"].text == label)
      }
      let listed = try await test.run(["retention", "label", "rules"]).json["rules"].list
      #expect(listed.map { $0["label"].text } == ["Standard", "Deals"])
      #expect(try await test.run(["retention", "label", "close-rule", "1"]).json["closed"].text != nil)
      #expect(
        try await test.run(["retention", "label", "default", "Standard", "--folder", "Inbox"]).status == Exit.badInput)
    }
  }

  @Test("75: an administrator can't take a regulatory record's label off, nor delete the item: exit code 3")
  func regulatory() async throws {
    try await with { test, items in
      let create = [
        "retention", "label", "create", "Books", "--action", "retain", "--years", "1", "--regulatory-record",
      ]
      #expect(try await test.run(create).error["code"].text == "label.regulatory")
      #expect(try await test.run(["setting", "set", "regulatory-records", "on"]).status == Exit.done)
      #expect(try await test.run(create).status == Exit.done)
      let item = "\(items[0])"
      #expect(try await test.run(["retention", "label", "apply", "Books", "--item", item]).status == Exit.done)
      let refused = try await test.run(["retention", "label", "remove", "--item", item, "--reason", "mine"])
      #expect(refused.status == Exit.blocked)
      #expect(
        refused.json["reasons"].list.first?["why"].text
          == "it is a regulatory record ('Books'), whose label nobody changes")
      let deleted = try await test.run(["item", "delete", item])
      #expect(deleted.status == Exit.blocked)
      #expect(deleted.json["results"].list.map { $0["outcome"].text } == ["blocked"])
      let purged = try await test.run(["--at", "2026-01-01T00:00:00Z", "item", "purge", item])
      #expect(purged.status == Exit.blocked)
      #expect(purged.json["results"].list.first?["reasons"].list.first?["kind"].text == "record")
      #expect(try await test.run(["retention", "label", "change", "Books", "--days", "400"]).status == Exit.badInput)
    }
  }

  @Test("where two people are asked for, a label's change waits with exit code 4, and is made when it is approved")
  func approval() async throws {
    try await with { test, items in
      for account in [Self.ann, Self.cat] {
        _ = try await test.run(["role", "grant", account, "Records Management"])
      }
      _ = try await test.run(["retention", "label", "create", "Deals", "--action", "retain", "--years", "7"])
      _ = try await test.run(["retention", "label", "apply", "Deals", "--item", "\(items[0])"])
      _ = try await test.run(["setting", "set", "retention-approval", "on"])
      for (command, summary) in [
        (["change", "Deals", "--days", "10"], "label 'Deals': 7 years become 10 days"),
        (["remove", "--item", "\(items[0])"], "labels taken off item \(items[0])"),
      ] {
        let asked = try await test.run(["--as", Self.ann, "retention", "label"] + command + ["--reason", "agreed"])
        #expect(asked.status == Exit.attention, "\(asked.errors)")
        #expect(asked.json["state"].text == "waiting" && asked.json["summary"].text == summary)
        #expect(asked.json["reason"].text == "agreed")
        let change = "\(asked.json["change"].int ?? 0)"
        let approve = ["retention", "approval", "approve", change]
        #expect(try await test.run(["--as", Self.ann] + approve).status == Exit.noRole)
        let approved = try await test.run(["--as", Self.cat] + approve)
        #expect(approved.json["state"].text == "applied", "\(approved.errors)")
      }
      #expect(try await test.run(["retention", "label", "show", "Deals"]).json["days"].int == 10)
      #expect(try await test.run(["retention", "label", "history", "\(items[0])"]).json["label"].text == nil)
      #expect(try await test.run(["retention", "label", "change", "Deals", "--years", "1"]).status == Exit.done)
      #expect(try await test.run(["audit", "verify"]).status == Exit.done)
    }
  }

  @Test("73: an event without a query starts the periods of all labels of its type")
  func events() async throws {
    try await with { test, items in
      for name in ["Left", "Left too"] {
        _ = try await test.run([
          "retention", "label", "create", name, "--action", "retain", "--years", "1", "--start", "event",
          "--event-type",
          "leaving",
        ])
      }
      for (label, item) in zip(["Left", "Left too"], items) {
        _ = try await test.run(["retention", "label", "apply", label, "--item", "\(item)"])
        #expect(
          try await test.run(["--at", "2060-01-01T00:00:00Z", "item", "explain", "\(item)"]).json["verdict"].text
            == "keep")
      }
      let event = try await test.run([
        "retention", "event", "create", "Ada left", "--type", "leaving", "--date", "2024-02-01",
      ])
      #expect(event.json["date"].text == "2024-02-01T00:00:00Z")
      for item in items {
        let explained = try await test.run(["--at", "2025-02-01T00:00:00Z", "item", "explain", "\(item)"])
        #expect(explained.json["verdict"].text == "free")
      }
      #expect(try await test.run(["retention", "event", "types"]).json["types"].list.map(\.text) == ["leaving"])
      #expect(try await test.run(["retention", "event", "list"]).json["events"].list.count == 1)
      let unknown = try await test.run(["retention", "event", "create", "x", "--type", "y", "--date", "2024-02-01"])
      #expect(unknown.error["code"].text == "event.type")
    }
  }

  @Test("74: a disposal takes its stages' approvals, the sweep takes the item, and the proof says who agreed")
  func disposition() async throws {
    try await with { test, items in
      for account in [Self.ann, Self.cat] {
        _ = try await test.run(["role", "grant", account, "Records Management"])
      }
      _ = try await test.run([
        "retention", "label", "create", "Deals", "--action", "retain-then-delete", "--years", "1",
        "--disposition-stage",
        "\(Self.ann),\(Self.cat)", "--disposition-stage", Self.cat,
      ])
      let at = ["--at", "2025-06-01T00:00:00Z"]
      let item = "\(items[0])"
      _ = try await test.run(["retention", "label", "apply", "Deals", "--item", item])
      let listed = try await test.run(at + ["disposition", "list"])
      #expect(listed.json["pending"].int == 1)
      #expect(listed.json["items"].list.first?["stage"].int == 1)
      #expect(listed.json["next"] == .null)
      #expect(try await test.run(at + ["disposition", "list", "--after", item]).json["items"].list.isEmpty)
      #expect(try await test.run(at + ["disposition", "remind"]).error["code"].text == "mail.none")
      let early = try await test.run(["--at", "2024-06-01T00:00:00Z", "disposition", "remind"])
      #expect(early.status == Exit.done && early.json["reminded"] == .list([]), "\(early.errors)")
      #expect(listed.json["items"].list.first?["reviewers"].list.map(\.text) == [Self.ann, Self.cat])
      #expect(try await test.run(at + ["retention", "run"]).json["removed"].int == 0)
      let approve = ["disposition", "approve", item, "--comment", "=1+1"]
      #expect(try await test.run(at + approve).status == Exit.noRole)
      #expect(try await test.run(at + ["--as", Self.ann] + approve).status == Exit.done)
      #expect(try await test.run(at + ["--as", Self.ann] + approve).status == Exit.noRole)
      let last = try await test.run(at + ["--as", Self.cat] + approve)
      #expect(last.json["final"].int == 1)
      #expect(try await test.run(at + ["retention", "run"]).json["removed"].int == 1)
      let proof = try await test.run(["disposition", "proof", "--label", "Deals"]).json["proofs"].list
      #expect(proof.map { $0["item"].int } == [items[0]])
      #expect(proof.first?["decisions"].list.map { $0["by"].text } == [Self.ann, Self.cat])
      let csv = try await test.run(["disposition", "proof", "--csv"], asJSON: false)
      let rows = try CSVReader(csv.stdout).map { try $0.get().fields }
      #expect(rows.count == 2)
      #expect(rows[0].first == "Item")
      #expect(rows[1].first == item)
      #expect(!csv.output.contains("merger"))
      #expect(try await test.run(["audit", "verify"]).status == Exit.done)
    }
  }
}

extension Sequence {
  fileprivate func asyncMap<T>(_ transform: (Element) async throws -> T) async rethrows -> [T] {
    var mapped: [T] = []
    for element in self { mapped.append(try await transform(element)) }
    return mapped
  }
}
