internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Testing

@Suite("Alarms by their causes")
struct AlarmTests {
  private static func check(_ test: TestArchive, at time: String) async throws -> Command.Result {
    try await test.run(["alarm", "check", "--at", time])
  }

  /// However full this machine's disk is.
  private static func allowFullDisk(_ test: TestArchive) throws {
    try test.archive.perform(.settingChanged, by: test.session) { try Setting.diskAlarm.change(to: "1", $0) }
  }

  private static func kinds(_ result: Command.Result) -> [String?] {
    result.json["alarms"].list.map { $0["kind"].text }
  }

  @Test("a refused sign-in is an alarm until a run signs in again")
  func signIn() async throws {
    try await HandmadeFeed.withSite { feed, test in
      try Self.allowFullDisk(test)
      try feed.write("2024-01-01", [HandmadeFeed.line("m1", "hello")])
      // The partner has another password from one day to the next; the command takes none that the site refuses.
      let sealed = try Sealing.seal(
        Array("wrong".utf8), with: test.archive.keys.vault, context: "the password of connector 'o2'")
      try test.attack { try $0.execute(sql: "UPDATE connector SET password = ?", arguments: [Data(sealed)]) }
      let refused = try await test.run(["connector", "run", "--due", "--at", "2024-01-02T07:00:00Z"])
      #expect((refused.status, refused.json["connectors"][0]["error"].text) == (Exit.unavailable, "site.sign-in"))
      let raised = try await Self.check(test, at: "2024-01-02T07:01:00Z")
      #expect(raised.status == Exit.attention)
      #expect(
        raised.json["alarms"][0]["text"].text
          == "connector 'o2': the partner's site refuses the sign-in, so that nothing comes in; ask the partner for the "
          + "password, give it with 'holdfast connector change o2 --password-file FILE', then run 'holdfast connector run o2'"
      )
      let again = try await Self.check(test, at: "2024-01-02T07:02:00Z")
      #expect(again.json["alarms"].list.count == 1, "raised once")
      let seen = try await test.run(["alarm", "acknowledge", "1", "--note", "asked them"])
      #expect(seen.json["alarms"][0]["note"].text == "asked them")

      let file = test.archive.folder.deletingLastPathComponent().appendingPathComponent("password")
      try Data(TestArchive.password.utf8).write(to: file)
      let given = try await test.run(["connector", "change", "o2", "--password-file", file.path])
      #expect(given.status == Exit.done, "\(given.errors)")
      let well = try await test.run(["connector", "run", "o2", "--at", "2024-01-02T07:03:00Z"])
      #expect(well.status == Exit.done, "\(well.errors)")
      let over = try await Self.check(test, at: "2024-01-02T07:04:00Z")
      #expect((over.status, over.json["alarms"].list.count) == (Exit.done, 0))
      let all = try await test.run(["alarm", "list", "--all"])
      #expect(all.json["alarms"][0]["cleared"].text == "2024-01-02T07:04:00Z")
      let acts = try await test.run(["audit", "list", "--limit", "100"]).json["entries"].list.compactMap {
        $0["action"].text
      }.filter { $0.hasPrefix("Alarm") }
      #expect(acts.sorted() == ["AlarmAcknowledged", "AlarmCleared", "AlarmRaised"])
    }
  }

  @Test("a day that is not complete 18 hours after its end is an alarm until it is")
  func incomplete() async throws {
    try await HandmadeFeed.with { feed, test in
      try Self.allowFullDisk(test)
      try feed.write("2024-01-01", [HandmadeFeed.line("m1", "hello")])
      _ = try await test.run(["connector", "run", "--due", "--at", "2024-01-02T07:00:00Z"])
      _ = try await test.run(["connector", "run", "--due", "--at", "2024-01-03T07:00:00Z"])
      #expect(Self.kinds(try await Self.check(test, at: "2024-01-03T17:59:59Z")) == [])
      let raised = try await Self.check(test, at: "2024-01-03T18:00:00Z")
      #expect(
        raised.json["alarms"].list.map { $0["text"].text } == [
          "connector 'o2': 2024-01-02 is not complete 18 hours after its end; 'holdfast connector run o2' says why, and "
            + "if the day is not whole there, ask the partner to deliver it"
        ])
      let next = try await Self.check(test, at: "2024-01-04T18:00:00Z")
      #expect(next.json["alarms"].list.map { $0["subject"].text } == ["o2 2024-01-02", "o2 2024-01-03"])
      for day in 2...3 { try feed.write("2024-01-0\(day)", [HandmadeFeed.line("m\(day)", "hello")]) }
      _ = try await test.run(["connector", "run", "--due", "--at", "2024-01-04T18:00:00Z"])
      #expect(Self.kinds(try await Self.check(test, at: "2024-01-04T18:01:00Z")) == [])
    }
  }

  @Test("a day without items where the same weekday brings some is an alarm until it is delivered; a Sunday isn't")
  func empty() async throws {
    try await HandmadeFeed.with { feed, test in
      try Self.allowFullDisk(test)
      let first = try #require(CivilDate("2024-01-01"))
      // Mondays to Saturdays bring twelve, and the last Monday nothing.
      for number in 0...35 {
        let day = first.adding(days: number)
        let count = day.weekday == 7 || number == 35 ? 0 : 12
        try feed.write(
          "\(day)", (0..<count).map { HandmadeFeed.line("m\(number)-\($0)", "hello", on: "\(day)") })
      }
      let run = try await test.runConnector(from: "2024-01-01", to: "2024-02-05")
      #expect(run.status == Exit.done, "\(run.errors)")
      let raised = try await Self.check(test, at: "2024-02-06T07:00:00Z")
      #expect(
        raised.json["alarms"].list.map { $0["text"].text } == [
          "connector 'o2': 2024-02-05 came without a single item, where the same weekday brings about 12; ask the "
            + "partner whether that is right, and if not read it again with 'holdfast connector run o2 --from 2024-02-05 "
            + "--to 2024-02-05'"
        ])
      try feed.write("2024-02-05", [HandmadeFeed.line("late", "hello")])
      _ = try await test.runConnector(from: "2024-02-05", to: "2024-02-05")
      #expect(Self.kinds(try await Self.check(test, at: "2024-02-06T08:00:00Z")) == [])
    }
  }

  @Test("far more records in quarantine than usually are an alarm until they are out of it, or usual")
  func quarantine() async throws {
    try await HandmadeFeed.with { feed, test in
      try Self.allowFullDisk(test)
      try feed.write("2024-01-01", ["no item 0"])
      _ = try await test.run(["connector", "run", "o2", "--at", "2024-01-02T07:00:00Z"])
      #expect(Self.kinds(try await Self.check(test, at: "2024-01-02T08:00:00Z")) == [])
      try feed.write("2024-01-02", (1...10).map { "no item \($0)" })
      _ = try await test.run(["connector", "run", "o2", "--at", "2024-01-03T07:00:00Z"])
      let raised = try await Self.check(test, at: "2024-01-03T08:00:00Z")
      #expect(
        raised.json["alarms"].list.map { $0["text"].text } == [
          "connector 'o2': 10 records that came into quarantine in the last 24 hours wait there, more than 3 times as "
            + "many as usually; 'holdfast quarantine list' says why: mend the mapping or the limit, then run 'holdfast "
            + "quarantine replay --connector o2'"
        ])
      #expect(Self.kinds(try await Self.check(test, at: "2024-01-04T08:00:00Z")) == [])
    }
  }

  @Test("a disk that has less free than the setting asks for is an alarm until there is room")
  func disk() async throws {
    try await TestFolders.withTemporary { folder in
      let test = try TestArchive.makeEmpty(in: folder)
      _ = try await test.run(["setting", "set", "disk-alarm", "99"])
      let raised = try await Self.check(test, at: "2024-01-02T07:00:00Z")
      #expect((raised.status, Self.kinds(raised)) == (Exit.attention, ["disk-filling"]))
      _ = try await test.run(["setting", "set", "disk-alarm", "1"])
      let left = try await Self.check(test, at: "2024-01-02T08:00:00Z")
      #expect(Self.kinds(left) == [], "at least a hundredth of this disk is free")
    }
  }

  @Test(
    "an alarm is mailed once, and the message says what to do",
    .enabled(if: MailServer.python != nil, Comment(rawValue: MailServer.absent)))
  func mail() async throws {
    try await TestFolders.withTemporary { folder in
      let test = try TestArchive.makeEmpty(in: folder)
      try await MailServer.with(in: folder) { server in
        _ = try await test.run([
          "notice", "mail", "set", "--server", "127.0.0.1", "--port", "\(server.port)", "--sender",
          "archive@corp.example",
        ])
        _ = try await test.run(["setting", "set", "alarm-mail", "admin@corp.example"])
        _ = try await test.run(["setting", "set", "disk-alarm", "99"])
        for minute in 0...2 { _ = try await Self.check(test, at: "2024-01-02T07:0\(minute):00Z") }
        let mailed = try server.messages()
        #expect(mailed.map(\.envelope.recipients) == [["admin@corp.example"]])
        let text = String(decoding: mailed.first?.bytes ?? [], as: UTF8.self)
        #expect(text.contains("Subject: [Holdfast] Corp: disk-filling\r\n"), "\(text)")
        #expect(text.contains("Alarm 1, disk-filling, since 2024-01-02T07:00:00Z:\r\n"), "\(text)")
        let alarms = try await test.run(["alarm", "list"])
        #expect(alarms.json["alarms"][0]["mailed"].text == "2024-01-02T07:00:00Z")
      }
    }
  }
}
