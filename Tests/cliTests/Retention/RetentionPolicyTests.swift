import Archive
import ArchiveTesting
import Foundation
import GRDB
import Testing

/// Retention policies, their lock, approvals, rehearsal and summaries through the command.
@Suite("Retention policies, on the command line")
struct RetentionPolicyTests {
  private static let ada = HandmadeFeed.ada.email
  private static let ben = HandmadeFeed.ben.email
  private static let rita = "rita@corp.example"
  private static let names = [
    "action", "adaptive", "all", "covers", "created", "days", "disabledSince", "enabled", "excluded", "forever",
    "heldUntil", "locked", "lockedSince", "mailboxes", "months", "name", "pending", "period", "readAs", "start",
    "years",
  ]

  /// Two texts of Ada's, one of them Ben's too, of January 2024.
  private static func with(_ body: (TestArchive) async throws -> Void) async throws {
    try await HandmadeFeed.with { feed, test in
      try feed.write(
        "2024-01-01",
        [HandmadeFeed.line("a", "hello", to: [HandmadeFeed.ben]), HandmadeFeed.line("b", "weather")])
      _ = try await test.runConnector(from: "2024-01-01", to: "2024-01-01")
      try await body(test)
    }
  }

  private static func create(_ name: String, _ more: [String], in test: TestArchive) async throws -> Command.Result {
    try await test.run(["retention", "policy", "create", name] + more)
  }

  @Test("a policy tells all of itself, from its making to its removal")
  func life() async throws {
    try await Self.with { test in
      let made = try await Self.create(
        "seven years", ["--action", "retain", "--years", "7", "--mailbox", Self.ada], in: test)
      #expect(made.status == Exit.done, "\(made.errors)")
      #expect(made.json.names == (Self.names + ["schema"]).sorted())
      #expect((made.json["period"].text, made.json["years"].int, made.json["days"]) == ("7 years", 7, .null))
      #expect(made.json["covers"].int == 1)
      let added = try await test.run(["retention", "policy", "change", "seven years", "--add", Self.ben])
      #expect(added.json["mailboxes"].list.map(\.text) == [Self.ada, Self.ben])
      let off = try await test.run(["retention", "policy", "disable", "seven years", "--reason", "a mistake"])
      #expect(off.json["enabled"] == .flag(false))
      #expect(off.json["heldUntil"].text != nil)
      #expect(try await test.run(["retention", "policy", "enable", "seven years"]).json["heldUntil"] == .null)
      let longer = try await test.run(
        ["retention", "policy", "change", "seven years", "--months", "96"], asJSON: false)
      #expect(longer.output == "'seven years': retain 96 months from created, \(Self.ada), \(Self.ben)\n")
      let wrong = try await test.run(["retention", "policy", "change", "seven years", "--exclude", Self.ben])
      #expect(wrong.status == Exit.badInput)
      #expect(
        wrong.error["message"].text == "'seven years' is for named mailboxes; take some out with --remove")
      let listed = try await test.run(["retention", "policy", "list"])
      #expect(listed.json["policies"].list.map(\.names) == [Self.names])
      #expect(
        try await test.run(["retention", "policy", "delete", "seven years"]).json
          == .record(["name": .text("seven years"), "schema": .number(1), "status": .text("removed")]))
      #expect(try await test.run(["retention", "policy", "show", "seven years"]).status == Exit.badInput)
    }
  }

  @Test("71: the last mailbox is not taken out, and nothing comes to cover everyone")
  func lastInclude() async throws {
    try await Self.with { test in
      _ = try await Self.create("go", ["--action", "delete", "--days", "1", "--mailbox", Self.ada], in: test)
      let refused = try await test.run(["retention", "policy", "change", "go", "--remove", Self.ada])
      #expect(refused.status == Exit.badInput)
      #expect(refused.error["code"].text == "policy.scope")
      let report = try await test.run(["retention", "rehearse"])
      #expect(report.json["byMailbox"].list.map { $0["mailbox"].text } == [Self.ada])
    }
  }

  @Test("an adaptive policy follows the directory; a wrong expression is an error with its place and a caret")
  func adaptive() async throws {
    try await Self.with { test in
      let made = try await Self.create(
        "sales", ["--action", "retain", "--forever", "--adaptive", "department = sales AND NOT email = ben*"], in: test)
      #expect(made.status == Exit.done, "\(made.errors)")
      #expect(made.json["readAs"].text == "department = \"sales\" AND NOT email = \"ben\"*")
      #expect(made.json["covers"].int == 1)
      let purged = try await test.run(["item", "purge", "1", "2", "3"])
      #expect(purged.status == Exit.blocked)
      #expect(
        purged.json["results"].list.compactMap { $0["outcome"].text }.sorted() == ["blocked", "blocked", "purged"])
      let wrong = try await Self.create(
        "x", ["--action", "retain", "--forever", "--adaptive", "team = sales"], in: test)
      #expect(wrong.status == Exit.badInput)
      #expect(wrong.error["code"].text == "policy.expression")
      #expect((wrong.error["position"]["offset"].int, wrong.error["position"]["length"].int) == (0, 4))
      let drawn = try await test.run(
        ["retention", "policy", "create", "x", "--action", "retain", "--forever", "--adaptive", "department = "],
        asJSON: false)
      #expect(
        drawn.errors == """
          error: a value is missing here; quote AND, OR and NOT
            department =\u{20}
                         ^

          """)
    }
  }

  @Test("69, 70: a lock is for good, takes the name twice, and is not for an adaptive policy")
  func lock() async throws {
    try await Self.with { test in
      _ = try await Self.create("keep", ["--action", "retain", "--days", "100", "--all"], in: test)
      _ = try await Self.create("found", ["--action", "retain", "--days", "9", "--adaptive", "email = a*"], in: test)
      func run(_ arguments: String...) async throws -> Command.Result {
        try await test.run(["retention", "policy"] + arguments)
      }
      #expect(try await run("lock", "keep").status == Exit.usage)
      #expect(try await run("lock", "keep", "--confirm", "yes").status == Exit.usage)
      #expect(try await run("lock", "found", "--confirm", "found").error["code"].text == "policy.lock")
      #expect(try await run("lock", "keep", "--confirm", "keep").json["locked"] == .flag(true))
      for refused in [
        ["change", "keep", "--days", "99"], ["change", "keep", "--exclude", Self.ada], ["disable", "keep"],
        ["delete", "keep"],
      ] {
        let result = try await test.run(["retention", "policy"] + refused)
        #expect(result.status == Exit.badInput)
        #expect(result.error["code"].text == "policy.locked", "\(refused)")
      }
      #expect(try await run("change", "keep", "--days", "101").json["days"].int == 101)
    }
  }

  @Test("a shorter period waits for a second person, and so does doing without one")
  func approval() async throws {
    try await Self.with { test in
      _ = try await test.run(["role", "grant", Self.rita, "Records Management"])
      _ = try await Self.create("keep", ["--action", "retain-then-delete", "--years", "50", "--all"], in: test)
      #expect(try await test.run(["setting", "set", "retention-approval", "on"]).status == Exit.done)
      let asked = try await test.run(["retention", "policy", "change", "keep", "--days", "1", "--reason", "new rules"])
      #expect(asked.status == Exit.attention)
      #expect(asked.json["state"].text == "waiting")
      #expect(asked.json["summary"].text == "'keep': 50 years become 1 day")
      let change = try #require(asked.json["change"].int)
      let shown = try await test.run(["retention", "policy", "show", "keep"])
      #expect((shown.json["years"].int, shown.json["pending"].list.map(\.int)) == (50, [change]))
      #expect(try await test.run(["retention", "approval", "approve", "\(change)"]).status == Exit.noRole)
      let approved = try await test.run(["--as", Self.rita, "retention", "approval", "approve", "\(change)"])
      #expect(approved.json["state"].text == "applied")
      #expect(try await test.run(["retention", "run"]).json["removed"].int == 3)
      let off = try await test.run(["setting", "set", "retention-approval", "off"], asJSON: false)
      #expect(off.status == Exit.attention)
      #expect(
        off.output.contains("retention-approval: on becomes off; nothing changes until another person approves it"))
      let number = try #require(
        try await test.run(["retention", "approval", "list"]).json["changes"].list.first?["change"].int)
      let rejected = try await test.run([
        "--as", Self.rita, "retention", "approval", "reject", "\(number)", "--reason", "no",
      ])
      #expect((rejected.json["state"].text, rejected.json["note"].text) == ("rejected", "no"))
      #expect(try await test.run(["retention", "approval", "list"]).json["changes"].list.isEmpty)
      #expect(try await test.run(["retention", "approval", "list", "--all"]).json["changes"].list.count == 2)
      let names = ["RetentionChangeRequested", "RetentionChangeApproved", "SettingChangeRequested"]
      for name in names {
        #expect(try await test.run(["audit", "list", "--action", name]).json["entries"].list.count == 1, "\(name)")
      }
      #expect(try await test.run(["audit", "verify"]).json["intact"] == .flag(true))
    }
  }

  @Test("a rehearsal is a document, a table and a CSV, and a mailbox's summary says what goes when")
  func rehearse() async throws {
    try await Self.with { test in
      _ = try await Self.create("go", ["--action", "delete", "--days", "30", "--all"], in: test)
      _ = try await test.run(["hold", "litigation", "place", Self.ben])
      let report = try await test.run(["retention", "rehearse", "--at", "2024-03-01"])
      #expect(
        report.json.names == [
          "at", "byMailbox", "byMonth", "byPolicy", "kept", "notAskedFor", "notYetDue", "removed", "rows", "schema",
          "stoppedBy",
        ])
      #expect(report.json["byMonth"].list.map { $0["month"].text } == ["2024-01"])
      #expect(report.json["rows"].list.map { $0["items"].int } == [2, 1])
      #expect(report.json["rows"].list[1]["keptBy"].list.map { $0["kind"].text } == ["litigationHold"])
      #expect(report.json["stoppedBy"].list[0]["alone"].int == 1)
      let text = try await test.run(["retention", "rehearse", "--at", "2024-03-01"], asJSON: false)
      #expect(
        text.output == """
          at 2024-03-01T00:00:00Z a sweep would remove 2 items and keep 1
            policy 'go': 2
            \(Self.ada): 2
            2024-01: 2
          what keeps items (due: a rule asks for their deletion; alone: nothing else keeps these)
            KEPT BY                           ITEMS  DUE  ALONE
            litigationHold 'litigation hold'  1      1    1

          """)
      let csv = try await test.run(["retention", "rehearse", "--csv", "--at", "2024-03-01"], asJSON: false)
      #expect(
        csv.output
          == "Mailbox,Month,Verdict,Items,Rule,KeptBy\r\n\(Self.ada),2024-01,expired,2,go,\r\n"
          + "\(Self.ben),2024-01,keep,1,go,litigationHold 'litigation hold'\r\n")
      let ada = try await test.run(["retention", "explain", Self.ada, "--at", "2024-01-10"])
      #expect(ada.json["deletions"].list.map { $0["month"].text } == ["2024-01"])
      #expect(ada.json["nextSweep"].int == 0)
      let ben = try await test.run(["retention", "explain", Self.ben], asJSON: false)
      #expect(ben.output.contains("  litigationHold 'litigation hold': 1  2024-01-01 to 2024-01-01, without end\n"))
    }
  }

  @Test("an item whose date cannot be right is deleted by no command")
  func absurdDate() async throws {
    try await HandmadeFeed.with { feed, test in
      try feed.write(
        "2024-01-01",
        [
          HandmadeFeed.line("a", "hello"),
          HandmadeFeed.line("b", "hello").replacing("2024-01-01T", with: "1970-01-01T"),
        ])
      _ = try await test.runConnector(from: "2024-01-01", to: "2024-01-01")
      // As an import meets it, it waits in quarantine, where nothing is ever deleted.
      #expect(try await test.run(["quarantine", "list"]).json["entries"].list.count == 1)
      _ = try await Self.create("go", ["--action", "delete", "--days", "1", "--all"], in: test)
      // As it may lie in an archive of before: behind the guards' back.
      try test.archive.maintain { db in
        try db.execute(sql: "DROP TRIGGER message_unchanged; UPDATE message SET sent = 0")
      }
      let purged = try await test.run(["item", "purge", "1"])
      #expect(purged.status == Exit.blocked)
      #expect(purged.json["results"].list[0]["reasons"].list.map { $0["kind"].text } == ["itemDate"])
      #expect(try await test.run(["retention", "run"]).json["removed"].int == 0)
      #expect(try await test.run(["item", "explain", "1"]).json["verdict"].text == "keep")
    }
  }
}
