internal import Archive
internal import GRDB
internal import Hold
internal import Search
internal import Testing

@Suite("a litigation hold")
struct LitigationHoldTests {
  static let day = "2024-02-01"
  static let sent = "2024-02-01T09:00:00Z"

  @Test("keeps everything in the mailbox, what arrives later too, until it is released")
  func coversWhatArrivesLater() async throws {
    try await HoldWorld.with { world in
      try world.hold("ann", at: "2024-01-15")
      try await world.deliver([.init(id: "1", sent: Self.sent, to: ["ben"])], on: Self.day)
      try await world.deliver([.init(id: "2", sent: "2024-02-02T09:00:00Z")], on: "2024-02-02")
      #expect(try world.verdict(world.item("1", of: "ann")) == .keep)
      #expect(try world.verdict(world.item("2", of: "ann"), at: "2090-01-01") == .keep)
      #expect(try world.verdict(world.item("1", of: "ben")) == .free)
      #expect(try world.purge(world.item("2"))[0].reasons.map(\.name) == ["litigation hold"])
    }
  }

  @Test("for a number of days counts from each item's own date")
  func duration() async throws {
    try await HoldWorld.with { world in
      try await world.deliver(
        [.init(id: "old", sent: "2023-02-01T09:00:00Z"), .init(id: "new", sent: Self.sent)], on: Self.day)
      try world.hold("ann", days: 365)
      let (old, new) = (try world.item("old"), try world.item("new"))
      #expect(try world.verdict(old) == .free)
      #expect(try world.verdict(new) == .keep)
      // 2024 has 29 February, so that 365 days end on 31 January.
      #expect(try world.verdict(new, at: "2025-01-31T08:59:59Z") == .keep)
      #expect(try world.verdict(new, at: "2025-01-31T09:00:00Z") == .free)
      #expect(try world.purge(old)[0].isPurged)
    }
  }

  @Test("47: of 365 days keeps an item that was deleted on day 300 for 65 days more")
  func deletedOnDay300() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: "2023-02-01T12:00:00Z")], on: Self.day)
      try world.hold("ann", days: 365, at: "2023-03-01")
      let item = try world.item("1")
      let day300 = "2023-11-28T12:00:00Z"
      try world.archive.perform(.itemsDeleted, by: world.session(day300)) {
        _ = try ItemDeletion.softDelete([item], $0)
      }
      #expect(try world.purge(item, at: day300)[0].reasons.map { $0.until?.description } == ["2024-02-01T12:00:00Z"])
      #expect(try !world.purge(item, at: "2024-02-01T11:59:59Z")[0].isPurged)
      #expect(try world.purge(item, at: "2024-02-01T12:00:00Z")[0].isPurged)
    }
  }

  @Test("is one to a mailbox, and none is released twice")
  func once() async throws {
    try await HoldWorld.with { world in
      try world.hold("ann")
      #expect(refusal { try world.hold("ann") } == "'ann@corp.example' is on litigation hold already")
      try world.release("ann")
      #expect(refusal { try world.release("ann") } == "'ann@corp.example' is not on litigation hold")
      #expect(
        refusal { try world.release("zoe") } == "there is no mailbox 'zoe@corp.example'; see 'holdfast directory list'")
      // It can be placed again, as a hold of its own.
      try world.hold("ann")
      #expect(try world.count("hold") == 2)
      #expect(
        refusal { try world.hold("ben", days: 0) }
          == "a period is 1 to 36525 days, not 0; to keep without end, use --forever")
      #expect(try world.count("hold") == 2)
    }
  }

  @Test("stays on the mailbox of someone who left")
  func inactiveMailbox() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      try world.hold("ann")
      try world.archive.perform(.mailboxRemoved, by: world.session()) {
        try MailboxRemoval.run(HoldWorld.email("ann"), $0)
      }
      #expect(try world.verdict(world.item("1"), at: "2040-01-01") == .keep)
      #expect(try world.found("mailbox OR special") == 1)
      // And one can still be placed on it.
      try world.legalCase("Matter")
      try world.hold(["ann"], in: "Matter")
      #expect(try world.purge(world.item("1"))[0].reasons.count == 2)
    }
  }

  @Test("on a mailbox of many items is one row, and no item is touched")
  func touchesNoItem() async throws {
    try await HoldWorld.with { world in
      let texts = (0..<500).map { HoldWorld.Text(id: "\($0)", sent: Self.sent) }
      try await world.deliver(texts, on: Self.day)
      let before = try world.archive.read { try Item.fetchAll($0, sql: "SELECT * FROM item") }
      try world.hold("ann")
      #expect(try world.count("hold_location") == 1)
      #expect(try world.archive.read { try Item.fetchAll($0, sql: "SELECT * FROM item") } == before)
      #expect(
        try world.archive.read { try HeldItems.among(before, at: moment(HoldWorld.noon), $0) } == Set(before.map(\.id)))
    }
  }

  private func change(
    _ person: String, _ note: LitigationNote = LitigationNote(), duration: HoldPlacement.Duration? = nil,
    at time: String = HoldWorld.noon, _ world: HoldWorld
  ) throws -> LitigationStanding {
    try world.archive.perform(.litigationHoldChanged, by: world.session(time)) {
      try HoldPlacement.changeLitigationHold(on: HoldWorld.email(person), note: note, duration: duration, $0)
    }
  }

  @Test("is told about in other words without being released, and every wording is kept")
  func noteChanges() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      try world.hold("ann")
      let date = try moment("1999-12-31")
      let told = try change("ann", LitigationNote(owner: "Legal", note: "Smith", url: "u", date: date), world)
      #expect(told.note == LitigationNote(owner: "Legal", note: "Smith", url: "u", date: date))
      let retold = try change("ann", LitigationNote(owner: "Ada", note: ""), world)
      #expect(retold.note == LitigationNote(owner: "Ada", note: nil, url: "u", date: date))
      #expect(try world.count("litigation_note") == 2)
      #expect(try world.count("hold") == 1)
      #expect(retold.placedAt == (try moment(HoldWorld.noon)))
      #expect(try world.archive.read(LitigationStanding.all).map(\.mailbox.email) == ["ann@corp.example"])
      // The date informs and decides nothing.
      #expect(try world.purge(world.item("1"))[0].reasons.map(\.kind) == [.litigationHold])
      #expect(
        refusal { try change("ann", LitigationNote(note: String(repeating: "x", count: 2_001)), world) }
          == "an owner, note or URL has at most 2000 characters and no control characters")
      #expect(
        refusal { try change("ben", LitigationNote(note: "x"), world) }
          == "'ben@corp.example' is not on litigation hold")
    }
  }

  @Test("that is made longer holds longer at once; made shorter, what it held stays held for the delay")
  func durationChanges() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: "2024-02-01T12:00:00Z")], on: Self.day)
      let item = try world.item("1")
      try world.hold("ann", days: 100)
      #expect(try world.verdict(item) == .free)
      #expect(try change("ann", duration: .days(200), world).record.terms.duration == 200)
      #expect(try world.explained(item).blocking.map(\.kind) == [.litigationHold])
      #expect(try world.delays() == [])
      #expect(try change("ann", LitigationNote(note: "for good"), duration: .unlimited, world).note.note == "for good")
      #expect(try world.verdict(item, at: "2040-01-01") == .keep)
      _ = try change("ann", duration: .days(100), world)
      #expect(try world.explained(item).blocking.map(\.kind) == [.delayHold])
      #expect(try world.purge(item, at: "2024-07-01T12:00:00Z")[0].isPurged)
      #expect(try world.archive.read(LitigationStanding.all).map(\.note.note) == ["for good"])
    }
  }
}
