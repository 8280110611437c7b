@testable internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Testing

@Suite("Verifying the messages that the ledger accounts for")
struct ImportVerifierTests {
  /// Entry 2 imports messages 1 to 10, entry 3 messages 11 to 20; message 13 is purged by entry 4.
  private func damage(
    deep: Bool = false, attachmentSize: Int = 100, after attack: (Database, TestArchive) throws -> Void
  ) throws -> LedgerDamage? {
    try TestArchive.with { test in
      try Samples.importMessages(10, test, attachmentSize: attachmentSize)
      try Samples.importMessages(10, test, attachmentSize: attachmentSize)
      try Samples.purge(13, test)
      #expect(try test.archive.verifyLedger(deep: true, by: test.session).messages == 20)
      try test.attackWithoutGuards { try attack($0, test) }
      do {
        _ = try test.archive.verifyLedger(deep: deep, by: test.session)
        return nil
      } catch { return try #require(error as? LedgerDamage) }
    }
  }

  @Test("a changed digest names the message", arguments: ["original_digest", "email_digest"])
  func digest(_ column: String) throws {
    let found = try damage { db, _ in
      try db.execute(sql: "UPDATE message SET \(column) = zeroblob(32) WHERE id = 7")
    }
    #expect(found?.entry == 2)
    #expect(found?.message == 7)
  }

  @Test("a message put in another's place, digests and all, is found in its import")
  func exchanged() throws {
    let found = try damage { db, _ in
      try db.execute(
        sql: """
          UPDATE message SET id = -1 WHERE id = 14; UPDATE message SET id = 14 WHERE id = 16;
          UPDATE message SET id = 16 WHERE id = -1
          """)
    }
    #expect(
      found
        == LedgerDamage(
          entry: 3,
          "messages 11 to 20, which it imported, are not all what they were: "
            + "their digests do not make the root on record"))
  }

  @Test("a deleted message is named", arguments: [1, 7, 20] as [Int64])
  func deleted(_ id: Int64) throws {
    let found = try damage { db, _ in
      try db.execute(sql: "DELETE FROM message WHERE id = ?", arguments: [id])
    }
    #expect(
      found
        == LedgerDamage(
          entry: id > 10 ? 3 : 2, message: id, "it is missing, and not on record as purged"))
  }

  @Test("a planted message is named")
  func planted() throws {
    let found = try damage { db, _ in
      try db.execute(
        sql: """
          INSERT INTO message SELECT 21, connector, 'planted', revision, kind, sent, size, original_digest, email_digest,
            salt, stored FROM message WHERE id = 1
          """)
    }
    #expect(found == LedgerDamage(message: 21, "no import on the ledger brought it in"))
  }

  @Test("a planted import is named, and so is one whose record is gone or wrong")
  func batches() throws {
    #expect(
      try damage { db, _ in try db.execute(sql: "INSERT INTO import_batch VALUES (1, 30, 1)") }
        == LedgerDamage(entry: 1, "messages are filed under it, but it is no import"))
    #expect(
      try damage { db, _ in try db.execute(sql: "DELETE FROM import_batch WHERE entry = 3") }
        == LedgerDamage(entry: 3, "the record of which messages it imported is missing"))
    #expect(
      try damage { db, _ in
        try db.execute(sql: "UPDATE import_batch SET messages = 9223372036854775807 WHERE entry = 3")
      } == LedgerDamage(entry: 3, "the record of which messages it imported is damaged"))
    #expect(
      try damage { db, _ in try db.execute(sql: "UPDATE import_batch SET messages = 11 WHERE entry = 3") }
        == LedgerDamage(entry: 3, message: 21, "it is missing, and not on record as purged"))
  }

  @Test("a purge's record that isn't the message's own is found")
  func purgeRecord() throws {
    #expect(
      try damage { db, _ in try db.execute(sql: "UPDATE purged_message SET leaf = zeroblob(32)") }?.entry == 3)
    #expect(
      try damage { db, _ in try db.execute(sql: "UPDATE purged_message SET leaf = x'00'") }
        == LedgerDamage(entry: 3, message: 13, "the record of its purge is damaged"))
    #expect(
      try damage { db, _ in
        try db.execute(
          sql: "INSERT INTO purged_message SELECT 14, connector, 'p', revision, leaf, entry FROM purged_message")
      } == LedgerDamage(entry: 3, message: 14, "it is stored, and on record as purged as well"))
  }

  @Test("a copy deleted without a certificate is named, and so is a planted one")
  func copies() throws {
    #expect(
      try damage { db, _ in try db.execute(sql: "DELETE FROM item WHERE id = 5") }
        == LedgerDamage("item 5 is gone without a certificate"))
    #expect(
      try damage { db, _ in
        try db.execute(
          sql: "INSERT INTO item (id, message, mailbox, folder, outgoing, archived) VALUES (21, 1, 2, 1, 1, 0)")
      }
        == LedgerDamage("item 21 was planted: its number was never given"))
    #expect(
      try damage { db, _ in
        try db.execute(
          sql: "INSERT INTO certificate SELECT 5, message, mailbox, commitment, rule, at, entry FROM certificate")
      } == LedgerDamage("item 5 is there, and certified as purged as well"))
  }

  @Test("altered stored bytes pass a plain verification and are named by a deep one")
  func storedBytes() throws {
    func alter(_ db: Database, _ test: TestArchive) throws {
      let codec = try MessageCodec()
      let message = try Message.require(9, db)
      var stored = try message.unpack(codec)
      stored.original.append(0x20)
      try db.execute(
        sql: "UPDATE message SET stored = ? WHERE id = 9", arguments: [Data(codec.pack(stored))])
    }
    #expect(try damage(after: alter) == nil)
    #expect(
      try damage(deep: true, after: alter)
        == LedgerDamage(entry: 2, message: 9, "the partner's record no longer has its digest"))
  }

  @Test("an altered e-mail, size, date or frame is named by a deep verification")
  func otherFields() throws {
    #expect(
      try damage(deep: true) { db, _ in
        let codec = try MessageCodec()
        var stored = try Message.require(9, db).unpack(codec)
        stored.email.segments.append(.bytes([0x20]))
        try db.execute(sql: "UPDATE message SET stored = ? WHERE id = 9", arguments: [Data(codec.pack(stored))])
      } == LedgerDamage(entry: 2, message: 9, "its e-mail no longer has its digest and size"))
    #expect(
      try damage(deep: true) { db, _ in try db.execute(sql: "UPDATE message SET size = size + 1 WHERE id = 9") }
        == LedgerDamage(entry: 2, message: 9, "its e-mail no longer has its digest and size"))
    #expect(
      try damage(deep: true) { db, _ in try db.execute(sql: "UPDATE message SET sent = 0 WHERE id = 9") }
        == LedgerDamage(entry: 2, message: 9, "it is listed with another date or kind than it has"))
    #expect(
      try damage(deep: true) { db, _ in try db.execute(sql: "UPDATE message SET stored = x'01020304' WHERE id = 9") }
        == LedgerDamage(entry: 2, message: 9, "a stored message can't be unpacked: it was altered on disk"))
  }

  @Test("an altered or missing attachment is named by a deep verification, inline and as a file")
  func attachments() throws {
    let inline = try damage(deep: true) { db, _ in
      try db.execute(sql: "UPDATE content SET bytes = zeroblob(100)")
    }
    #expect(inline?.message == 4)
    #expect(inline?.what.hasSuffix(" no longer has its digest: it was altered on disk") == true)
    func file(_ change: (URL) throws -> Void) throws -> LedgerDamage? {
      try damage(deep: true, attachmentSize: 70_000) { db, test in
        let digest = try #require(
          try Digest(bytes: Data.fetchOne(db, sql: "SELECT digest FROM content ORDER BY id LIMIT 1") ?? Data()))
        try change(test.archive.content.location(of: digest))
      }
    }
    let altered = try file { try Data(count: 70_000).write(to: $0) }
    #expect(altered?.message == 4)
    let missing = try file { try FileManager.default.removeItem(at: $0) }
    #expect(missing?.message == 4)
    #expect(missing?.what.hasPrefix("a file of its content can't be read: ") == true)
  }
}
