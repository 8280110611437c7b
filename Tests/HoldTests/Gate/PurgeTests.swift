internal import Archive
internal import Foundation
internal import GRDB
internal import Hold
internal import Importer
internal import Search
internal import Testing

@Suite("the one gate to deletion")
struct PurgeTests {
  static let day = "2024-02-01"
  static let sent = "2024-02-01T09:00:00Z"

  @Test("a free item is purged, and its message, its words and its copy go with it")
  func purgesWhatIsFree() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent, body: "marmalade")], on: Self.day)
      let item = try world.item("1")
      #expect(try world.found("marmalade") == 1)
      let outcomes = try world.purge(item)
      #expect(outcomes.map(\.reasons) == [[]])
      #expect(outcomes.map(\.rule) == ["purged by tester"])
      for table in ["item", "message", "message_content", "content", "deletion_permit"] {
        #expect(try world.count(table) == 0, "\(table)")
      }
      #expect(try world.found("marmalade") == 0)
      #expect(try world.found("") == 0)
      #expect(try world.count("certificate") == 1)
    }
  }

  @Test("what is held is kept, and each thing that keeps it is named with its end")
  func namesEveryReason() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      try world.legalCase("Matter")
      try world.hold("ann", days: 365)
      try world.hold(["ann"], in: "Matter", name: "everything of Ann's")
      try world.hold(["ben"], in: "Matter", name: "everything of Ben's")
      try world.policy("five years", .retain, days: 1826)
      try world.policy("for ever", .retain, days: nil, for: .mailboxes([HoldWorld.email("ann")]))
      let outcome = try #require(try world.purge(world.item("1")).first)
      #expect(!outcome.isPurged)
      #expect(
        outcome.reasons.map { "\($0.kind.rawValue) \($0.name) \($0.until?.description ?? "without end")" } == [
          "litigationHold litigation hold 2025-01-31T09:00:00Z",
          "caseHold everything of Ann's without end",
          "policy five years 2029-01-31T09:00:00Z",
          "policy for ever without end",
        ])
      #expect(try world.count("item") == 1)
      #expect(try world.count("certificate") == 0)
    }
  }

  @Test("a hold placed after items were chosen and before they are deleted wins")
  func holdInBetweenWins() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      let chosen = try world.item("1")
      #expect(try world.verdict(chosen) == .free)
      try world.hold("ann")
      #expect(try world.purge(chosen).map(\.isPurged) == [false])
    }
  }

  @Test("a hold by a query or by dates keeps what it covers and nothing else")
  func boundedHolds() async throws {
    try await HoldWorld.with { world in
      try await world.deliver(
        [
          .init(id: "match", sent: Self.sent, body: "the merger is on"),
          .init(id: "other", sent: Self.sent, body: "lunch?"),
          .init(id: "late", sent: "2024-02-03T00:00:00Z", body: "the merger is off"),
          .init(
            id: "unread", sent: "2024-02-05T00:00:00Z", body: "lunch!", file: [1, 2, 3], fileType: "application/pdf"),
        ], on: Self.day)
      try world.legalCase("Matter")
      try world.hold(["ann"], in: "Matter", query: "merger", from: "2024-02-01", to: "2024-02-02")
      let items = try ["match", "other", "late", "unread"].map { try world.item($0) }
      let outcomes = try items.map { try world.purge($0)[0] }
      // The one with a file that can't be searched is held unchecked, outside the dates too (reference case 50).
      #expect(outcomes.map(\.isPurged) == [false, true, true, false])
      #expect(outcomes[0].reasons.map(\.name) == ["hold"])
    }
  }

  @Test(
    "a hold by a wildcard, a fuzzy word, a sign, a number or a conversation keeps what it covers and nothing else",
    arguments: [
      "*erger", "m*g*r", "\"the m*r\"", "mergre~1", "#merger", "07700 900123",
      "conversation:\"ann;07700 900999\" merger",
      "the NEAR(1) *erg*",
    ])
  func openHolds(query: String) async throws {
    try await HoldWorld.with { world in
      try await world.deliver(
        [
          .init(id: "match", sent: Self.sent, body: "the #merger, call 07700 900123"),
          .init(id: "other", sent: Self.sent, body: "lunch?"),
        ], on: Self.day)
      try world.legalCase("Matter")
      try world.hold(["ann"], in: "Matter", query: query)
      let outcomes = try ["match", "other"].map { try world.purge(world.item($0))[0].isPurged }
      #expect(outcomes == [false, true])
    }
  }

  @Test(
    "a hold by a word that stands for too many is refused when placed, and when it comes to that later holds what it matches"
  )
  func tooWideHold() async throws {
    let words = (0...10_000).map { "w\($0)x" }
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent, body: "w1x")], on: Self.day)
      try world.legalCase("Matter")
      try world.hold(["ann"], in: "Matter", query: "w*xy")
      let all = words.map { "\($0)y" }.joined(separator: " ")
      try await world.deliver([.init(id: "2", sent: "2024-02-02T09:00:00Z", body: all)], on: "2024-02-02")
      #expect(
        refusal { try world.hold(["ann"], in: "Matter", name: "wider", query: "w*xy") }
          == "'w*xy' stands for more than 10000 different words of this archive; write more of its letters")
      // A sweep's look over everything can't be told what the first one covers; the gate asks it of each item by itself.
      #expect(try ["2", "1"].map { try world.purge(world.item($0))[0].isPurged } == [false, true])
    }
  }

  @Test("a hold whose query written out is longer than queries may be is refused when placed")
  func longHold() async throws {
    try await HoldWorld.with { world in
      try world.legalCase("Matter")
      // 9,996 characters, and 200 more with each AND written out.
      let query = (10..<60).map { "(a\($0) " + String(repeating: "x", count: 190) + ")" }.joined(separator: " OR ")
      #expect(query.count < KQLLimits.queryLength)
      #expect {
        try world.hold(["ann"], in: "Matter", query: query)
      } throws: {
        ($0 as? KQLError)?.first.code == .queryTooLong
      }
    }
  }

  @Test("a query on hold goes on meaning what it meant on the day it was placed")
  func queryIsFrozen() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      try world.legalCase("Matter")
      try world.hold(["ann"], in: "Matter", query: "sent:today", at: "2024-02-01T10:00:00Z")
      #expect(try world.verdict(world.item("1"), at: "2030-01-01T00:00:00Z") == .keep)
    }
  }

  @Test("49: with more than five holds on a mailbox, a hold by a query holds everything in it")
  func sixHolds() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      try world.legalCase("Matter")
      for number in 1...5 { try world.hold(["ann"], in: "Matter", name: "hold \(number)", query: "absent\(number)") }
      #expect(try world.verdict(world.item("1")) == .free)
      try world.hold(["ann"], in: "Matter", name: "hold 6", query: "absent6")
      #expect(try world.purge(world.item("1")).first?.reasons.count == 6)
    }
  }

  @Test("a hold on one person's copy leaves another's to be purged; the content stays while any copy does")
  func copiesHaveTheirOwnFate() async throws {
    let recording = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    try await HoldWorld.with { world in
      try await world.deliver(
        [
          .init(id: "1", sent: Self.sent, to: ["ben", "cat"], body: "shared words", file: recording),
          .init(id: "2", sent: Self.sent, from: "cat", body: "second words", file: recording),
        ], on: Self.day)
      let file = world.archive.content.location(of: Digest(of: recording))
      try world.hold("ann")
      #expect(try world.purge(world.item("1", of: "ann"))[0].isPurged == false)
      #expect(try world.purge(world.item("1", of: "ben"))[0].isPurged)
      #expect(try world.found("shared") == 2)
      try world.purge(world.item("1", of: "cat"))
      #expect(try world.found("shared") == 1)
      #expect(try world.count("message") == 2)
      // The second message goes; the recording is the first one's too.
      try world.purge(world.item("2", of: "cat"))
      #expect(try Erasure.run(world.archive) == .done)
      #expect(FileManager.default.fileExists(atPath: file.path))
      #expect(try world.count("content") == 1)
      #expect(try world.found("second") == 0)
      // The last copy of the last message.
      try world.release("ann")
      try world.purge(world.item("1", of: "ann"), at: "2024-08-01T00:00:00Z")
      #expect(try Erasure.run(world.archive) == .done)
      #expect(!FileManager.default.fileExists(atPath: file.path))
      #expect(try world.count("content") == 0)
      #expect(try world.found("") == 0)
    }
  }

  @Test("a partner who delivers a purged item again does not bring it back")
  func redeliveryOfPurged() async throws {
    try await HoldWorld.with { world in
      let texts = [HoldWorld.Text(id: "1", sent: Self.sent, to: ["ben"], body: "marmalade")]
      try await world.deliver(texts, on: Self.day)
      try world.purge(world.item("1", of: "ann"), world.item("1", of: "ben"))
      let again = try await world.deliver(texts, on: Self.day, at: HoldWorld.noon)
      #expect(again.total.duplicate == 2)
      #expect(again.total.imported == 0)
      #expect(try world.count("item") == 0)
      #expect(try world.found("marmalade") == 0)
    }
  }

  @Test("a redelivery does not bring back the one copy that was purged of a message others still have")
  func redeliveryOfPurgedCopy() async throws {
    try await HoldWorld.with { world in
      let texts = [HoldWorld.Text(id: "1", sent: Self.sent, to: ["ben"], body: "marmalade")]
      try await world.deliver(texts, on: Self.day)
      try world.purge(world.item("1", of: "ann"))
      let again = try await world.deliver(texts, on: Self.day, at: HoldWorld.noon)
      let (items, found) = (try world.count("item"), try world.found("marmalade"))
      #expect(again.total.duplicate == 2)
      #expect(items == 1)
      #expect(found == 1)
    }
  }

  @Test("a purged item and one that never was are told apart")
  func unknownItems() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      let item = try world.item("1")
      try world.purge(item)
      let entry = try world.archive.read { try Int.fetchOne($0, sql: "SELECT entry FROM certificate") }
      #expect(
        refusal { try world.purge(item) }
          == "item \(item) was purged; ledger entry \(try #require(entry)) certifies it")
      #expect(refusal { try world.purge(99) } == "there is no item 99")
      #expect(refusal { try world.explained(99) } == "there is no item 99")
    }
  }

  @Test("one item that isn't there leaves the others of the same request as they were")
  func allOrNothing() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent, body: "marmalade")], on: Self.day)
      let (item, entries) = (try world.item("1"), try world.count("ledger_entry"))
      #expect(refusal { try world.purge(item, 99) } == "there is no item 99")
      #expect(try world.found("marmalade") == 1)
      for table in ["certificate", "deletion_permit", "purged_message", "erasure"] {
        #expect(try world.count(table) == 0, "\(table)")
      }
      #expect(try world.count("ledger_entry") == entries)
      #expect(try world.purge(item)[0].isPurged)
    }
  }

  @Test("an item named twice is purged once")
  func namedTwice() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      let item = try world.item("1")
      #expect(try world.purge(item, item).count == 1)
    }
  }

  @Test("an index of another version can't tell what a query holds: it is held, and no purge begins")
  func staleIndex() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent, body: "lunch")], on: Self.day)
      try world.legalCase("Matter")
      try world.hold(["ann"], in: "Matter", query: "merger")
      let item = try world.item("1")
      #expect(try world.verdict(item) == .free)
      try world.archive.maintain {
        try $0.execute(sql: "UPDATE search_state SET value = 'index-0' WHERE name = 'version'")
      }
      #expect(try world.verdict(item) == .keep)
      #expect(
        try world.explained(item).considered.map(\.why) == [
          "held for the case \"Matter\" since 1 June 2024: the item could not be checked against the query [merger]"
        ])
      let said =
        "the search index was made by another version of the analyser; run 'holdfast index rebuild', then try again"
      #expect(refusal { try world.purge(item) } == said)
      #expect(refusal { try world.sweep() } == said)
      #expect(try world.count("item") == 1)
      _ = try SearchIndex.rebuild(world.archive, by: world.session())
      #expect(try world.purge(item)[0].isPurged)
    }
  }

  @Test("the ledger names what was purged and by whom, by its commitment and not by its words")
  func certificates() async throws {
    try await HoldWorld.with { world in
      try await world.deliver(
        [.init(id: "1", sent: Self.sent, body: "marmalade"), .init(id: "2", sent: Self.sent)], on: Self.day)
      let (first, second) = (try world.item("1"), try world.item("2"))
      let commitment = try world.archive.read { db in
        try Message.require(try Item.require(first, db).message, db).commitment.hex
      }
      try world.policy("for ever", .retain, days: nil, for: .mailboxes([HoldWorld.email("ben")]))
      try world.purge(first, second)
      let entry = try #require(
        try world.archive.read { try LedgerReader.entries(action: "HardDelete", $0) }.entries.last)
      #expect(entry.actor == "tester")
      #expect(entry.details["blocked"] == .list([]))
      guard case .list(let purged)? = entry.details["purged"] else {
        Issue.record("the entry has no certificates")
        return
      }
      #expect(purged.count == 2)
      #expect(
        purged.first
          == .record([
            "item": .number(first.rawValue), "rule": "purged by tester", "mailbox": "ann@corp.example",
            "commitment": .text(commitment),
          ]))
      let bodies = try world.archive.read { try String.fetchAll($0, sql: "SELECT body FROM ledger_entry") }
      #expect(bodies.allSatisfy { !$0.contains("marmalade") })
    }
  }
}
