internal import Archive
internal import Foundation
internal import GRDB
internal import Testing

@testable internal import Hold

@Suite("reviewers of disposals")
struct ReviewRemindersTests {
  private static let (ann, cat) = ("ann@corp.example", "cat@corp.example")

  /// Two of Ann's texts whose period ended, and of two stages; nobody listens at the mail server.
  private func with(_ body: (HoldWorld) throws -> Void) async throws {
    try await NoticeWorld.with { notices in
      let world = notices.world
      try await world.deliver(
        [.init(id: "1", sent: "2022-02-01T09:00:00Z"), .init(id: "2", sent: "2022-02-03T09:00:00Z")], on: "2024-02-01")
      try world.grant(.recordsManagement, to: Self.ann, Self.cat)
      try world.label(
        "deals", .retainThenDelete, years(1), stages: [[Self.ann, "clerk"], [Self.cat]])
      try world.apply("deals", to: world.item("1"), world.item("2"))
      try body(world)
    }
  }

  private func run(_ world: HoldWorld, at time: String = HoldWorld.noon) throws -> ReviewReminders.Report {
    try ReviewReminders.run(world.archive, by: world.session(time))
  }

  private func letters(_ world: HoldWorld) throws -> [(to: String, text: String)] {
    try world.archive.read { db in
      try Row.fetchAll(db, sql: "SELECT recipient, message FROM notice_delivery ORDER BY id").map {
        ($0["recipient"], String(decoding: $0["message"] as Data, as: UTF8.self))
      }
    }
  }

  @Test("are told once a week how many items wait for them and since when, and nothing of what they are")
  func weekly() async throws {
    try await with { world in
      let due = ReviewReminders.Due(reviewer: Self.ann, items: 2, since: try moment("2023-02-01T09:00:00Z"))
      #expect(try run(world) == .init(reminded: [due], unreachable: ["clerk"]))
      let sent = try letters(world)
      #expect(sent.map(\.to) == [Self.ann])
      let letter = try #require(sent.first).text
      #expect(letter.contains("From: \"Corp\" <\(NoticeWorld.sender)>\r\n"))
      #expect(letter.contains("To: \"Ann\" <\(Self.ann)>\r\n"))
      #expect(letter.contains("Subject: 2 items wait for your disposition review\r\n"))
      #expect(letter.contains("the oldest since 2023-02-01T09:00:00Z."))
      #expect(!letter.contains("nothing special") && !letter.contains("deals"))
      #expect(try run(world, at: "2024-06-08T11:59:59Z") == .init(unreachable: ["clerk"]))
      #expect(try letters(world).count == 1)
      #expect(try run(world, at: "2024-06-08T12:00:00Z").reminded.map(\.reviewer) == [Self.ann])
      let entries = try world.archive.read { try LedgerReader.entries(action: "ReviewersReminded", $0).entries }
      #expect(entries.count == 2, "a run that reminds nobody is no act")
      #expect(
        entries.first?.details["reviewers"]
          == .list([.record(["reviewer": .text(Self.ann), "items": .number(2)])]))
    }
  }

  @Test("of the next stage are told when it is their turn, and nobody when nothing waits any more")
  func turns() async throws {
    try await with { world in
      _ = try run(world)
      _ = try DispositionReview.decide(
        .approve, on: [world.item("2")], comment: "seen", in: world.archive, by: world.session(as: Self.ann))
      #expect(try run(world).reminded.map { "\($0.reviewer) \($0.items)" } == ["\(Self.cat) 1"])
      try world.apply(nil, to: world.item("1"), world.item("2"))
      #expect(try run(world, at: "2024-07-01T12:00:00Z") == .init())
    }
  }

  @Test("are not told where there is no mail server, and by nobody who lacks the role")
  func refused() async throws {
    try await HoldWorld.with { world in
      #expect(try run(world) == .init())
      try await world.deliver([.init(id: "1", sent: "2022-02-01T09:00:00Z")], on: "2024-02-01")
      try world.label("deals", .retainThenDelete, years(1), stages: [[Self.ann]])
      try world.apply("deals", to: world.item("1"))
      #expect(refusal { try run(world) }?.hasPrefix("no mail server is set") == true)
      #expect(
        refusal { try ReviewReminders.run(world.archive, by: world.session(as: "eve")) }?.contains("Records Management")
          == true)
    }
  }
}
