public import Archive
public import GRDB

extension PolicyRecord {
  /// The mailboxes it names: those it covers, or, of a policy for all, those it leaves out.
  ///
  /// Of a policy that finds its mailboxes by an expression there are none.
  public func locations(_ db: Database) throws -> [Mailbox] {
    try Mailbox.fetchAll(
      db,
      sql: """
        SELECT m.* FROM (
          -- Of a mailbox's rows the newest: with MAX, SQLite gives the other columns of that row.
          SELECT mailbox, covered, MAX(entry) FROM (
            SELECT mailbox, included AS covered, 0 AS entry FROM retention_location WHERE policy = :policy
            UNION ALL SELECT mailbox, covered, entry FROM retention_place WHERE policy = :policy
          ) GROUP BY mailbox
        ) p JOIN mailbox m ON m.id = p.mailbox WHERE p.covered = :named ORDER BY m.email
        """, arguments: ["policy": id.rawValue, "named": coversAll ? 0 : 1])
  }

  /// How many mailboxes it covers now, or would if it were on.
  public func coverage(_ db: Database) throws -> Int {
    if let expression {
      let scope = try AdaptiveScope(expression)
      let mailboxes = try Mailbox.fetchCursor(db, sql: "SELECT * FROM mailbox")
      var count = 0
      while let mailbox = try mailboxes.next() {
        if scope.covers(mailbox) { count += 1 }
      }
      return count
    }
    let named = try locations(db).count
    return coversAll ? try (Int.fetchOne(db, sql: "SELECT COUNT(*) FROM mailbox") ?? 0) - named : named
  }
}
