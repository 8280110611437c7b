internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Testing

@Suite("connector run --due")
struct DueRunTests {
  @Test("a connector that is due runs once, and waits for the next day when all is in")
  func once() async throws {
    try await HandmadeFeed.with { feed, test in
      try feed.write("2024-01-01", [HandmadeFeed.line("m1", "hello")])
      let at = ["--at", "2024-01-02T07:00:00Z"]
      let ran = try await test.run(["connector", "run", "--due"] + at)
      #expect(ran.status == Exit.done, "\(ran.errors)")
      let one = ran.json["connectors"][0]
      #expect((one["connector"].text, one["result"].text) == ("o2", "ran"))
      #expect(one["report"]["days"][0]["date"].text == "2024-01-01")
      #expect(one["report"]["items"].int == 1)
      let again = try await test.run(["connector", "run", "--due"] + at)
      #expect(again.json["connectors"][0]["result"].text == "waits")
      #expect(again.json["connectors"][0]["due"].text == "2024-01-03T06:00:00Z")
    }
  }

  @Test("missed days are caught up before the day's time comes")
  func catchUp() async throws {
    try await HandmadeFeed.with { feed, test in
      for day in 1...4 { try feed.write("2024-01-0\(day)", [HandmadeFeed.line("m\(day)", "hello")]) }
      #expect(try await test.run(["connector", "run", "--due", "--at", "2024-01-02T07:00:00Z"]).status == Exit.done)
      let late = try await test.run(["connector", "run", "--due", "--at", "2024-01-05T03:00:00Z"])
      #expect(late.status == Exit.done, "\(late.errors)")
      let days = late.json["connectors"][0]["report"]["days"].list.map { $0["date"].text }
      #expect(days == ["2024-01-02", "2024-01-03", "2024-01-04"])
    }
  }

  @Test("a day that is not ready is exit code 69, and asked for again half an hour later")
  func notReady() async throws {
    try await HandmadeFeed.with { feed, test in
      let first = try await test.run(["connector", "run", "--due", "--at", "2024-01-02T07:00:00Z"])
      #expect(first.status == Exit.unavailable)
      #expect(first.json["connectors"][0]["error"].text == "site.not-ready")
      let soon = try await test.run(["connector", "run", "--due", "--at", "2024-01-02T07:29:59Z"])
      #expect(soon.status == Exit.done)
      #expect(soon.json["connectors"][0]["due"].text == "2024-01-02T07:30:00Z")
      try feed.write("2024-01-01", [HandmadeFeed.line("m1", "hello")])
      let then = try await test.run(["connector", "run", "--due", "--at", "2024-01-02T07:30:00Z"])
      #expect(then.status == Exit.done, "\(then.errors)")
      #expect(then.json["connectors"][0]["report"]["items"].int == 1)
    }
  }

  @Test("of several the worst counts, and what fails with one keeps no other from running")
  func worst() async throws {
    try await HandmadeFeed.with { feed, test in
      try feed.write("2024-01-01", [HandmadeFeed.line("m1", "hello"), "no item"])
      let password = test.archive.folder.deletingLastPathComponent().appendingPathComponent("p")
      try Data("x".utf8).write(to: password)
      let lost = test.archive.folder.deletingLastPathComponent().appendingPathComponent("lost")
      try FileManager.default.copyItem(at: feed.feed.folder, to: lost)
      let made = try await test.run([
        "connector", "create", "lost", "--type", "o2-network", "--site", "file:\(lost.path)", "--username", "u",
        "--password-file", password.path, "--accept-terms",
      ])
      #expect(made.status == Exit.done, "\(made.errors)")
      try FileManager.default.removeItem(at: lost)
      let ran = try await test.run(["connector", "run", "--due", "--at", "2024-01-02T07:00:00Z"])
      #expect(ran.status == Exit.unavailable, "\(ran.errors)")
      #expect(ran.json["connectors"].list.map { $0["connector"].text } == ["lost", "o2"])
      #expect(ran.json["connectors"][1]["report"]["total"]["quarantined"].int == 1)
      _ = try await test.run(["connector", "pause", "lost"])
      let rest = try await test.run(["connector", "run", "--due", "--at", "2024-01-03T07:00:00Z"])
      #expect(rest.json["connectors"].list.map { $0["connector"].text } == ["o2"])
    }
  }

  @Test("it takes a name or --due, and says so")
  func usage() async throws {
    try await TestFolders.withTemporary { folder in
      let neither = try await Command.run(["connector", "run"], archive: folder)
      #expect(neither.status == Exit.usage)
      #expect(neither.error["message"].text == "give a connector's name, or --due")
      let range = try await Command.run(["connector", "run", "--due", "--from", "2024-01-01"], archive: folder)
      #expect(range.error["message"].text == "--due takes the days that are open")
    }
  }
}
