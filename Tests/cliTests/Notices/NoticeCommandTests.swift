import Archive
import ArchiveTesting
import Foundation
import Testing

/// Notices through the command, as an officer and a timer use them.
@Suite("Notices, on the command line")
struct NoticeCommandTests {
  @Test(
    "a notice is written, sent, acknowledged by the code in the message, and ended",
    .enabled(if: MailServer.python != nil, Comment(rawValue: MailServer.absent)))
  func life() async throws {
    try await Self.with { test, folder in
      try await MailServer.with(in: folder) { server in
        let set = try await test.run([
          "notice", "mail", "set", "--server", "127.0.0.1", "--port", String(server.port), "--sender",
          "holds@corp.example",
        ])
        #expect(set.status == Exit.done, "\(set.errors)")
        #expect(set.json["tls"].text == "none")
        let created = try await test.run(Self.create(folder))
        #expect(created.status == Exit.done, "\(created.errors)")
        #expect(created.json.names == ["case", "notice", "officer", "schema", "version"])
        let issued = try await test.run([
          "notice", "issue", "Acme", "hold", "--custodian", "ada@corp.example", "--at", "2024-06-01T12:00:00Z",
        ])
        #expect(issued.status == Exit.done, "\(issued.errors)")
        #expect(issued.json["outbox"]["sent"].int == 1)
        #expect(issued.json["custodians"].list.map(\.text) == ["ada@corp.example"])
        let message = try #require(try server.messages().first)
        let text = String(decoding: message.bytes, as: UTF8.self)
        let code = try #require(text.firstMatch(of: /Code: ([0-9A-Z-]+)/)).1

        let reminded = try await test.run(["notice", "remind", "--due", "--at", "2024-06-08T12:00:00Z"])
        #expect(reminded.json["steps"].list.map { $0["step"].text } == ["reminder"])
        let again = try await test.run(["notice", "remind", "--due", "--at", "2024-06-08T12:00:00Z"], asJSON: false)
        #expect(again.output == "nothing is due\n")
        #expect(try server.messages().count == 2)

        let acknowledged = try await test.run(
          ["notice", "acknowledge", String(code), "--at", "2024-06-09T12:00:00Z"], asJSON: false)
        #expect(acknowledged.output == "ada@corp.example has acknowledged version 1 of the notice 'hold'\n")
        let used = try await test.run(["notice", "acknowledge", String(code), "--at", "2024-06-10T12:00:00Z"])
        #expect(used.status == Exit.badInput && used.error["code"].text == "notice.code-used")

        let status = try await test.run(["notice", "status", "Acme", "--at", "2024-06-10T12:00:00Z"])
        let person = status.json["notices"].list[0]["custodians"].list[0]
        #expect(person["status"].text == "acknowledged" && person["delivery"].text == "sent")
        #expect(person["acknowledged"]["at"].text == "2024-06-09T12:00:00Z")
        #expect(person["reminders"].int == 1 && person["next"] == .null)
        #expect(status.json["silent"].list.map(\.text) == ["ben@corp.example"])
        let delivery = person["deliveries"].list[0]
        #expect(delivery["sha256"].text == Digest(of: message.bytes).hex)
        let raw = try await test.run(["notice", "message", "\(delivery["id"].int ?? 0)"], asJSON: false)
        #expect(raw.stdout == message.bytes)
        let csv = try await test.run(["notice", "status", "Acme", "--csv"], asJSON: false)
        #expect(
          csv.output.hasPrefix(
            "Notice,Custodian,Status,Version,Issued,Delivery,Acknowledged,Reminders,Escalations,Next,NextAt,ServerSaid\r\n"
              + "hold,ada@corp.example,acknowledged,1,2024-06-01T12:00:00Z,sent,2024-06-09T12:00:00Z,1,0,,,"))
        #expect(csv.output.hasSuffix(",ben@corp.example,silent,,,,,,,,,\r\n"))

        let released = try await test.run([
          "case", "custodian", "release", "Acme", "ada@corp.example", "--at", "2024-06-11T12:00:00Z",
        ])
        #expect(released.status == Exit.done, "\(released.errors)")
        let sent = try await test.run(["notice", "send", "--at", "2024-06-11T12:00:00Z"], asJSON: false)
        #expect(sent.output == "1 sent\n")
        #expect(try server.messages().count == 3)
      }
    }
  }

  @Test("what can't be sent yet is said with exit code 4, and a server that can't be reached with 69")
  func waiting() async throws {
    try await Self.with { test, folder in
      let silent = try #require(SilentPort())
      let server = [
        "notice", "mail", "set", "--server", "localhost", "--port", String(silent.number), "--sender",
        "holds@corp.example",
      ]
      let refused = try await test.run(server)
      #expect(refused.status == Exit.unavailable && refused.error["code"].text == "mail.unreachable")
      let none = try await test.run(["notice", "mail", "show"])
      #expect(none.error["code"].text == "mail.none")
      #expect(try await test.run(server + ["--unchecked"]).status == Exit.done)
      _ = try await test.run(Self.create(folder))
      let issued = try await test.run(["notice", "issue", "Acme", "hold", "--all"])
      #expect(issued.status == Exit.attention)
      #expect(issued.json["outbox"]["waiting"].int == 2)
      #expect(issued.json["outbox"]["problem"].text?.contains("can't be used") == true)
      #expect(try await test.run(["notice", "send"]).status == Exit.unavailable)
      let link = try await test.run(["notice", "link", "Acme", "hold", "ada@corp.example"])
      #expect(link.json["code"].text?.count == 47 && link.json["link"] == .null)
    }
  }

  @Test("whom an act concerns must be said, and who lacks the role is refused")
  func refusals() async throws {
    try await Self.with { test, folder in
      let silent = try await test.run(["notice", "issue", "Acme", "hold"])
      #expect(silent.status == Exit.usage)
      #expect(silent.error["message"].text?.contains("give --custodian EMAIL, or --all") == true)
      let half = try await test.run(Self.create(folder).filter { $0 != "--reminder-count" && $0 != "3" })
      #expect(half.status == Exit.usage)
      let eve = try await test.run(Self.create(folder) + ["--as", "eve@corp.example"])
      #expect(eve.status == Exit.noRole)
      let mail = [
        "notice", "mail", "set", "--server", "localhost", "--sender", "a@b.example", "--as", "eve@corp.example",
      ]
      #expect(try await test.run(mail).status == Exit.noRole)
    }
  }

  @Test("every command of the page on notices does what the page says it does")
  func page() async throws {
    let page = try WalkThrough("docs/notices.md")
    #expect(page.commands.count > 15)
    let (status, printed) = try await page.run()
    #expect(status == 0, "\(printed)")
  }

  // MARK: - Setting up

  /// An archive with a case of two custodians, and a folder with letters.
  private static func with(_ body: (TestArchive, URL) async throws -> Void) async throws {
    try await TestFolders.withTemporary { folder in
      let test = try TestArchive.makeEmpty(in: folder)
      let people = "Email,DisplayName,MobileNumber,Department\nada@corp.example,Ada,,\nben@corp.example,Ben,,\n"
      try test.archive.perform(.directoryImported, by: test.archive.session(user: TestArchive.machineUser, at: start)) {
        _ = try DirectoryImport.run(Array(people.utf8), $0)
      }
      _ = try await test.run(["case", "create", "Acme", "--at", start.description])
      _ = try await test.run([
        "case", "custodian", "add", "Acme", "ada@corp.example", "ben@corp.example", "--at", start.description,
      ])
      for name in ["issue", "reissue", "release", "reminder"] {
        let code = name == "release" ? "" : "\nCode: {{code}}"
        try Data("Subject: \(name) of {{case}}\n\nDear {{custodian}}\(code)\n".utf8)
          .write(to: folder.appendingPathComponent("\(name).txt"))
      }
      try await body(test, folder)
    }
  }

  /// Noon of 1 May 2024.
  private static let start = Moment(seconds: 1_714_564_800)

  private static func create(_ folder: URL) -> [String] {
    func file(_ name: String) -> String { folder.appendingPathComponent("\(name).txt").path }
    return [
      "notice", "create", "Acme", "hold", "--issue", file("issue"), "--reissue", file("reissue"), "--release",
      file("release"), "--reminder", file("reminder"), "--reminder-days", "7", "--reminder-count", "3", "--officer",
      "counsel@corp.example", "--at", start.description,
    ]
  }
}
