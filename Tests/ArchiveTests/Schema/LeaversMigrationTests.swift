@testable internal import Archive
internal import GRDB
internal import Testing

@Suite("an archive of before mailbox removals were on record")
struct LeaversMigrationTests {
  @Test("learns from its ledger when each leaver's mailbox became inactive, and which policies there were")
  func fromTheLedger() throws {
    let queue = try DatabaseQueue()
    try Schema.migrator.migrate(queue, upTo: "v2")
    try queue.write { db in
      try db.execute(
        sql: """
          INSERT INTO mailbox VALUES (1, 'ann@corp.example', 'Ann', NULL, NULL, 'inactive'),
            (2, 'ben@corp.example', 'Ben', NULL, NULL, 'active'), (3, 'cat@corp.example', 'Cat', NULL, NULL, 'inactive');
          INSERT INTO ledger_entry VALUES
            (1, 100, 'a', 'MailboxRemoved', '{"object":"ann@corp.example"}', x'00'),
            (2, 200, 'a', 'MailboxRemoved', '{"object":"ben@corp.example"}', x'00'),
            (3, 300, 'a', 'MailboxRemoved', '{"object":"Ann@corp.example"}', x'00');
          INSERT INTO retention_policy VALUES (1, 'old', 'retain', 1, 'created', 'all', 250, 3, NULL, NULL),
            (2, 'new', 'retain', 1, 'created', 'all', 350, 4, NULL, NULL);
          """)
    }
    try Schema.migrator.migrate(queue)
    let (removals, rows) = try queue.read { db in
      let ids: [Mailbox.ID] = [1, 2, 3]
      return (
        try ids.map { try MailboxRemoval.find($0, db) },
        try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM mailbox_removal")
      )
    }
    // Ann's last removal counts; of Cat's there is no record, so that her mailbox is never emptied.
    #expect(removals == [MailboxRemoval(mailbox: 1, at: Moment(microseconds: 300), newestPolicy: 1), nil, nil])
    #expect(rows == 1)
  }
}
