internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Testing

@testable internal import Hold

/// A case with three custodians and the settings of a mail server, for tests of notices.
struct NoticeWorld {
  let world: HoldWorld
  static let name = "hold"
  static let officer = "counsel@corp.example"
  static let sender = "holds@corp.example"
  /// Nobody listens there.
  static let deadPort = 1

  var archive: Archive { world.archive }

  static func with<R>(_ body: (NoticeWorld) async throws -> R) async throws -> R {
    try await HoldWorld.with { world in
      try world.legalCase("Matter")
      try world.onCase("Matter") {
        try Custodian.add(HoldWorld.people.map(HoldWorld.email), to: $0, hold: true, $1)
      }
      let notices = NoticeWorld(world: world)
      try notices.setMail(port: deadPort)
      return try await body(notices)
    }
  }

  func setMail(
    port: Int, security: MailService.Security = .none, server: String = "127.0.0.1", username: String? = nil,
    password: Secret? = nil, sender: String = sender, authorities: String? = nil, linkBase: String? = nil
  ) throws {
    let service = try MailService(
      server: server, port: port, security: security, username: username, password: password, sender: sender,
      authorities: authorities, linkBase: linkBase, keys: archive.keys)
    try archive.perform(.noticeMailChanged, by: world.session()) { try service.save($0) }
  }

  /// Letters that say what they are, and whom to.
  static func texts(_ text: String? = nil) -> NoticeTexts {
    func letter(_ what: String, _ more: String = "\nCode: {{code}}") -> String {
      "Subject: \(what): {{case}}\n\nDear {{custodian}},\n\(what).\(more)\n"
    }
    return NoticeTexts(
      issuance: letter("Issue"), reissue: letter("Reissue"), release: letter("Release", ""),
      reminder: letter("Reminder"), escalation: letter("Escalation"), text: text)
  }

  static func workflow(_ reminders: (Int, Int) = (7, 2), _ escalations: (Int, Int) = (3, 2)) throws -> NoticeWorkflow {
    NoticeWorkflow(
      reminders: try .init(days: reminders.0, count: reminders.1, what: "reminder"),
      escalations: try .init(days: escalations.0, count: escalations.1, what: "escalation"))
  }

  @discardableResult
  func create(
    _ name: String = name, in legalCase: String = "Matter", texts: NoticeTexts = texts(),
    workflow: NoticeWorkflow? = nil, officer: String = officer
  ) throws -> Notice {
    let workflow = try workflow ?? Self.workflow()
    return try act(.noticeCreated, in: legalCase) {
      try Notice.create(name, in: $0, officer: officer, texts: texts, workflow: workflow, $1)
    }
  }

  func act<R>(
    _ action: Action, in legalCase: String = "Matter", at time: String = HoldWorld.noon,
    _ body: (LegalCase, Act) throws -> R
  ) throws -> R {
    let session = try world.session(time)
    return try archive.perform(action, on: legalCase, by: session) { act in
      try body(LegalCase.require(legalCase, for: session.account, act.db), act)
    }
  }

  func onNotice<R>(
    _ action: Action, _ name: String = name, at time: String = HoldWorld.noon,
    _ body: (Notice, LegalCase, Act) throws -> R
  ) throws -> R {
    try act(action, at: time) { try body(Notice.require(name, in: $0, $1.db), $0, $1) }
  }

  @discardableResult
  func issue(_ people: String..., name: String = name, at time: String = HoldWorld.noon) throws -> [String] {
    try onNotice(.noticeIssued, name, at: time) {
      try $0.issue(
        to: people.isEmpty ? .all : .named(people.map(HoldWorld.email)), in: $1, keys: archive.keys, $2
      ).map(\.email)
    }
  }

  @discardableResult
  func reissue(at time: String = HoldWorld.noon, _ change: (inout NoticeTexts) -> Void) throws -> Notice {
    try onNotice(.noticeReissued, at: time) {
      try $0.reissue(in: $1, keys: archive.keys, $2, change: change).notice
    }
  }

  func resend(_ people: String..., at time: String = HoldWorld.noon) throws {
    _ = try onNotice(.noticeResent, at: time) {
      try $0.resend(to: .named(people.map(HoldWorld.email)), in: $1, keys: archive.keys, $2)
    }
  }

  func release(_ people: String..., at time: String = HoldWorld.noon) throws {
    _ = try onNotice(.noticeReleased, at: time) { try $0.release(.named(people.map(HoldWorld.email)), in: $1, $2) }
  }

  @discardableResult
  func remind(at time: String) throws -> [NoticeReminders.Due] {
    try NoticeReminders.run(archive, by: world.session(time))
  }

  func code(of person: String, name: String = name) throws -> String {
    try archive.read { db in
      let legalCase = try LegalCase.require("Matter", for: HoldWorld.user, db)
      return try NoticeAcknowledgement.code(
        of: HoldWorld.email(person), in: Notice.require(name, in: legalCase, db), keys: archive.keys, db
      ).code
    }
  }

  @discardableResult
  func acknowledge(_ code: String, at time: String = HoldWorld.noon) throws -> NoticeAcknowledgement.Receipt {
    try NoticeAcknowledgement.run(code, archive, by: world.session(time))
  }

  func status() throws -> NoticeStatus {
    try archive.read { try NoticeStatus(of: LegalCase.require("Matter", for: HoldWorld.user, $0), $0) }
  }

  /// One custodian's newest time in the notice.
  func person(_ name: String) throws -> NoticeStatus.Person {
    let email = HoldWorld.email(name)
    return try #require(try status().notices.flatMap(\.custodians).last { $0.mailbox.email == email })
  }

  /// `issuance 1 waiting` for each message about someone.
  func deliveries(_ name: String) throws -> [String] {
    let email = HoldWorld.email(name)
    return try status().notices.flatMap(\.custodians).filter { $0.mailbox.email == email }.flatMap(\.deliveries)
      .map { delivery in
        let to = delivery.audience == .custodian ? "" : " to \(delivery.audience.rawValue) \(delivery.recipient)"
        return "\(delivery.kind.rawValue) \(delivery.version) \(delivery.state.rawValue)\(to)"
      }
  }

  /// The exact bytes of the last message about someone, as text.
  func lastMessage(_ name: String) throws -> String {
    let delivery = try #require(try person(name).deliveries.last)
    return try archive.read {
      String(decoding: try NoticeRecord.message(delivery.id, for: HoldWorld.user, $0), as: UTF8.self)
    }
  }

  func send(
    at time: String = HoldWorld.noon, includingLater: Bool = false, answer: Int32 = 20_000,
    afterSending: (NoticeDelivery.ID) throws -> Void = { _ in }
  ) throws -> Outbox.Report {
    var timeouts = SMTPClient.Timeouts()
    (timeouts.connect, timeouts.answer) = (20_000, answer)
    return try Outbox.send(
      archive, by: world.session(time), includingLater: includingLater, timeouts: timeouts,
      afterSending: afterSending)
  }

  func ledger(_ action: String) throws -> [LedgerEntry] {
    try archive.read { try LedgerReader.entries(action: action, $0).entries }
  }
}
