@testable internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Testing

/// Ledgers as the first version wrote them: entries without a client, and without a word about rows.
@Suite("Ledgers of an older version")
struct OlderLedgerTests {
  /// Makes an archive's ledger one of the first form, signed with its own key: messages 1 to 10 imported, 3 purged, a
  /// hold placed and a policy made.
  private func withOlder(_ body: (TestArchive) throws -> Void) throws {
    try TestArchive.with { test in
      try Samples.importMessages(10, test)
      try Samples.purge(3, test)
      try test.archive.perform(.holdCreated, by: test.session) { act in
        try act.db.execute(
          sql: """
            INSERT INTO hold (id, kind, name, bounded) VALUES (1, 'litigation', 'h', 0);
            INSERT INTO hold_location (hold, mailbox, placed_at, placed_entry) VALUES (1, 1, 0, 4)
            """)
      }
      try test.attackWithoutGuards { db in
        var tree = MerkleTree()
        for seq in try Int64.fetchAll(db, sql: "SELECT seq FROM ledger_entry ORDER BY seq") {
          var entry = try LedgerEntry(body: Array(Forger.body(seq, db).utf8))
          (entry.form, entry.client, entry.rows) = (nil, nil, nil)
          if entry.action == "HardDelete" {
            let leaf = try Data.fetchOne(db, sql: "SELECT leaf FROM purged_message WHERE id = 3") ?? Data()
            entry.details["purged"] = .list([.record(["item": 3, "commitment": .text(Hex.encode(leaf))])])
          }
          let body = try LedgerEntry.body(of: entry)
          try Forger.setBody(seq, String(decoding: body, as: UTF8.self), db)
          try Forger.renewLeaf(seq, db)
          tree.append(leaf: MerkleTree.leaf(body))
          let at = try Int64.fetchOne(db, sql: "SELECT at FROM ledger_entry WHERE seq = ?", arguments: [seq]) ?? 0
          let checkpoint = try test.archive.keys.signer.checkpoint(of: tree, at: Moment(microseconds: at))
          try db.execute(
            sql: "UPDATE ledger_checkpoint SET root = ?, signature = ?, frontier = ? WHERE size = ?",
            arguments: [
              Data(tree.root.bytes), Data(Hex.decode(checkpoint.signature) ?? []),
              Data(tree.frontier.flatMap(\.bytes)), seq,
            ])
          try JSONEncoder().encode(checkpoint).write(to: test.head)
        }
      }
      try body(test)
    }
  }

  private func finding(_ test: TestArchive, after attack: (Database) throws -> Void = { _ in }) throws -> LedgerDamage?
  {
    try test.attack(attack)
    do {
      _ = try test.archive.verifyLedger(by: test.session)
      return nil
    } catch { return try #require(error as? LedgerDamage) }
  }

  @Test("they verify, and so do the acts that follow, of which the first commits to what was there")
  func intact() throws {
    try withOlder { test in
      #expect(try finding(test) == nil)
      let entry = try #require(try test.archive.read { try LedgerReader.entries(limit: 1, $0) }.entries.first)
      #expect(entry.form == 3)
      #expect(entry.rows?.keys.sorted() == ["account_binding", "hold", "role_grant", "setting"])
      #expect(try finding(test) == nil)
      let later = try #require(try test.archive.read { try LedgerReader.entries(limit: 1, $0) }.entries.first)
      #expect(later.rows == nil)
      let edited = try finding(test) { try $0.execute(sql: "UPDATE hold SET bounded = 1, query = 'x'") }
      #expect(
        edited
          == LedgerDamage(entry: 5, "hold 1/1/4 is not what this act left: it was changed"))
    }
  }

  @Test("their purges are checked against the items they list")
  func purges() throws {
    try withOlder { test in
      let forged = try finding(test) { try $0.execute(sql: "UPDATE certificate SET commitment = zeroblob(32)") }
      let what = "the certificate of item 3 was planted or changed: this act purged no such item"
      #expect(forged == LedgerDamage(entry: 3, what))
    }
    try withOlder { test in
      let planted = try finding(test) { db in
        try db.execute(
          sql: """
            INSERT INTO certificate SELECT 5, 5, 1, leaf, 'x', 0, 3 FROM purged_message;
            DELETE FROM item WHERE id = 5
            """)
      }
      let what = "the certificate of item 5 was planted or changed: this act purged no such item"
      #expect(planted == LedgerDamage(entry: 3, what))
    }
    try withOlder { test in
      let found = try finding(test) { db in
        let message = try Message.require(5, db)
        try db.execute(
          sql: "INSERT INTO purged_message VALUES (5, 1, 'p', 1, ?, 3); DELETE FROM message WHERE id = 5",
          arguments: [Data(message.commitment.bytes)])
      }
      #expect(
        found
          == LedgerDamage(
            entry: 3, message: 5, "the record of its purge was planted: this act purged no copy of it"))
    }
  }
}
