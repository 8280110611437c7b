public import GRDB

/// Numbers of a mailbox's owner beside the one in the directory's list.
public enum MailboxNumbers {
  public static func of(_ mailbox: Mailbox.ID, _ db: Database) throws -> Set<String> {
    try String.fetchSet(
      db.cachedStatement(sql: "SELECT number FROM mailbox_number WHERE mailbox = ?"), arguments: [mailbox.rawValue])
  }

  /// All there are, by mailbox.
  public static func all(_ db: Database) throws -> [Mailbox.ID: [String]] {
    Dictionary(
      grouping: try Row.fetchAll(db, sql: "SELECT mailbox, number FROM mailbox_number ORDER BY mailbox, number"),
      by: { Mailbox.ID($0["mailbox"] as Int64) }
    ).mapValues { $0.map { $0["number"] as String } }
  }

  /// Replaces those of a mailbox, where they differ.
  public static func set(_ numbers: [String], of mailbox: Mailbox.ID, _ db: Database) throws {
    guard try of(mailbox, db) != Set(numbers) else { return }
    try db.execute(sql: "DELETE FROM mailbox_number WHERE mailbox = ?", arguments: [mailbox.rawValue])
    for number in Set(numbers) {
      try db.execute(
        sql: "INSERT INTO mailbox_number (mailbox, number) VALUES (?, ?)", arguments: [mailbox.rawValue, number])
    }
  }
}
