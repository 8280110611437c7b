@testable internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Testing

@Suite("Verifying the ledger")
struct LedgerVerifierTests {
  /// Twelve entries: the archive's creation and eleven searches.
  private static let entries: Int64 = 12

  private func damage(after attack: (Database) throws -> Void) throws -> LedgerDamage? {
    try TestArchive.with { test in
      try test.act(Int(Self.entries) - 1)
      try test.attackWithoutGuards(attack)
      return finding(test)
    }
  }

  private func finding(_ test: TestArchive, key: LedgerPublicKey? = nil) -> LedgerDamage? {
    do {
      _ = try test.archive.verifyLedger(key: key, by: test.session)
      return nil
    } catch { return error as? LedgerDamage }
  }

  @Test("an untouched ledger is intact, and the verifying is on it")
  func intact() throws {
    try TestArchive.with { test in
      try test.act(300)
      let found = try test.archive.verifyLedger(by: test.session)
      #expect(found.entries == 301)
      #expect(found.messages == 0)
      let last = try test.archive.read { try LedgerReader.entries(limit: 1, $0) }.entries
      #expect(last.map(\.action) == ["AuditVerified"])
      #expect(last.first?.details["intact"] == true)
      #expect(last.first?.details["root"] == .text(found.root.hex))
      #expect(try test.archive.verifyLedger(by: test.session).entries == 302)
    }
  }

  @Test("an edited entry is named")
  func edited() throws {
    let found = try damage { try Forger.edit(5, $0) }
    #expect(found == LedgerDamage(entry: 5, "its text was changed after it was written"))
    #expect(found?.description == "the ledger is damaged at entry 5: its text was changed after it was written")
  }

  @Test("an entry edited with its digest made anew is named")
  func editedWithLeaf() throws {
    let found = try damage {
      try Forger.edit(5, $0)
      try Forger.renewLeaf(5, $0)
    }
    #expect(
      found
        == LedgerDamage(
          entry: 5, "it was changed and its digest made anew: the root over entries 1 to 5 is not the one on record"))
  }

  @Test("an entry edited with every digest and root made anew is named", arguments: [1, 5, 12] as [Int64])
  func editedWithRoots(_ seq: Int64) throws {
    var key = ""
    try TestArchive.with { test in
      key = test.archive.ledgerKey.hex
      try test.act(Int(Self.entries) - 1)
      try test.attackWithoutGuards {
        try Forger.setBody(
          seq, try Forger.body(seq, $0).replacing("tester", with: "nobody"), $0)
        try $0.execute(sql: "UPDATE ledger_entry SET actor = 'nobody' WHERE seq = ?", arguments: [seq])
        try Forger.renewAll($0)
      }
      #expect(
        finding(test)
          == LedgerDamage(
            entry: seq,
            "it was changed and every root from here on made anew: its checkpoint is not signed with the key \(key)"))
    }
  }

  @Test("a forgery far back is found before damage further on")
  func firstOfTwo() throws {
    let found = try damage {
      try Forger.edit(3, $0)
      try Forger.renewAll($0)
      try $0.execute(sql: "DELETE FROM ledger_entry WHERE seq = 9")
    }
    #expect(found?.entry == 3)
  }

  @Test("a deleted entry is named")
  func deleted() throws {
    let found = try damage { try $0.execute(sql: "DELETE FROM ledger_entry WHERE seq = 5") }
    #expect(found == LedgerDamage(entry: 5, "it is missing: entry 6 comes next"))
  }

  @Test("a deleted entry is named when those after it move up")
  func deletedAndClosed() throws {
    let found = try damage { db in
      try db.execute(sql: "DELETE FROM ledger_entry WHERE seq = 5")
      for seq in 6...Self.entries {
        try db.execute(sql: "UPDATE ledger_entry SET seq = ? WHERE seq = ?", arguments: [seq - 1, seq])
      }
      try Forger.renewAll(db)
    }
    #expect(found == LedgerDamage(entry: 5, "it is missing or out of place: the text here is that of entry 6"))
  }

  @Test("two exchanged entries are named by the first")
  func swapped() throws {
    let found = try damage { db in
      try db.execute(
        sql: """
          UPDATE ledger_entry SET seq = -1 WHERE seq = 4; UPDATE ledger_entry SET seq = 4 WHERE seq = 9;
          UPDATE ledger_entry SET seq = 9 WHERE seq = -1
          """)
      try Forger.renewAll(db)
    }
    #expect(found == LedgerDamage(entry: 4, "it is missing or out of place: the text here is that of entry 9"))
  }

  @Test("an inserted entry is found")
  func inserted() throws {
    let found = try damage {
      try $0.execute(
        sql: """
          INSERT INTO ledger_entry SELECT 13, at, actor, action, replace(body, '"seq":12', '"seq":13'), leaf
          FROM ledger_entry WHERE seq = 12
          """)
      try Forger.renewLeaf(13, $0)
    }
    #expect(found == LedgerDamage(entry: 13, "the checkpoint signed with it is missing or unreadable"))
  }

  @Test("entries cut off the end are found by the head, with or without their checkpoints")
  func cutOff() throws {
    let withCheckpoints = try damage { try Forger.cut(after: 9, $0) }
    #expect(
      withCheckpoints
        == LedgerDamage(
          entry: 10, "it is missing, cut off with all after it: ledger.head was signed over 12 entries"))
    let alone = try damage { try $0.execute(sql: "DELETE FROM ledger_entry WHERE seq > 9") }
    #expect(alone?.entry == 10)
  }

  @Test("a cut ledger takes no further entry, so that the head stays ahead of it")
  func cutThenUsed() throws {
    try TestArchive.with { test in
      try test.act(11)
      try test.attackWithoutGuards { try Forger.cut(after: 9, $0) }
      let refusal = #expect(throws: StorageError.self) { try test.act(1) }
      #expect(refusal?.code == "ledger.damaged")
      #expect(
        refusal?.description
          == "the ledger is damaged at entry 10: it is missing, cut off with all after it: "
          + "ledger.head was signed over 12 entries; nothing was done; run 'holdfast audit verify'")
      #expect(finding(test)?.entry == 10)
    }
  }

  @Test("nothing is signed on top of a forgery")
  func notLaundered() throws {
    try TestArchive.with { test in
      try test.act(11)
      try test.attackWithoutGuards {
        try Forger.edit(5, $0)
        try Forger.renewAll($0)
      }
      #expect(throws: StorageError.self) { try test.act(1) }
      #expect(finding(test)?.entry == 5)
    }
  }

  @Test("a head taken back to an older checkpoint does not hide a cut that something refers to")
  func cutWithHead() throws {
    try TestArchive.with { test in
      try test.act(7)
      let old = try Data(contentsOf: test.head)
      try test.act(4)
      try test.archive.perform(.holdCreated, by: test.session) { act in
        try act.db.execute(
          sql: "INSERT INTO hold_location (hold, mailbox, placed_at, placed_entry) VALUES (1, 1, 0, ?)",
          arguments: [act.entry])
      }
      try test.attackWithoutGuards { try Forger.cut(after: 8, $0) }
      try old.write(to: test.head)
      #expect(
        finding(test)
          == LedgerDamage(
            entry: 9, "it is missing, cut off with all after it: hold_location.placed_entry names entry 13"))
    }
  }

  @Test(
    "every table that names entries is asked whether the ledger still has them",
    arguments: [
      "INSERT INTO certificate VALUES (1, 1, 1, x'00', 'r', 0, 99)",
      "INSERT INTO erasure (entry, messages) VALUES (99, 1)",
      "INSERT INTO purged_message VALUES (1, 1, 'p', 1, x'00', 99)", "INSERT INTO import_batch VALUES (99, 1, 1)",
      "INSERT INTO hold_location VALUES (1, 1, 0, 2, 0, 99, 0)",
      """
      INSERT INTO retention_policy (id, name, action, days, start, scope, created, changed_entry)
      VALUES (1, 'p', 'retain', 1, 'created', 'all', 0, 99)
      """, "INSERT INTO retention_place VALUES (1, 1, 99, 1, 0, NULL)",
      "INSERT INTO retention_expression VALUES (1, 99, 'status = active', 0, 0)",
      "INSERT INTO pending_change VALUES (99, 'k', 'o', '{}', 'b', 's', NULL, 'r', 0, 9, 'waiting', NULL, NULL, NULL, 99)",
      """
      INSERT INTO quarantine (id, connector, date, file, line, partner_id, reason, detail, digest, size, record, content,
        state, created, replayed_entry, message, entry)
      VALUES (1, 1, '2024-01-01', 'f', 1, 'p', 'r', 'd', x'00', 1, NULL, NULL, 'replayed', 0, 99, 1, 1)
      """,
    ])
  func references(_ sql: String) throws {
    let found = try damage { try $0.execute(sql: sql) }
    #expect(found?.entry == 13)
    #expect(found?.what.hasSuffix(" names entry 99") == true)
  }

  @Test("a missing or altered head, or another's, is found")
  func head() throws {
    try TestArchive.with { test in
      try test.act(3)
      let good = try Data(contentsOf: test.head)
      try FileManager.default.removeItem(at: test.head)
      #expect(finding(test) == LedgerDamage("ledger.head is missing"))
      try Data("{}".utf8).write(to: test.head)
      #expect(finding(test) == LedgerDamage("ledger.head is not a checkpoint; put it back from a backup"))
      try Data(String(decoding: good, as: UTF8.self).replacing("\"size\":4", with: "\"size\":9").utf8).write(
        to: test.head)
      #expect(finding(test) == LedgerDamage("ledger.head is not signed with the key \(test.archive.ledgerKey.hex)"))
      try good.write(to: test.head)
      #expect(finding(test) == nil)
    }
  }

  @Test(
    "what stands beside an entry is compared with it",
    arguments: [
      "UPDATE ledger_entry SET at = at - 1 WHERE seq = 5", "UPDATE ledger_entry SET actor = 'eve' WHERE seq = 5",
      "UPDATE ledger_entry SET action = 'HoldCreated' WHERE seq = 5",
      "UPDATE ledger_entry SET leaf = x'00' WHERE seq = 5", "UPDATE ledger_entry SET body = '{}' WHERE seq = 5",
      "UPDATE ledger_checkpoint SET at = at + 1 WHERE size = 5",
      "UPDATE ledger_checkpoint SET root = zeroblob(32) WHERE size = 5",
      "UPDATE ledger_checkpoint SET root = x'00' WHERE size = 5",
      "UPDATE ledger_checkpoint SET signature = zeroblob(64) WHERE size = 5",
      "UPDATE ledger_checkpoint SET frontier = zeroblob(64) WHERE size = 5",
      "DELETE FROM ledger_checkpoint WHERE size = 5", "UPDATE ledger_checkpoint SET size = 99 WHERE size = 5",
    ])
  func columns(_ sql: String) throws {
    #expect(try damage { try $0.execute(sql: sql) }?.entry == 5)
  }

  @Test("a ledger signed anew with another key is found by the key that was written down")
  func otherKey() throws {
    try TestArchive.with { test in
      try test.act(3)
      let stranger = LedgerSigner().publicKey
      #expect(finding(test, key: stranger)?.what == "ledger.head is not signed with the key \(stranger.hex)")
      #expect(finding(test, key: test.archive.ledgerKey) == nil)
    }
  }

  @Test("the roots of more entries than are checked in one go are all checked")
  func manyBatches() throws {
    let (signer, stranger) = (LedgerSigner(), LedgerSigner())
    /// Signs so many entries, from `first` on with a stranger's key, and `spoiled` alone with it, too.
    func finding(_ count: Int, strangerFrom first: Int = .max, spoiled: Int = 0, everySignature: Bool) -> Int64? {
      var chain = LedgerChain(key: signer.publicKey, everySignature: everySignature)
      do {
        for seq in 1...count {
          let entry = LedgerEntry(
            seq: Int64(seq), at: "2024-01-01T00:00:00Z", actor: "a", action: "b", details: [:])
          _ = try chain.enter(LedgerEntry.body(of: entry))
          let key = seq >= first || seq == spoiled ? stranger : signer
          try chain.cover(with: key.checkpoint(of: chain.tree, at: Moment(seconds: 1_704_067_200)))
        }
        try chain.finish()
        return nil
      } catch { return (error as? LedgerDamage)?.entry }
    }
    let full = SignatureBatch.full
    for count in [full - 1, full, full + 1] {
      #expect(finding(count, everySignature: false) == nil)
      #expect(finding(count, strangerFrom: 700, everySignature: false) == 700)
    }
    #expect(finding(full + 10, strangerFrom: full + 5, everySignature: false) == Int64(full + 5))
    // A spoiled signature in the middle hides nothing: the ones after it speak for its entry.
    #expect(finding(full + 10, spoiled: 700, everySignature: false) == nil)
    #expect(finding(full + 10, spoiled: 700, everySignature: true) == 700)
  }

  @Test("only an Audit Reader verifies, and an attempt is on the ledger")
  func needsRole() throws {
    try TestArchive.with { test in
      let eve = try test.archive.session(user: TestArchive.user, account: "eve")
      #expect(throws: AccessError.self) { try test.archive.verifyLedger(by: eve) }
      let last = try test.archive.read { try LedgerReader.entries(limit: 1, $0) }.entries.first
      #expect(last?.action == "AccessDenied")
      #expect(last?.details == ["attempted": "AuditVerified"])
    }
  }
}
