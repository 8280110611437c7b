import Archive
import ArchiveTesting
import Foundation
import Testing

/// Search jobs, statistics, permission filters and purges through the command, as scripts see them.
@Suite("Search jobs, on the command line")
struct SearchJobTests {
  private static let ada = HandmadeFeed.ada.email
  private static let ben = HandmadeFeed.ben.email

  /// An archive with three texts of Ada's, two of them Ben's too, and a job that finds two of them.
  private static func with(_ body: (HandmadeFeed, TestArchive) async throws -> Void) async throws {
    try await HandmadeFeed.with { feed, test in
      try feed.write(
        "2024-01-01",
        [
          HandmadeFeed.line("a", "the merger is on", to: [HandmadeFeed.ben]),
          HandmadeFeed.line("b", "merger and picnic"), HandmadeFeed.line("c", "weather", to: [HandmadeFeed.ben]),
        ])
      _ = try await test.runConnector(from: "2024-01-01", to: "2024-01-01")
      try await body(feed, test)
    }
  }

  @Test("a job is made, run, counted, previewed, listed and removed, and a later import changes none of it")
  func life() async throws {
    try await Self.with { feed, test in
      let made = try await test.run([
        "search-job", "create", "heron", "merger OR picnic", "--exclude-mailbox", Self.ben,
      ])
      #expect(made.status == Exit.done, "\(made.errors)")
      #expect(
        made.json.names == [
          "case", "created", "custodians", "excluded", "mailboxes", "name", "order", "owner", "query", "runs", "schema",
          "timeZone",
        ])
      #expect(made.json["excluded"].list.map(\.text) == [Self.ben])
      let early = try await test.run(["search-job", "preview", "heron"])
      #expect(early.status == Exit.badInput)
      #expect(early.error["code"].text == "search-job.not-run")

      let run = try await test.run(["search-job", "run", "heron"])
      #expect(run.json["run"]["items"].int == 2)
      try feed.write("2024-01-02", [HandmadeFeed.line("d", "merger again", on: "2024-01-02")])
      _ = try await test.runConnector(from: "2024-01-02", to: "2024-01-02")

      let preview = try await test.run(["search-job", "preview", "heron", "--limit", "1"])
      #expect((preview.json["items"].int, preview.json["messages"].int, preview.json["gone"].int) == (2, 2, 0))
      #expect(preview.json["results"].list.count == 1)
      #expect(preview.json["results"].list[0]["snippet"].text?.contains("<b>") == true)
      let token = try #require(preview.json["next"].text)
      let rest = try await test.run(["search-job", "preview", "heron", "--limit", "1", "--after", token])
      #expect(rest.json["results"].list.count == 1)
      #expect(rest.json["next"] == .null)
      #expect(try await test.run(["search", "merger OR picnic"]).json["items"].int == 4)

      let counted = try await test.run(["search-job", "statistics", "heron", "--by", "day"])
      #expect(counted.json["keywords"].list.map { $0["keyword"].text } == ["merger", "picnic"])
      #expect(counted.json["keywords"].list.map { $0["items"].int } == [2, 1])
      #expect(counted.json["keywords"].list.map { $0["uniqueItems"].int } == [1, 0])
      #expect(counted.json["byMailbox"].list.map { $0["mailbox"].text } == [Self.ada])
      #expect(counted.json["periods"].list.map { $0["period"].text } == ["2024-01-01"])
      #expect(counted.json["coverage"]["messages"].int == 3)
      let csv = try await test.run(["search-job", "statistics", "heron", "--csv"], asJSON: false)
      #expect(csv.output.hasPrefix("Section,Name,Items,Messages,Bytes,Mailboxes,Unique items\r\ntotal,,2,2,"))
      #expect(csv.output.contains("\r\npurged since the run,,0,,,,\r\n"))

      let listed = try await test.run(["search-job", "list"])
      #expect(listed.json["jobs"].list.map { $0["name"].text } == ["heron"])
      #expect(try await test.run(["search-job", "show", "heron"]).json["runs"].list.count == 1)
      #expect(try await test.run(["search-job", "remove", "heron"]).status == Exit.done)
      let gone = try await test.run(["search-job", "run", "heron"])
      #expect(gone.status == Exit.badInput)
      #expect(gone.error["message"].text == "there is no search job 'heron'; see 'holdfast search-job list'")

      let entries = try await test.run(["audit", "list"]).json["entries"].list
      let ofJob = entries.filter { $0["object"].text == "heron" }.compactMap { $0["action"].text }
      #expect(
        ofJob == [
          "SearchCreated", "SearchStarted", "SearchPreviewed", "SearchPreviewed", "SearchReport", "SearchReport",
          "SearchViewed", "SearchRemoved",
        ])
    }
  }

  @Test("a query that can't be run is refused when the job is made, with the place, and nothing is kept")
  func badQuery() async throws {
    try await Self.with { _, test in
      let refused = try await test.run(["search-job", "create", "heron", "merger AND ("])
      #expect(refused.status == Exit.badInput)
      #expect(refused.error["code"].text == "query.syntax")
      #expect(refused.error["position"]["offset"].int != nil)
      #expect(try await test.run(["search-job", "list"]).json["jobs"].list.isEmpty)
    }
  }

  @Test("statistics of a query as text: counts, keywords, mailboxes, months, and how much was searched")
  func statistics() async throws {
    try await Self.with { _, test in
      let found = try await test.run(["statistics", "merger OR picnic", "--mailbox", Self.ada], asJSON: false)
      #expect(found.status == Exit.done)
      let lines = found.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      #expect(lines[0].hasPrefix("2 items of 2 messages in 1 mailboxes, "))
      #expect(lines[0].hasSuffix("0 messages partly indexed; searched 3 messages, 0 pending, 0 partly indexed"))
      #expect(
        lines[2].split(separator: " ").joined(separator: " ") == "KEYWORD ITEMS MESSAGES BYTES MAILBOXES ONLY THIS")
      #expect(lines.contains { $0.hasPrefix("merger   2      2 ") })
      #expect(lines.contains { $0.hasPrefix("2024-01      2      2 ") })
      let bad = try await test.run(["statistics", "merger", "--time-zone", "Mars/Olympus"])
      #expect(bad.status == Exit.usage)
    }
  }

  @Test("a purge reports each item by the contract, exit 3 where one was blocked")
  func purge() async throws {
    try await Self.with { _, test in
      #expect(try await test.run(["hold", "litigation", "place", Self.ben]).status == Exit.done)
      _ = try await test.run(["search-job", "create", "heron", "merger"])
      _ = try await test.run(["search-job", "run", "heron"])
      let neither = try await test.run(["search-job", "purge", "heron", "--reason", "r"])
      #expect(neither.status == Exit.usage)
      let without = try await test.run(["search-job", "purge", "heron", "--hard"])
      #expect(without.status == Exit.usage)
      let done = try await test.run(["search-job", "purge", "heron", "--hard", "--reason", "sent by mistake"])
      #expect(done.status == Exit.blocked, "\(done.errors)")
      #expect(done.json["schema"].int == 1)
      #expect((done.json["state"].text, done.json["mode"].text) == ("done", "hard"))
      #expect((done.json["outcomes"]["purged"].int, done.json["outcomes"]["blocked"].int) == (2, 1))
      let results = done.json["results"].list
      #expect(results.count == 3)
      let blocked = results.filter { $0["outcome"].text == "blocked" }
      #expect(blocked.count == 1)
      #expect(
        blocked[0]["reasons"].list == [
          .record(["kind": .text("litigationHold"), "name": .text("litigation hold"), "until": .null])
        ])
      #expect(done.json["erasure"].text == "done")
      #expect(try await test.run(["search-job", "preview", "heron"]).json["gone"].int == 2)
      // Once more, by number, after the job is gone.
      #expect(try await test.run(["search-job", "remove", "heron"]).status == Exit.done)
      let number = try #require(done.json["purge"].int)
      let again = try await test.run(["search-job", "purges", "\(number)"])
      #expect(again.json["results"].list == results)
      #expect(try await test.run(["audit", "verify"]).json["intact"] == .flag(true))
    }
  }

  @Test("with two-person approval nothing is deleted, exit 4, until another account approves")
  func twoPersons() async throws {
    try await Self.with { _, test in
      #expect(try await test.run(["setting", "set", "purge-approval", "three-person"]).status == Exit.badInput)
      #expect(try await test.run(["setting", "set", "purge-approval", "two-person"]).status == Exit.done)
      _ = try await test.run(["search-job", "create", "heron", "merger"])
      _ = try await test.run(["search-job", "run", "heron"])
      let asked = try await test.run(["search-job", "purge", "heron", "--soft", "--reason", "sent by mistake"])
      #expect(asked.status == Exit.attention)
      #expect(asked.json["state"].text == "waiting")
      #expect(asked.json["results"].list.isEmpty)
      let number = "\(try #require(asked.json["purge"].int))"
      let own = try await test.run(["search-job", "approve-purge", number])
      #expect(own.status == Exit.noRole)
      #expect(own.error["code"].text == "access.denied")
      for group in ["Search And Purge", "eDiscovery Administrator"] {
        _ = try await test.run(["role", "grant", "second@corp.example", group])
      }
      let done = try await test.run(["--as", "second@corp.example", "search-job", "approve-purge", number])
      #expect(done.status == Exit.done, "\(done.errors)")
      #expect(done.json["outcomes"]["deleted"].int == 3)
      #expect(done.json["approver"].text == "second@corp.example")
      let late = try await test.run(
        ["--as", "second@corp.example", "search-job", "reject-purge", number, "--reason", "too late"])
      #expect(late.status == Exit.badInput)
      #expect(late.error["message"].text == "purge \(number) is done already")
      #expect(try await test.run(["search-job", "purges"]).json["purges"].list.map { $0["state"].text } == ["done"])
    }
  }

  @Test("a filter hides an item from every command that could show, explain or delete it, and search says so")
  func filters() async throws {
    try await Self.with { _, test in
      let account = "carla@corp.example"
      for group in ["eDiscovery Manager", "Search And Purge"] {
        _ = try await test.run(["role", "grant", account, group])
      }
      let hidden = try #require(
        try await test.run(["search", "merger", "--mailbox", Self.ben]).json["results"].list.first?["item"].int)
      let made = try await test.run(
        ["permission-filter", "create", "no-ben", "deny", "--for", account, "--mailbox", Self.ben])
      #expect(made.status == Exit.done, "\(made.errors)")
      #expect(
        made.json.names == ["accounts", "departments", "effect", "mailboxes", "name", "query", "roleGroups", "schema"])
      let found = try await test.run(["--as", account, "search", ""])
      #expect(found.json["items"].int == 3)
      #expect(found.json["filtered"] == .flag(true))
      #expect(try await test.run(["search", ""]).json["filtered"] == .flag(false))
      let text = try await test.run(["--as", account, "search", ""], asJSON: false)
      #expect(text.output.contains("permission filters limit what you can find"))
      for command in [
        ["item", "show"], ["item", "show", "--raw"], ["item", "explain"], ["item", "delete"], ["item", "purge"],
      ] {
        let refused = try await test.run(["--as", account] + command + ["\(hidden)"])
        #expect(refused.status == Exit.badInput, "\(command)")
        #expect(refused.error["message"].text == "there is no item \(hidden)", "\(command)")
        #expect(refused.stdout.isEmpty)
      }
      #expect(try await test.run(["--as", account, "statistics", ""]).json["items"].int == 3)
      _ = try await test.run(["search-job", "create", "all", ""])
      _ = try await test.run(["search-job", "run", "all"])
      _ = try await test.run(["role", "grant", account, "eDiscovery Administrator"])
      let preview = try await test.run(["--as", account, "search-job", "preview", "all"])
      #expect(preview.json["items"].int == 3)
      #expect(preview.json["run"]["items"] == .null)
      #expect(try await test.run(["permission-filter", "list", "--for", account]).json["filters"].list.count == 1)
      #expect(try await test.run(["permission-filter", "list", "--for", "Export"]).json["filters"].list.isEmpty)
      #expect(try await test.run(["permission-filter", "show", "NO-BEN"]).json["name"].text == "no-ben")
      #expect(try await test.run(["permission-filter", "remove", "no-ben"]).status == Exit.done)
      #expect(try await test.run(["--as", account, "search", ""]).json["items"].int == 5)
      let unknown = try await test.run(["permission-filter", "show", "no-ben"])
      #expect(unknown.error["code"].text == "filter.unknown")
      let typo = try await test.run(
        ["permission-filter", "create", "f", "deny", "--for", "nobody@corp.example", "--mailbox", Self.ben],
        asJSON: false)
      #expect(typo.errors == "warning: 'nobody@corp.example' is in no role group yet: is the name right?\n")
      #expect(typo.output == "'f': nobody@corp.example can't find items in \(Self.ben)\n")
    }
  }
}
