internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
@testable internal import Importer
internal import Testing

/// People are read from a real LDAP server, whole or not at all.
@Suite("the LDAP directory", .enabled(if: DirectoryServer.isHere, Comment(rawValue: DirectoryServer.absent)))
struct DirectorySyncTests {
  private typealias Person = DirectoryServer.Person

  private static func attributes(_ change: (inout DirectoryService.Attributes) -> Void) -> DirectoryService.Attributes {
    var attributes = DirectoryService.Attributes()
    change(&attributes)
    return attributes
  }

  private func set(
    _ test: TestArchive, url: String, startTLS: Bool = false, authorities: String? = nil,
    password: String = DirectoryServer.password, base: String = DirectoryServer.people,
    filter: String = DirectoryService.usualFilter, attributes: DirectoryService.Attributes = .init()
  ) throws {
    let service = try DirectoryService(
      url: url, startTLS: startTLS, authorities: authorities, bindDN: DirectoryServer.reader,
      password: Secret(password), base: base, filter: filter, attributes: attributes, keys: test.archive.keys)
    try test.archive.perform(.directorySourceChanged, by: test.session) { try service.save($0) }
  }

  private func sync(_ test: TestArchive, leavers: Int? = nil, answer: Int32 = 10_000) throws -> DirectorySync.Report {
    var sync = DirectorySync(archive: test.archive, session: test.session)
    (sync.leavers, sync.timeouts.answer, sync.timeouts.connect) = (leavers, answer, 2_000)
    return try sync.run()
  }

  /// An archive beside a server with these people, which is asked.
  private func with(
    _ people: [Person], references: Int = 0, _ body: (TestArchive, DirectoryServer) async throws -> Void
  ) async throws {
    try await TestFolders.withTemporary { folder in
      try await DirectoryServer.with(people, references: references, in: folder) { server in
        let test = try TestArchive.makeEmpty(in: folder)
        try set(test, url: server.url)
        try await body(test, server)
      }
    }
  }

  /// The same archive, and the server as it is later.
  private func later(_ people: [Person], _ test: TestArchive, _ body: () throws -> Void) async throws {
    try await DirectoryServer.with(people, in: test.archive.folder.deletingLastPathComponent()) { server in
      try set(test, url: server.url)
      try body()
    }
  }

  private func mailboxes(_ test: TestArchive) throws -> [String] {
    try test.archive.read(Mailbox.all).map {
      "\($0.email) \($0.displayName) \($0.mobileNumber ?? "-") \($0.department ?? "-") \($0.status.rawValue)"
    }
  }

  @Test("people are added, brought up to date, leave and return; a rehearsal changes nothing")
  func lifecycle() async throws {
    let usual = (0..<30).map { Person.usual("p\($0)") }
    try await with([.usual("ann", number: "07700 900001"), .usual("ben")] + usual) { test, _ in
      let rehearsed = try DirectorySync(archive: test.archive, session: test.session).rehearse()
      #expect(rehearsed.added.count == 32)
      #expect(try mailboxes(test).isEmpty)
      #expect(try sync(test).added.count == 32)
      #expect(
        try mailboxes(test).prefix(2) == [
          "ann@corp.example Ann Person +447700900001 Sales active", "ben@corp.example Ben Person - Sales active",
        ])
      let again = try sync(test)
      #expect(again.unchanged == 32)
      #expect(again.added.isEmpty && again.updated.isEmpty && again.left.isEmpty)
      // Somebody whom only a file names is nobody's leaver.
      try test.archive.perform(.directoryImported, by: test.session) {
        _ = try DirectoryImport.run(
          Array("Email,DisplayName,MobileNumber,Department\nzoe@corp.example,Zoe,,\n".utf8), $0)
      }
      try await later([.usual("ben", department: "Legal")] + usual, test) {
        let gone = try sync(test)
        #expect(gone.left == ["ann@corp.example"])
        #expect(gone.updated == ["ben@corp.example"])
      }
      #expect(try mailboxes(test).first == "ann@corp.example Ann Person +447700900001 Sales inactive")
      #expect(try mailboxes(test).last == "zoe@corp.example Zoe - - active")
      let ann = try #require(try test.archive.read { try Mailbox.find(email: "ann@corp.example", $0) })
      #expect(try test.archive.read { try MailboxRemoval.find(ann.id, $0) } != nil, "as a leaver of the command's")
      try await later([.usual("ann"), .usual("ben", department: "Legal")] + usual, test) {
        let back = try sync(test)
        #expect(back.returned == ["ann@corp.example"])
      }
      #expect(try test.archive.read { try MailboxRemoval.find(ann.id, $0) } == nil)
      let entries = try test.archive.read { try LedgerReader.entries(limit: 1, $0) }.entries
      #expect(entries.first?.action == "DirectorySynced")
      #expect(entries.first?.details["returned"] == .list([.text("ann@corp.example")]))
      _ = try test.archive.verifyLedger(deep: true, by: test.session)
    }
  }

  @Test("a sync after which too many would be gone changes nothing, unless it is told")
  func emptying() async throws {
    try await with((0..<40).map { .usual("p\($0)") }) { test, _ in
      _ = try sync(test)
      try await later((0..<35).map { .usual("p\($0)") }, test) {
        let refused = #expect(throws: InputError.self) { try sync(test) }
        #expect(refused?.code == "directory.leavers")
        #expect(
          refused?.description
            == "5 of the 40 people whom the directory listed would leave: nothing was changed; see who with --dry-run, "
            + "and if it is right, say so with --leavers 5")
        #expect(throws: InputError.self) { try sync(test, leavers: 4) }
        let untouched = try mailboxes(test)
        #expect(untouched.allSatisfy { $0.hasSuffix(" active") })
        let told = try sync(test, leavers: 5)
        #expect(told.left.count == 5)
      }
      try await later([], test) {
        #expect(throws: InputError.self) { try sync(test) }
      }
      try await later((0..<32).map { .usual("p\($0)") }, test) {
        let few = try sync(test)
        #expect(few.left.count == 3)
      }
    }
  }

  @Test("entries that can't be used are rejected with their reasons, and their people don't leave")
  func rejected() async throws {
    let people: [Person] = [
      .usual("ann"), .usual("bob"),
      Person("twice", ["mail: ann@corp.example", "displayName: Twice"]),
      Person("noname", ["mail: noname@corp.example"]),
      Person("noat", ["mail: nowhere", "displayName: No At"]),
    ]
    try await with(people, references: 2) { test, _ in
      let report = try sync(test)
      #expect(report.people == 2)
      #expect(report.references == 2, "met, and not followed")
      #expect(
        Set(report.rejected) == [
          .init(
            entry: "uid=twice,\(DirectoryServer.people)",
            reason: "'ann@corp.example' is already that of uid=ann,\(DirectoryServer.people)"),
          .init(entry: "uid=noname,\(DirectoryServer.people)", reason: "DisplayName is empty"),
          .init(entry: "uid=noat,\(DirectoryServer.people)", reason: "'nowhere' is not an e-mail address"),
        ])
      try await later([.usual("ann"), Person("bob", ["mail: bob@corp.example"])], test) {
        let report = try sync(test)
        #expect(report.left == [])
        #expect(report.rejected.count == 1)
      }
    }
  }

  @Test("of several numbers the first line's is the mailbox's, and the others are kept")
  func severalNumbers() async throws {
    let ann = Person(
      "ann",
      [
        "displayName: Ann", "mail: ann@corp.example", "mobile: 07700 900002", "mobile: +44 7700 900001",
        "telephoneNumber: 020 7946 0018", "telephoneNumber: extension twelve",
      ])
    try await with([ann]) { test, server in
      try set(
        test, url: server.url, attributes: Self.attributes { $0.numbers = ["mobile", "telephoneNumber"] })
      #expect(try sync(test).added.count == 1)
      #expect(try mailboxes(test) == ["ann@corp.example Ann +447700900001 - active"])
      let id = try #require(try test.archive.read(Mailbox.all).first?.id)
      #expect(try test.archive.read { try MailboxNumbers.of(id, $0) } == ["+447700900002", "+442079460018"])
      #expect(try sync(test).unchanged == 1)
    }
  }

  @Test("five thousand people come in pages, where the server gives a thousand at most")
  func paged() async throws {
    try await with((0..<5_000).map { .usual("p\($0)", number: "+4477009\(10_000 + $0)") }) { test, _ in
      let first = try sync(test)
      #expect(first.added.count == 5_000)
      let second = try sync(test)
      #expect(second.unchanged == 5_000)
    }
  }

  @Test(
    "a server that hangs up in the middle changes nothing, wherever it does",
    .enabled(if: CuttingProxy.isHere, "python3 is not installed"), arguments: [10, 60, 5_000, 150_000])
  func cut(bytes: Int) async throws {
    try await with((0..<1_500).map { .usual("p\($0)") }) { test, server in
      _ = try sync(test)
      try await CuttingProxy.with(before: server.port, cuttingAfter: bytes) { port in
        try set(test, url: "ldap://127.0.0.1:\(port)")
        let problem = #expect(throws: DirectoryUnavailable.self) { try sync(test, leavers: 5_000) }
        #expect(problem?.kind == (bytes < 14 ? .unreachable : .refused))
      }
      #expect(try mailboxes(test).allSatisfy { $0.hasSuffix(" active") })
    }
  }

  @Test("a wrong password, a wrong base, a bad filter, nobody there and nobody answering are told apart")
  func trouble() async throws {
    try await with([.usual("ann")]) { test, server in
      func problem(_ change: () throws -> Void, answer: Int32 = 10_000) throws -> DirectoryUnavailable? {
        try change()
        return #expect(throws: DirectoryUnavailable.self) { try sync(test, answer: answer) }
      }
      let wrong = try problem { try set(test, url: server.url, password: "not the password") }
      #expect(wrong?.kind == .signInRefused)
      #expect(
        wrong?.description
          == "the directory \(server.url) refuses the sign-in: Invalid credentials; set it with "
          + "'holdfast directory source set'")
      let base = try problem { try set(test, url: server.url, base: "dc=other,dc=example") }
      #expect(base?.kind == .refused)
      let filter = try problem { try set(test, url: server.url, filter: "(&(mail=*)") }
      #expect(filter?.description.contains("Bad search filter") == true)
      let closed = try #require(SilentPort())
      let nobody = try problem { try set(test, url: "ldap://127.0.0.1:\(closed.number)") }
      #expect(nobody?.kind == .unreachable)
      let silent = try #require(MutePort())
      let mute = try problem({ try set(test, url: "ldap://127.0.0.1:\(silent.number)") }, answer: 300)
      #expect(mute?.kind == .unreachable)
      #expect(mute?.description.contains("Timed out") == true)
    }
  }

  @Test(
    "TLS from the first byte and StartTLS: only with the authority that was named, and only for the server's name",
    .enabled(if: Certificates.openssl != nil, Comment(rawValue: Certificates.absent)), arguments: [true, false])
  func tls(isLDAPS: Bool) async throws {
    try await TestFolders.withTemporary { folder in
      let certificates = try Certificates.make(in: folder.path, names: "IP:127.0.0.1")
      let authority = try String(contentsOfFile: certificates.authority, encoding: .utf8)
      let other = folder.appendingPathComponent("other")
      try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
      let stranger = try String(contentsOfFile: Certificates.make(in: other.path).authority, encoding: .utf8)
      try await DirectoryServer.with(
        [.usual("ann")], certificates: certificates, isLDAPS: isLDAPS, in: folder
      ) { server in
        let test = try TestArchive.makeEmpty(in: folder)
        let scheme = isLDAPS ? "ldaps" : "ldap"
        func attempt(_ host: String, _ authorities: String?) throws -> DirectorySync.Report {
          try set(
            test, url: "\(scheme)://\(host):\(server.port)", startTLS: !isLDAPS, authorities: authorities)
          return try sync(test)
        }
        for (host, authorities) in [("127.0.0.1", nil), ("127.0.0.1", stranger), ("localhost", authority)] {
          let problem = #expect(throws: DirectoryUnavailable.self) { try attempt(host, authorities) }
          #expect(problem?.kind == .unreachable)
        }
        #expect(try attempt("127.0.0.1", authority).added == ["ann@corp.example"])
        // The server answers nobody in the clear.
        if !isLDAPS {
          try set(test, url: server.url)
          #expect(throws: DirectoryUnavailable.self) { try sync(test) }
        }
      }
    }
  }

  @Test(
    "settings that can't be right are refused",
    arguments: [
      ("http://x", "directory.url"), ("ldap://user:secret@x", "directory.url"), ("ldap://x/dc=corp", "directory.url"),
      ("ldap://", "directory.url"), ("ldap://x:99999", "directory.url"), ("ldap://a b", "directory.url"),
    ])
  func badAddress(url: String, code: String) throws {
    try TestArchive.with { test throws in
      let refused = #expect(throws: InputError.self) { try set(test, url: url) }
      #expect(refused?.code == code)
      #expect(throws: InputError.self) { try set(test, url: "ldap://x", base: "") }
      #expect(throws: InputError.self) { try set(test, url: "ldap://x", filter: "mail=*") }
      #expect(throws: InputError.self) { try set(test, url: "ldaps://x", startTLS: true) }
      #expect(throws: InputError.self) { try set(test, url: "ldaps://x", authorities: "no certificate") }
      #expect(throws: InputError.self) {
        try set(test, url: "ldap://x", attributes: Self.attributes { $0.numbers = ["mobile*"] })
      }
    }
  }

  @Test("off this machine nothing is asked in the clear")
  func secure() throws {
    try TestArchive.with { test in
      for (url, address, starts) in [
        ("ldap://ldap.corp.example", "ldap://ldap.corp.example:389", true),
        ("ldaps://ldap.corp.example", "ldaps://ldap.corp.example:636", false),
        ("ldap://localhost", "ldap://localhost:389", false), ("ldap://[::1]:1389", "ldap://[::1]:1389", false),
        ("ldap://127.0.0.1.corp.example", "ldap://127.0.0.1.corp.example:389", true),
      ] {
        try set(test, url: url)
        let service = try test.archive.read(DirectoryService.require)
        #expect([service.url, "\(service.usesStartTLS)"] == [address, "\(starts)"])
      }
      let stored = try test.archive.read { try Data.fetchAll($0, sql: "SELECT password FROM directory_source") }
      #expect(stored.allSatisfy { $0.range(of: Data(DirectoryServer.password.utf8)) == nil }, "it is sealed")
    }
  }
}
