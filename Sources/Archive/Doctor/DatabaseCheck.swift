internal import GRDB

extension Check {
  /// Whether the database's pages are sound, and its rows refer to rows that are there.
  static let database = Check("database") { examination in
    try examination.read { db in
      let advice = "make no backup over the good ones; restore the newest that 'holdfast backup verify' finds intact"
      let pragma = examination.isQuick ? "quick_check" : "integrity_check"
      let problems = try String.fetchAll(db, sql: "PRAGMA \(pragma)(\(Finding.mostNames))")
      guard problems == ["ok"] else {
        return [.error("database", "SQLite finds: \(problems.joined(separator: "; "))", advice)]
      }
      let pages = try Int64.fetchOne(db, sql: "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
      let version = try String.fetchOne(db, sql: "SELECT sqlite_version()") ?? "?"
      let broken = examination.isQuick ? [] : try References.broken(db)
      let found: [Finding] = broken.map { .error("database", $0, advice) }
      let size = "\((pages ?? 0) >> 20) MB"
      return found.isEmpty
        ? [.ok("database", "sound (\(pragma)), \(size), SQLite \(version)")] : found
    }
  }
}

/// What foreign keys would say: the schema has none, as its triggers say what may go and in which order.
private enum References {
  private static let all: [(what: String, query: String)] = [
    (
      "copies of messages that are not there",
      "SELECT COUNT(*) FROM item i WHERE NOT EXISTS (SELECT 1 FROM message WHERE id = i.message)"
    ),
    (
      "copies in mailboxes that are not there",
      "SELECT COUNT(*) FROM item i WHERE NOT EXISTS (SELECT 1 FROM mailbox WHERE id = i.mailbox)"
    ),
    (
      "copies in folders that are not there",
      "SELECT COUNT(*) FROM item i WHERE NOT EXISTS (SELECT 1 FROM folder WHERE id = i.folder)"
    ),
    (
      "messages without a copy",
      "SELECT COUNT(*) FROM message m WHERE NOT EXISTS (SELECT 1 FROM item WHERE message = m.id)"
    ),
    (
      "messages with content that is not there",
      "SELECT COUNT(*) FROM message_content c WHERE NOT EXISTS (SELECT 1 FROM content WHERE id = c.content)"
    ),
    (
      "contents of messages that are not there",
      "SELECT COUNT(*) FROM message_content c WHERE NOT EXISTS (SELECT 1 FROM message WHERE id = c.message)"
    ),
    (
      "quarantined records with content that is not there",
      """
      SELECT COUNT(*) FROM quarantine q WHERE content IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM content WHERE digest = q.content)
      """
    ),
    (
      "holds of cases that are not there",
      """
      SELECT COUNT(*) FROM hold h WHERE legal_case IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM legal_case WHERE id = h.legal_case)
      """
    ),
    (
      "mailboxes on holds that are not there",
      "SELECT COUNT(*) FROM hold_location l WHERE NOT EXISTS (SELECT 1 FROM hold WHERE id = l.hold)"
    ),
  ]

  static func broken(_ db: Database) throws -> [String] {
    try all.compactMap { what, query in
      let count = try Int.fetchOne(db, sql: query) ?? 0
      return count > 0 ? "\(count) \(what)" : nil
    }
  }
}
