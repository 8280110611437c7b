import Archive
import ArchiveTesting
import Foundation
import Importer
import PartnerSite
import Testing

@testable import cli

@Suite("Setting a connector up by questions")
struct ConnectorWizardTests {
  private struct Setting: Sendable {
    var folder: URL
    var feed: HandmadeFeed
    var test: TestArchive

    func file(_ name: String, _ text: String) throws -> String {
      let file = folder.appendingPathComponent(name)
      try Data(text.utf8).write(to: file)
      return file.path
    }

    /// What the answers come to, and what was said meanwhile.
    func answer(_ answers: [String], secrets: [String] = [], name: String? = nil) async throws -> (
      draft: ConnectorDraft?, person: ScriptedPerson
    ) {
      let person = ScriptedPerson(answers, secrets: secrets)
      var wizard = ConnectorWizard(
        person: person, checks: ConnectorChecks(archive: test.archive, session: test.session))
      let draft = try await wizard.run(name: name)
      return (draft, person)
    }
  }

  private static func with<R>(isProvisioned: Bool = true, _ body: (Setting) async throws -> R) async throws -> R {
    try await TestFolders.withTemporary { folder in
      let feed = try Feeds.byHand(in: folder)
      let test = try TestArchive.makeEmpty(in: folder)
      _ = try await test.run(["directory", "import", feed.feed.directory.path])
      if isProvisioned { _ = try await test.run(["partner", "provision", "app-1", "--name", "Partner"]) }
      return try await body(Setting(folder: folder, feed: feed, test: test))
    }
  }

  @Test("goes through the seven steps, and says the command that does the same")
  func sevenSteps() async throws {
    try await Self.with { setting in
      let password = try setting.file("pass word", "secret\n")
      let mapping = setting.feed.feed.mapping.path
      let (draft, person) = try await setting.answer([
        "1", "phones", "yes", setting.feed.feed.site, "acme", password, "no", "GB", mapping, "20971520", "yes",
      ])
      let steps = person.said.filter { $0.hasPrefix("\nStep") }
      #expect(
        steps == [
          "\nStep 1 of 7: Choose a carrier", "\nStep 2 of 7: Terms of service",
          "\nStep 3 of 7: Sign in to the partner's site", "\nStep 4 of 7: Automatic mapping",
          "\nStep 5 of 7: Custom mapping", "\nStep 6 of 7: Review", "\nStep 7 of 7: Finish",
        ])
      #expect(person.hasAnswered)
      #expect(
        draft?.command
          == "holdfast connector create phones --type o2-network --site \(setting.feed.feed.site) --username acme "
          + "--password-file '\(password)' --accept-terms --mapping \(mapping) --no-automatic-mapping "
          + "--size-limit 20971520")
      let connector = try #require(
        try await draft?.creation?.run(in: setting.test.archive, by: setting.test.session))
      #expect(connector.name == "phones" && !connector.automaticMapping && connector.sizeLimit == 20_971_520)
    }
  }

  @Test("takes what is in brackets for an empty answer, and a typed password into no command")
  func defaults() async throws {
    try await Self.with { setting in
      let (draft, person) = try await setting.answer(
        ["", "", "yes", setting.feed.feed.site, "acme", "", "", "", "", "", ""], secrets: ["", "hunter2"])
      #expect(person.hasAnswered)
      #expect(person.asked.contains("carrier [O2 Network]:"))
      #expect(person.asked.contains("a name for this connector [o2]:"))
      let command = try #require(draft?.command)
      #expect(
        command
          == "holdfast connector create o2 --type o2-network --site \(setting.feed.feed.site) --username acme "
          + "--password-file FILE --accept-terms")
      #expect(!(person.said + person.asked).contains { $0.contains("hunter2") })
      #expect(draft?.password == Secret("hunter2"))
    }
  }

  @Test("goes back with what was said kept, also from the first step to itself")
  func back() async throws {
    try await Self.with { setting in
      let (draft, person) = try await setting.answer(
        [
          "back", "whatsapp", "chats", "yes", "back", "back", "", "messages", "", setting.feed.feed.site, "acme", "",
          "back", "", "", "", "yes", "", "", "", "yes",
        ], secrets: ["one", "two"])
      #expect(person.hasAnswered)
      #expect(draft?.name == "messages" && draft?.typeID == "whatsapp")
      #expect(draft?.password == Secret("two"))
      #expect(person.asked.contains("carrier [WhatsApp]:"))
      #expect(person.asked.contains("a name for this connector [chats]:"))
      #expect(person.asked.contains("do you accept them (yes or no)? [yes]:"))
      #expect(person.asked.contains("the partner's site (https://...) [\(setting.feed.feed.site)]:"))
    }
  }

  @Test("asks again for what won't do, and says why")
  func wrongAnswers() async throws {
    try await Self.with { setting in
      let site = setting.feed.feed.site
      let broken = try setting.file("broken", "MobileNumber,Email\r\n12,nobody@corp.example\r\n")
      let (draft, person) = try await setting.answer(
        [
          "99", "1", "../x", "o2", "maybe", "no", "yes", "ftp://x", "file:/nowhere/at/all", "acme", "", site, "acme",
          "/no/such/file", "", "perhaps", "no", "XX", "GB", "none", broken, setting.feed.feed.mapping.path, "-1", "9",
          "no", "yes",
        ], secrets: ["a", "b"])
      #expect(person.hasAnswered)
      #expect(draft?.sizeLimit == 9)
      for expected in [
        "type a number from 1 to 12, or a name from the list",
        "'../x' can't name a connector: use letters, digits, '-', '_' and '.', at most 64",
        "answer yes or no", "without them there is no connector: answer yes, or 'quit' to leave",
        "'XX' is not a region; give two letters of ISO 3166, as GB or DE",
        "with automatic mapping off a file is needed: nobody's items could be filed without either",
        "type a number of bytes above 0, as 10485760",
        "answer yes, 'back' to change something, or 'quit' to leave",
      ] { #expect(person.said.contains(expected), "\(expected)") }
      #expect(person.said.contains { $0.hasPrefix("that did not work: ") && $0.contains("/nowhere/at/all") })
    }
  }

  @Test(
    "creates nothing where somebody leaves, stops answering, or answers nonsense for ever",
    arguments: [["quit"], [], ["1", "o2", "yes", "QUIT"], Array(repeating: "99", count: 30)])
  func leaves(answers: [String]) async throws {
    try await Self.with { setting in
      let (draft, person) = try await setting.answer(answers)
      #expect(draft == nil)
      #expect(person.said.last == "nothing was created")
      #expect(try await setting.test.run(["connector", "list"]).json["connectors"].list.isEmpty)
    }
  }

  @Test("doesn't begin for someone without the role, nor before a partner application is provisioned")
  func mayNot() async throws {
    try await Self.with(isProvisioned: false) { setting in
      let error = await #expect(throws: InputError.self) { try await setting.answer(["1"]) }
      #expect(error?.code == "connector.partner")
      let person = ScriptedPerson(["1"])
      let stranger = try setting.test.archive.session(user: TestArchive.machineUser, account: "eve@corp.example")
      var wizard = ConnectorWizard(
        person: person, checks: ConnectorChecks(archive: setting.test.archive, session: stranger))
      await #expect(throws: AccessError.self) { try await wizard.run() }
      #expect(person.asked.isEmpty)
    }
  }

  @Test("on a terminal 'connector create' asks, shows no password, and prints what it made")
  func terminal() async throws {
    try await Self.with { setting in
      let session = try TerminalSession(
        ["connector", "create", "--archive", setting.test.archive.folder.path])
      for (question, answer) in [
        ("carrier", "1"), ("a name for this connector", "o2"), ("accept", "yes"), ("site", setting.feed.feed.site),
        ("user name", "acme"), ("file with the password", ""), ("password (not shown)", "hunter2"),
        ("automatic mapping (yes", ""), ("region", ""), ("the file", ""), ("largest", ""), ("create it", "yes"),
      ] { try session.answer(question, with: answer) }
      let end = try session.end()
      #expect(end.status == 0)
      #expect(end.output.hasPrefix("connector 'o2' is created; run it with 'holdfast connector run o2'\n"))
      #expect(end.output.contains("--password-file FILE"))
      #expect(!end.shown.contains("hunter2") && !end.output.contains("hunter2"))
    }
  }

  @Test("without a terminal what is missing is named")
  func noTerminal() async throws {
    try await Self.with { setting in
      let result = try await setting.test.run(["connector", "create", "o2", "--type", "o2-network"])
      #expect(result.status == Exit.usage)
      #expect(result.errors.contains("missing: --site, --username, --password-file"))
    }
  }
}
