internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Testing

@testable internal import Hold

/// Sending, against a real SMTP server in a process of its own.
@Suite(
  "the outbox of notices", .enabled(if: MailServer.python != nil, Comment(rawValue: MailServer.absent)))
struct OutboxTests {
  private static let password = "correct horse"

  /// A notice issued to people with these addresses, and a server that takes mail from it.
  private static func with<R>(
    _ recipients: [String] = ["ann@corp.example"], _ body: (NoticeWorld, MailServer) async throws -> R
  ) async throws -> R {
    try await NoticeWorld.with { world in
      try await TestFolders.withTemporary { folder in
        try await MailServer.with(in: folder) { server in
          try world.setMail(port: server.port)
          try issue(recipients, world)
          return try await body(world, server)
        }
      }
    }
  }

  private static func issue(_ recipients: [String], _ world: NoticeWorld) throws {
    let people = recipients.map { "\($0),\($0.prefix { $0 != "@" }),,\n" }.joined()
    try world.archive.perform(.directoryImported, by: world.world.session()) {
      _ = try DirectoryImport.run(Array("Email,DisplayName,MobileNumber,Department\n\(people)".utf8), $0)
    }
    try world.world.onCase("Matter") { try Custodian.add(recipients, to: $0, hold: false, $1) }
    try world.create()
    _ = try world.onNotice(.noticeIssued) {
      try $0.issue(to: .named(recipients), in: $1, keys: world.archive.keys, $2)
    }
  }

  private func states(_ world: NoticeWorld) throws -> [String: String] {
    Dictionary(
      uniqueKeysWithValues: try world.status().notices.flatMap(\.custodians).compactMap { person in
        person.deliveries.last.map { (String(person.mailbox.email.prefix { $0 != "@" }), $0.state.rawValue) }
      })
  }

  @Test("hands each message over once, byte for byte as it is kept, and says so on the ledger")
  func sending() async throws {
    try await Self.with(["ann@corp.example", "ben@corp.example"]) { world, server in
      #expect(try world.send() == .init(sent: 2))
      #expect(try world.send() == .init())
      let messages = try server.messages()
      #expect(messages.map(\.envelope.recipients) == [["ann@corp.example"], ["ben@corp.example"]])
      #expect(messages.allSatisfy { $0.envelope.sender == NoticeWorld.sender })
      for (message, name) in zip(messages, ["ann", "ben"]) {
        #expect(try String(decoding: message.bytes, as: UTF8.self) == world.lastMessage(name))
        let delivery = try #require(try world.person(name).deliveries.last)
        #expect(delivery.digest == Digest(of: message.bytes))
        #expect(delivery.answer == "250 2.0.0 taken as \(name == "ann" ? "0001" : "0002")")
        #expect(delivery.attempts == 1)
        #expect(try delivery.ended == moment(HoldWorld.noon))
      }
      let entry = try #require(try world.ledger("NoticeDelivery").last)
      #expect(entry.details["to"] == "ben@corp.example")
      #expect(entry.details["state"] == "sent")
      #expect(entry.details["sha256"] == .text(Digest(of: messages[1].bytes).hex))
    }
  }

  @Test("tells a refusal for good from one for now, and tries the latter again, later and later")
  func refusals() async throws {
    let people = ["refused@corp.example", "later@corp.example", "later-once@corp.example", "ann@corp.example"]
    try await Self.with(people) { world, server in
      #expect(try world.send() == .init(sent: 1, delayed: 2, failed: 1, waiting: 2))
      #expect(
        try states(world) == ["refused": "failed", "later": "waiting", "later-once": "waiting", "ann": "sent"])
      let said = try world.status().notices[0].custodians.map { $0.deliveries.last?.answer }
      #expect(
        said == [
          "550 5.1.1 no such user", "451 4.7.1 try again in a while", "451 4.7.1 try again in a while",
          "250 2.0.0 taken as 0001",
        ])
      // Not before its time, unless asked to.
      #expect(try world.send(at: "2024-06-01T12:04:59Z") == .init(waiting: 2))
      #expect(try world.send(at: "2024-06-01T12:05:00Z") == .init(sent: 1, delayed: 1, waiting: 1))
      #expect(try world.send(at: "2024-06-01T12:06:00Z", includingLater: true) == .init(delayed: 1, waiting: 1))
      var now = try moment("2024-06-01T12:06:00Z")
      var attempts = 3
      while let next = try world.status().notices[0].custodians[1].deliveries.last, next.state == .waiting {
        #expect(next.nextAttempt > now && next.attempts == attempts)
        now = next.nextAttempt
        attempts += 1
        _ = try world.send(at: now.description)
        guard attempts < 50 else { break }
      }
      #expect(attempts == RetrySchedule.mostAttempts)
      let days = try (now.microseconds - moment(HoldWorld.noon).microseconds) / Moment.perDay
      #expect((4...6).contains(days))
      let last = try #require(try world.status().notices[0].custodians[1].deliveries.last)
      #expect(last.state == .failed)
      #expect(last.answer == "given up after 21 attempts: 451 4.7.1 try again in a while")
      #expect(try server.messages().count == 2)
    }
  }

  @Test("sends again under the same Message-ID when the answer got lost, or the machine stopped before it was noted")
  func lostAnswers() async throws {
    struct Stopped: Error {}
    try await Self.with(["cut-once@corp.example", "ann@corp.example"]) { world, server in
      #expect(throws: Stopped.self) {
        try world.send { id in
          if try world.status().notices[0].custodians[1].deliveries.last?.id == id { throw Stopped() }
        }
      }
      #expect(try states(world) == ["cut-once": "waiting", "ann": "waiting"])
      // As another process would find it.
      #expect(try world.send(at: "2024-06-01T13:00:00Z") == .init(sent: 2))
      let messages = try server.messages()
      #expect(messages.count == 4)
      #expect(Set(messages.map { Digest(of: $0.bytes) }).count == 2)
      let ids = try PythonIDs.of(messages.map(\.bytes))
      #expect(Set(ids).count == 2 && ids.sorted() == [ids[0], ids[0], ids[1], ids[1]].sorted())
    }
  }

  /// The Message-IDs of messages, read without our own reader.
  private enum PythonIDs {
    static func of(_ messages: [[UInt8]]) throws -> [String] {
      try TestFolders.withTemporary { folder in
        try PythonMailReader.read(messages, in: folder).compactMap { $0.headers["Message-ID"] }
      }
    }
  }

  @Test("waits no longer for a slow server than it is told to, and goes on with the next message")
  func slow() async throws {
    try await Self.with(["slow@corp.example", "ann@corp.example"]) { world, server throws in
      let clock = ContinuousClock()
      let began = clock.now
      #expect(try world.send(answer: 1_000) == .init(sent: 1, delayed: 1, waiting: 1))
      #expect(clock.now - began < .seconds(8))
      #expect(try server.messages().map(\.envelope.recipients) == [["ann@corp.example"]])
      #expect(try states(world)["slow"] == "waiting")
    }
  }

  @Test("keeps everything while no server answers, and the ledger once why")
  func unreachable() async throws {
    try await NoticeWorld.with { world in
      try Self.issue(["ann@corp.example", "ben@corp.example"], world)
      let silent = try #require(SilentPort())
      try world.setMail(port: silent.number)
      for _ in 0..<3 {
        let report = try world.send()
        #expect(report.problem?.kind == .unreachable && report.waiting == 2 && report.sent == 0)
        #expect(
          report.problem?.description.hasPrefix("the mail server 127.0.0.1:\(silent.number) can't be used: ") == true)
      }
      #expect(try world.ledger("NoticeDelivery").count == 1)
      #expect(try world.person("ann").deliveries.last?.attempts == 0)
    }
  }

  @Test("does nothing while another process sends")
  func busy() async throws {
    try await NoticeWorld.with { world in
      try Self.issue(["ann@corp.example"], world)
      let lock = try FileLock(world.archive.folder.appendingPathComponent("notices.lock"))
      defer { lock.release() }
      let report = try world.send()
      #expect(report.isBusy && report.waiting == 1 && report.problem == nil)
    }
  }

  @Test("sends nothing that was overtaken meanwhile, and believes the server where it was sent after all")
  func overtaken() async throws {
    try await Self.with(["ann@corp.example", "ben@corp.example"]) { world, server in
      let report = try world.send { id in
        // Both are released while the first message is on its way.
        guard try world.status().notices[0].custodians[0].enrolment.released == nil else { return }
        try world.release("ann", "ben")
      }
      #expect(report == .init(sent: 1, waiting: 2))
      #expect(try world.deliveries("ann") == ["issuance 1 sent", "release 1 waiting"])
      #expect(try world.deliveries("ben") == ["issuance 1 cancelled", "release 1 waiting"])
      #expect(try world.send() == .init(sent: 2))
      #expect(try server.messages().count == 3)
    }
  }

  // MARK: - The connection

  @Test(
    "encrypts by STARTTLS or from the first byte, trusts the authority it was told of, and signs in",
    .enabled(if: Certificates.openssl != nil, Comment(rawValue: Certificates.absent)),
    arguments: [MailServer.Options.Security.starttls, .tls])
  func encrypted(security: MailServer.Options.Security) async throws {
    try await NoticeWorld.with { world in
      try await TestFolders.withTemporary { folder in
        var options = MailServer.Options()
        options.security = security
        options.certificates = try Certificates.make(in: folder.path)
        (options.username, options.password) = ("holds", Self.password)
        let authorities = try String(contentsOfFile: options.certificates?.authority ?? "", encoding: .utf8)
        try await MailServer.with(options, in: folder) { server in
          func set(_ password: String = Self.password, server host: String = "localhost", authorities: String?) throws {
            try world.setMail(
              port: server.port, security: security == .tls ? .tls : .starttls, server: host, username: "holds",
              password: Secret(password), authorities: authorities)
          }
          func check() throws { try world.archive.read(MailService.require).check(world.archive.keys) }

          try set(authorities: authorities)
          try check()
          try Self.issue(["ann@corp.example"], world)
          #expect(try world.send() == .init(sent: 1))
          let message = try #require(try server.messages().first)
          #expect(message.envelope.encrypted && message.envelope.authenticated)

          try set(authorities: nil)
          #expect(Self.problem(check)?.kind == .unreachable)
          // The certificate is for localhost, which is not what the address says.
          try set(server: "127.0.0.1", authorities: authorities)
          #expect(Self.problem(check)?.kind == .unreachable)

          try set("wrong", authorities: authorities)
          let refused = Self.problem(check)
          #expect(
            refused?.description
              == "the mail server localhost:\(server.port) refuses the user name or the password (535); "
              + "set them with 'holdfast notice mail set'")
          try world.resend("ann")
          let report = try world.send()
          #expect(report.problem?.kind == .signInRefused && report.waiting == 1)
          // Neither the ledger nor the database holds a password.
          for password in [Self.password, "wrong"] {
            #expect(try !"\(world.ledger("NoticeMailChanged"))\(world.ledger("NoticeDelivery"))".contains(password))
            let stored = try world.archive.read { try Data.fetchOne($0, sql: "SELECT password FROM notice_mail") }
            #expect(stored?.range(of: Data(password.utf8)) == nil)
          }
        }
      }
    }
  }

  @Test("sends nothing to a server that offers no TLS, and to one that takes nothing from us")
  func refusedByServer() async throws {
    try await Self.with { world, server in
      try world.setMail(port: server.port, security: .starttls, server: "localhost")
      #expect(try world.send().problem?.kind == .unreachable)
      try world.setMail(port: server.port, sender: "stranger@corp.example")
      let report = try world.send()
      #expect(report.problem?.kind == .refused && report.waiting == 1)
      #expect(
        report.problem?.description
          == "the mail server 127.0.0.1:\(server.port) refuses us: 550 5.7.1 no mail from you")
      #expect(try server.messages().isEmpty)
    }
  }

  private static func problem(_ body: () throws -> Void) -> MailUnavailable? {
    do {
      try body()
      return nil
    } catch { return error as? MailUnavailable }
  }
}

extension Outbox.Report {
  init(sent: Int = 0, delayed: Int = 0, failed: Int = 0, waiting: Int = 0) {
    self.init()
    (self.sent, self.delayed, self.failed, self.waiting) = (sent, delayed, failed, waiting)
  }
}
