internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Testing

@testable internal import Hold

@Suite("a legal hold notice")
struct NoticeTests {
  @Test("is given to the custodians named, once, and to each in a message of their own")
  func issuing() async throws {
    try await NoticeWorld.with { world in
      try world.create()
      #expect(try world.issue("ann", "ann") == ["ann@corp.example"])
      #expect(try world.issue() == ["ben@corp.example", "cat@corp.example"])
      #expect(try world.deliveries("ann") == ["issuance 1 waiting"])
      let message = try world.lastMessage("ann")
      #expect(message.contains("From: <counsel@corp.example>\r\nSender: <holds@corp.example>\r\n"))
      #expect(message.contains("To: \"Ann\" <ann@corp.example>\r\nSubject: Issue: Matter\r\n"))
      #expect(message.hasSuffix("Dear Ann,\r\nIssue.\r\nCode: \(try world.code(of: "ann"))\r\n"))
      #expect(
        refusal { try world.issue() }
          == "there is nobody to give the notice to: every active custodian of 'Matter' is in one")
      let entry = try #require(try world.ledger("NoticeIssued").last)
      #expect(entry.details["recipients"] == .list(["ben@corp.example", "cat@corp.example"]))
      #expect(entry.details["version"] == 1)
      // The ledger has the texts' digests and not their words.
      let created = try #require(try world.ledger("NoticeCreated").last)
      guard case .record(let texts)? = created.details["texts"] else { throw NotThere() }
      #expect(texts["issuance"] == .text(Digest(of: NoticeWorld.texts().issuance.utf8).hex))
      #expect(!"\(created)".contains("Dear"))
    }
  }

  private struct NotThere: Error {}

  @Test("can be one only for a custodian in a case")
  func oneOnly() async throws {
    try await NoticeWorld.with { world in
      try world.create()
      try world.create("other")
      try world.issue("ann")
      #expect(
        refusal { try world.issue("ben", "ann", name: "other") }
          == "'ann@corp.example' is in the notice 'hold' of this case already, and can be in one only")
      #expect(try world.deliveries("ben") == [])
      try world.release("ann")
      #expect(try world.issue("ann", name: "other") == ["ann@corp.example"])
      #expect(try world.deliveries("ann") == ["issuance 1 cancelled", "release 1 waiting", "issuance 1 waiting"])
    }
  }

  @Test("is for active custodians of an active case, and needs a mail server")
  func refusals() async throws {
    try await NoticeWorld.with { world in
      try world.create()
      try world.world.onCase("Matter") { try Custodian.release(HoldWorld.email("cat"), from: $0, $1) }
      #expect(
        refusal { try world.issue("cat") }
          == "'cat@corp.example' is not an active custodian of the case 'Matter'; add it with 'holdfast case custodian add'"
      )
      #expect(refusal { try world.release("ann") } == "'ann@corp.example' is not in the notice 'hold'")
      #expect(
        refusal { try world.create() } == "the case 'Matter' has a notice 'hold' already")
      #expect(
        refusal { try world.create("second", officer: "nobody") }
          == "'nobody' can't be the sender of a notice: give the officer's e-mail address with --officer")
      try world.world.onCase("Matter") { try $0.close($1) }
      #expect(
        refusal { try world.issue("ann") }
          == "the case 'Matter' is closed; reopen it with 'holdfast case reopen' first")
    }
    try await HoldWorld.with { world in
      try world.legalCase("Matter")
      let bare = NoticeWorld(world: world)
      try world.onCase("Matter") { try Custodian.add([HoldWorld.email("ann")], to: $0, hold: false, $1) }
      try bare.create()
      #expect(
        refusal { try bare.issue("ann") }
          == "no mail server is set, so that no notice can be sent; name it with 'holdfast notice mail set'")
    }
  }

  @Test("57: changed after it was acknowledged is given again to all, acknowledged again, and its reminders restart")
  func reissue() async throws {
    try await NoticeWorld.with { world in
      try world.create(texts: NoticeWorld.texts("Keep your texts."))
      try world.issue("ann", "ben")
      let old = try world.code(of: "ann")
      try world.acknowledge(old)
      #expect(try world.remind(at: "2024-06-08T12:00:00Z").map(\.step) == [.reminder])
      #expect(try world.person("ben").enrolment.progress.reminders == 1)
      let revised = try world.reissue(at: "2024-06-09T12:00:00Z") { $0.text = "Keep your texts and calls." }
      #expect(revised.version == 2)
      for person in ["ann", "ben"] {
        let enrolment = try world.person(person).enrolment
        #expect(enrolment.status == .issued)
        #expect(try enrolment.progress == .init(lastStep: moment("2024-06-09T12:00:00Z")))
        #expect(try world.lastMessage(person).hasSuffix("\r\n\r\nKeep your texts and calls.\r\n"))
      }
      #expect(try world.deliveries("ben") == ["issuance 1 cancelled", "reminder 1 cancelled", "reissue 2 waiting"])
      #expect(
        refusal { try world.acknowledge(old, at: "2024-06-10T12:00:00Z") }
          == "this code is of version 1 of the notice 'hold'; use the one in the message with version 2")
      try world.acknowledge(try world.code(of: "ann"), at: "2024-06-10T12:00:00Z")
      #expect(try world.person("ann").enrolment.status == .acknowledged)
      // Both acknowledgements stay on record.
      #expect(try world.world.count("notice_acknowledgement") == 2)
      #expect(
        refusal { try world.reissue { $0.text = "Keep your texts and calls." } }
          == "nothing of the notice 'hold' would change; to send it once more use 'holdfast notice resend'")
    }
  }

  @Test("sent again restarts the reminders of who has not acknowledged, and is just a copy for who has")
  func resend() async throws {
    try await NoticeWorld.with { world in
      try world.create()
      try world.issue("ann", "ben")
      try world.acknowledge(try world.code(of: "ann"))
      try world.remind(at: "2024-06-08T12:00:00Z")
      try world.resend("ann", "ben", at: "2024-06-10T12:00:00Z")
      #expect(try world.person("ann").enrolment.status == .acknowledged)
      #expect(try world.person("ann").next == nil)
      #expect(try world.deliveries("ann") == ["issuance 1 waiting", "issuance 1 waiting"])
      let ben = try world.person("ben")
      #expect(try ben.enrolment.progress == .init(lastStep: moment("2024-06-10T12:00:00Z")))
      #expect(try world.deliveries("ben") == ["issuance 1 cancelled", "reminder 1 cancelled", "issuance 1 waiting"])
      // The second letter holds the same code.
      #expect(try world.lastMessage("ben").contains(try world.code(of: "ben")))
    }
  }

  @Test("56: the release of a custodian held silently takes the hold off and sends nothing")
  func silentRelease() async throws {
    try await NoticeWorld.with { world in
      try world.create()
      try world.issue("ann")
      #expect(try world.status().silent.map(\.email) == ["ben@corp.example", "cat@corp.example"])
      try world.world.onCase("Matter") { legalCase, act in
        for person in ["ann", "ben"] { try Custodian.release(HoldWorld.email(person), from: legalCase, act) }
        #expect(try Custodian.all(of: legalCase, act.db).map(\.isHeld) == [false, false, true])
      }
      #expect(try world.deliveries("ann") == ["issuance 1 cancelled", "release 1 waiting"])
      #expect(try world.deliveries("ben") == [])
      #expect(try world.world.count("notice_delivery") == 2)
      #expect(try world.lastMessage("ann").contains("Subject: Release: Matter"))
      #expect(try world.person("ann").enrolment.status == .released)
    }
  }

  @Test("goes to custodian and manager when reminders did not help, and the manager gets no code")
  func escalation() async throws {
    try await NoticeWorld.with { world in
      try world.archive.perform(.noticeManagerChanged, by: world.world.session()) {
        try NoticeManager.set("boss@corp.example", of: HoldWorld.email("ann"), $0)
      }
      try world.create(workflow: NoticeWorld.workflow((7, 1), (3, 1)))
      try world.issue("ann", "ben")
      #expect(try world.remind(at: "2024-06-08T11:59:59Z").isEmpty)
      #expect(try world.remind(at: "2024-06-08T12:00:00Z").map(\.step) == [.reminder, .reminder])
      // However often a timer runs.
      #expect(try world.remind(at: "2024-06-08T12:00:00Z").isEmpty)
      #expect(try world.remind(at: "2024-06-11T12:00:00Z").map(\.step) == [.escalation, .escalation])
      #expect(try world.remind(at: "2025-06-11T12:00:00Z").isEmpty)
      #expect(
        try world.deliveries("ann") == [
          "issuance 1 waiting", "reminder 1 waiting", "escalation 1 waiting",
          "escalation 1 waiting to manager boss@corp.example",
        ])
      // Whose manager nobody knows is brought to the officer.
      #expect(try world.deliveries("ben").last == "escalation 1 waiting to officer counsel@corp.example")
      let manager = try world.lastMessage("ann")
      #expect(manager.contains("To: <boss@corp.example>"))
      #expect(manager.contains("Code: (in the message to Ann alone)"))
      #expect(!manager.contains(try world.code(of: "ann")))
      #expect(try world.ledger("NoticeReminded").count == 2)
    }
  }

  @Test("of a closed case reminds nobody until the case is open again")
  func closedCase() async throws {
    try await NoticeWorld.with { world in
      try world.create()
      try world.issue("ann")
      try world.world.onCase("Matter") { try $0.close($1) }
      #expect(try world.remind(at: "2024-07-01T12:00:00Z").isEmpty)
      try world.world.onCase("Matter", at: "2024-07-02T12:00:00Z") { try $0.reopen($1) }
      #expect(try world.remind(at: "2024-07-02T12:00:00Z").count == 1)
    }
  }

  @Test("is an eDiscovery manager's business in cases they belong to")
  func access() async throws {
    try await NoticeWorld.with { world in
      try world.archive.perform(.roleGranted, by: world.world.session()) { act in
        try Accounts.grant("mia@corp.example", .eDiscoveryManager, act)
      }
      try world.create()
      try world.issue("ann")
      let delivery = try #require(try world.person("ann").deliveries.last)
      #expect(throws: AccessError.notInCase(account: "mia@corp.example", name: "Matter")) {
        try world.archive.read { try NoticeRecord.message(delivery.id, for: "mia@corp.example", $0) }
      }
      let mia = try world.world.session("2024-07-01T12:00:00Z", as: "mia@corp.example")
      #expect(try NoticeReminders.run(world.archive, by: mia).isEmpty)
      let eve = try world.world.session(as: "eve@corp.example")
      #expect(throws: AccessError.self) { try Outbox.send(world.archive, by: eve) }
      #expect(throws: AccessError.self) { try NoticeReminders.run(world.archive, by: eve) }
    }
  }
}
