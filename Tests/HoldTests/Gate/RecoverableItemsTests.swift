internal import Archive
internal import Foundation
internal import GRDB
internal import Hold
internal import Search
internal import Testing

@Suite("Recoverable Items")
struct RecoverableItemsTests {
  static let day = "2024-02-01"
  static let sent = "2024-02-01T09:00:00Z"
  private static let home = "O2 SMS and Voice Network Archiver"

  /// An archive in which Ann has one text, `item` number 1.
  private func with<R>(_ body: (HoldWorld, Item.ID) throws -> R) async throws -> R {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent, body: "marmalade")], on: Self.day)
      return try body(world, world.item("1"))
    }
  }

  @Test("what is deleted is found in Deletions, and goes back to the folder it lay in")
  func restores() async throws {
    try await with { world, item in
      #expect(try world.folder(of: item) == Self.home)
      try world.delete(item)
      #expect(try world.folder(of: item) == "Recoverable Items/Deletions")
      #expect(try world.found("marmalade") == 1)
      #expect(try world.restore(item).map(\.folder) == [Self.home])
      #expect(try world.folder(of: item) == Self.home)
      #expect(try world.restore(item).isEmpty, "there is nothing to bring back any more")
      try world.delete(item, at: "2024-06-20T12:00:00Z")
      #expect(try world.verdict(item, at: "2024-07-03T12:00:00Z") == .free, "its days begin anew")
      #expect(try world.verdict(item, at: "2024-07-04T12:00:00Z") == .expired)
    }
  }

  @Test("after its days a sweep takes what somebody deleted, says so, and leaves what nobody did")
  func emptied() async throws {
    try await HoldWorld.with { world in
      try await world.deliver(
        [.init(id: "1", sent: Self.sent), .init(id: "2", sent: Self.sent), .init(id: "3", sent: Self.sent)],
        on: Self.day)
      let items = try ["1", "2", "3"].map { try world.item($0) }
      try world.delete(items[0], at: "2024-06-01T12:00:00Z")
      try world.delete(items[1], at: "2024-06-02T12:00:00Z")
      #expect(try world.sweep(at: "2024-06-15T11:59:59Z").removed == 0)
      let rehearsed = try world.rehearse(at: "2024-06-15T12:00:00Z")
      #expect(rehearsed.byPolicy == ["Recoverable Items": 1])
      let swept = try world.sweep(at: "2024-06-15T12:00:00Z")
      #expect((swept.removed, swept.kept) == (1, 2))
      #expect(swept.byPolicy == ["Recoverable Items": 1])
      let refused = refusal { try world.restore(items[0]) }
      #expect(refused?.contains("item 1 was purged") == true)
      #expect(try world.restore(items[1]).count == 1)
      #expect(try world.sweep(at: "2024-12-01T12:00:00Z").removed == 0)
    }
  }

  @Test("40: what is to be destroyed on a hold without end stays, in DiscoveryHolds, and every search finds it")
  func hardDeleteOnHold() async throws {
    try await with { world, item in
      try world.legalCase("Matter")
      try world.hold(["ann"], in: "Matter")
      #expect(try world.purge(item).map { $0.reasons.map(\.name) } == [["hold"]])
      #expect(try world.folder(of: item) == "Recoverable Items/DiscoveryHolds")
      #expect(try world.found("marmalade") == 1)
      #expect(try world.sweep(at: "2030-01-01T00:00:00Z").removed == 0, "its days are over, and the hold is not")
      try world.onCase("Matter") { _ = try HoldPlacement.release("hold", in: $0, $1) }
      #expect(try world.sweep(at: "2024-07-01T11:59:59Z").removed == 0, "the delay hold keeps it for 30 days more")
      #expect(try world.sweep(at: "2024-07-01T12:00:00Z").removed == 1)
      #expect(try world.found("marmalade") == 0)
    }
  }

  @Test("47: under a hold of 365 days, what is deleted on day 300 is kept for 65 days more")
  func boundedHold() async throws {
    try await with { world, item in
      try world.hold("ann", days: 365)
      let day300 = "2024-11-27T09:00:00Z"
      try world.purge(item, at: day300)
      #expect(try world.folder(of: item) == "Recoverable Items/Purges")
      #expect(try world.sweep(at: "2025-01-31T08:59:59Z").removed == 0)
      #expect(try world.sweep(at: "2025-01-31T09:00:00Z").removed == 1)
    }
  }

  @Test("48: with its litigation hold off, an item in Purges is kept for 30 days")
  func delayHold() async throws {
    try await with { world, item in
      try world.hold("ann")
      try world.purge(item)
      #expect(try world.folder(of: item) == "Recoverable Items/Purges")
      try world.release("ann", at: "2024-08-01T12:00:00Z")
      #expect(try world.sweep(at: "2024-08-31T11:59:59Z").removed == 0)
      #expect(try world.sweep(at: "2024-08-31T12:00:00Z").removed == 1)
    }
  }

  /// The model saves the original of a held item that somebody edits in Versions.
  ///
  /// Here nobody can edit one: a message never changes, and what the partner delivers anew under the same id is kept
  /// beside what it delivered before.
  @Test("55: a held item can be edited by nobody, so that there is no Versions; moving it saves none")
  func noVersions() async throws {
    try await with { world, item in
      try world.hold("ann")
      for column in ["stored = x'00'", "sent = 0", "size = 1"] {
        let refused = refusal { try world.archive.maintain { try $0.execute(sql: "UPDATE message SET \(column)") } }
        #expect(refused?.contains("a message never changes") == true, "\(column)")
      }
      try world.delete(item)
      #expect(try world.count("message") == 1)
      let folders = try world.archive.read { try Folder.all($0).values.map(\.name) }
      #expect(!folders.contains { $0.contains("Versions") })
    }
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent, body: "marmalade")], on: Self.day)
      try await world.deliver([.init(id: "1", sent: Self.sent, body: "marzipan")], on: "2024-02-02")
      for body in ["marmalade", "marzipan"] { #expect(try world.found(body) == 1) }
    }
  }

  @Test("single-item recovery: nobody can destroy an item before its days are over")
  func singleItemRecovery() async throws {
    try await with { world, item in
      try world.set(.singleItemRecovery, "on")
      try world.set(.recoverableDays, "20")
      let outcome = try #require(try world.purge(item).first)
      #expect(outcome.reasons.map(\.kind) == [.recoverableItems])
      #expect(outcome.reasons.map { $0.until?.description } == ["2024-06-21T12:00:00Z"])
      #expect(try world.folder(of: item) == "Recoverable Items/Purges")
      try world.policy("at once", .delete, days: 1)
      #expect(try world.rehearse(at: "2024-06-21T11:59:59Z").wouldRemove == 0)
      #expect(try world.sweep(at: "2024-06-21T11:59:59Z").removed == 0, "nor can a policy")
      #expect(try world.purge(item, at: "2024-06-21T11:59:59Z").map(\.isPurged) == [false])
      #expect(try world.sweep(at: "2024-06-21T12:00:00Z").removed == 1)
    }
  }

  @Test("switched off, Recoverable Items keep what somebody deleted until somebody purges it")
  func off() async throws {
    try await with { world, item in
      try world.set(.recoverableDays, "off")
      try world.delete(item)
      #expect(try world.sweep(at: "2040-01-01T00:00:00Z").removed == 0)
      #expect(try world.purge(item).map(\.isPurged) == [true])
    }
  }

  @Test("an item that is wanted destroyed twice keeps the day and the folder it was deleted from")
  func purgedTwice() async throws {
    try await with { world, item in
      try world.delete(item, at: "2024-05-01T12:00:00Z")
      try world.hold("ann")
      try world.purge(item)
      try world.legalCase("Matter")
      try world.hold(["ann"], in: "Matter")
      try world.purge(item, at: "2024-06-02T12:00:00Z")
      #expect(try world.folder(of: item) == "Recoverable Items/DiscoveryHolds")
      let deleted = try world.archive.read { try Item.require(item, $0).deleted }
      #expect(deleted?.description == "2024-05-01T12:00:00Z")
      #expect(try world.restore(item).map(\.folder) == [Self.home])
    }
  }

  @Test("the database refuses a move that no act on the ledger makes, and one to a folder it doesn't belong in")
  func guarded() async throws {
    try await with { world, item in
      func refused(_ change: String) -> String? {
        refusal { try world.archive.maintain { try $0.execute(sql: "UPDATE item SET \(change) WHERE id = \(item)") } }
      }
      let cited = "moved_entry = (SELECT MAX(seq) + 1 FROM ledger_entry)"
      let byAct = "an item moves by an act on the ledger"
      let remembers = "a deleted item goes back to where it lay"
      let exactly = "an item is deleted exactly while it lies in Recoverable Items"
      #expect(refused("folder = 1, deleted = 0, origin = folder")?.contains(byAct) == true)
      #expect(refused("folder = 1, deleted = 0, origin = folder, moved_entry = 1")?.contains(byAct) == true)
      #expect(refused("folder = 1, deleted = 0, origin = 1, \(cited)")?.contains(remembers) == true)
      #expect(refused("folder = 1, origin = folder, \(cited)") != nil)
      #expect(refused("deleted = 0, origin = folder, \(cited)")?.contains(exactly) == true)
      try world.delete(item)
      #expect(refused("deleted = 0, \(cited)")?.contains("stays as it was") == true)
      #expect(refused("origin = 99, \(cited)")?.contains("stays as it was") == true)
      #expect(refused("folder = 99, \(cited)")?.contains(exactly) == true)
      #expect(refused("folder = origin, \(cited)")?.contains(exactly) == true)
      #expect(refused("deleted = NULL, origin = NULL, \(cited)") != nil)
      #expect(refused("folder = 99, deleted = NULL, \(cited)")?.contains(remembers) == true)
    }
  }
}

extension HoldWorld {
  func folder(of item: Item.ID) throws -> String? {
    try archive.read { try Folder.all($0)[Item.require(item, $0).folder]?.name }
  }

  func delete(_ item: Item.ID, at time: String = noon) throws {
    _ = try archive.perform(.itemsDeleted, by: session(time)) { try ItemDeletion.softDelete([item], $0) }
  }

  @discardableResult
  func restore(_ item: Item.ID, at time: String = noon) throws -> [RecoverableItems.Restored] {
    try archive.perform(.itemsRestored, by: session(time)) { try RecoverableItems.restore([item], $0) }
  }

  func set(_ setting: Setting, _ value: String) throws {
    try archive.perform(.settingChanged, by: session("2024-01-02")) { try setting.change(to: value, $0) }
  }
}
