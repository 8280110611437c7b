internal import Archive
internal import Foundation
internal import GRDB
internal import Search

/// Destroys what the gate has allowed, many items at a time: a permit, the item, a certificate; and where a message's last
/// copy goes, its words, the message and its content.
///
/// Each statement does for all what would be a dozen statements for each. SQLite opens a savepoint for every statement
/// that a trigger may abort, and that, not the deleting, is what took the time. The triggers look at every row all the same.
final class Destruction {
  private let act: Act
  private let content: ContentStore
  private let index: IndexWriter
  private let enter: PreparedStatement
  private var copies: [(item: Item.ID, message: Message.ID)] = []
  /// What the messages were indexed with, which is how the index forgets them.
  private var envelopes: [Message.ID: Envelope] = [:]
  private var bytes = 0
  private var purgedMessages = 0

  /// Items destroyed together: more gain nothing.
  private static let most = 1_000
  /// Fewer are destroyed together where messages are large, by their packed size.
  private static let mostBytes = 8 << 20

  init(_ act: Act, content: ContentStore) throws {
    (self.act, self.content) = (act, content)
    index = try IndexWriter(act.db)
    // What is about to go, of this connection alone; the transaction covers it as everything.
    try act.db.execute(
      sql: """
        CREATE TEMP TABLE IF NOT EXISTS doomed_item (
          item INTEGER PRIMARY KEY, message INTEGER NOT NULL, mailbox INTEGER NOT NULL, commitment BLOB NOT NULL,
          rule TEXT NOT NULL
        ) STRICT;
        CREATE TEMP TABLE IF NOT EXISTS doomed_message (message INTEGER PRIMARY KEY, commitment BLOB NOT NULL) STRICT;
        """)
    try Self.forget(act.db)
    enter = try PreparedStatement(
      act.db, "INSERT INTO temp.doomed_item (item, message, mailbox, commitment, rule) VALUES (?, ?, ?, ?, ?)")
  }

  /// Takes an item that the gate has allowed to go.
  func add(_ item: Item, _ message: Message, _ envelope: Envelope, rule: String) throws {
    enter.bind(1, item.id.rawValue)
    enter.bind(2, message.id.rawValue)
    enter.bind(3, item.mailbox.rawValue)
    enter.bind(4, message.commitment)
    enter.bind(5, rule)
    try enter.run()
    copies.append((item.id, message.id))
    envelopes[message.id] = envelope
    bytes += message.storedSize
    if copies.count >= Self.most || bytes >= Self.mostBytes { try carryOut() }
  }

  /// Destroys what is left, and notes what is to be erased once the transaction is durable.
  func finish() throws {
    try carryOut()
    try index.finish()
    if purgedMessages > 0 {
      try act.db.execute(
        sql: "INSERT INTO erasure (entry, messages) VALUES (?, ?)", arguments: [act.entry, purgedMessages])
      purgedMessages = 0
    }
  }

  private func carryOut() throws {
    guard !copies.isEmpty else { return }
    try destroyItems()
    let gone = try destroyMessages()
    for (item, message) in copies where !gone.contains(message) { try index.remove(item: item, of: message) }
    try Self.forget(act.db)
    copies.removeAll(keepingCapacity: true)
    envelopes.removeAll(keepingCapacity: true)
    bytes = 0
  }

  private func destroyItems() throws {
    let (db, now) = (act.db, act.now.microseconds)
    try db.cachedStatement(
      sql: "INSERT INTO deletion_permit (item, entry, at) SELECT item, ?, ? FROM temp.doomed_item ORDER BY item"
    ).execute(arguments: [act.entry, now])
    try db.cachedStatement(sql: "DELETE FROM item WHERE id IN (SELECT item FROM temp.doomed_item)").execute()
    try require(copies.count, "items")
    try db.cachedStatement(
      sql: """
        INSERT INTO certificate (item, message, mailbox, commitment, rule, at, entry)
        SELECT item, message, mailbox, commitment, rule, ?, ? FROM temp.doomed_item ORDER BY item
        """
    ).execute(arguments: [now, act.entry])
  }

  /// Destroys the messages whose last copy went, and says which they are.
  private func destroyMessages() throws -> Set<Message.ID> {
    let db = act.db
    try db.cachedStatement(
      sql: """
        INSERT INTO temp.doomed_message (message, commitment) SELECT DISTINCT message, commitment
        FROM temp.doomed_item d WHERE NOT EXISTS (SELECT 1 FROM item WHERE message = d.message)
        """
    ).execute()
    let gone = try Int64.fetchAll(
      db.cachedStatement(sql: "SELECT message FROM temp.doomed_message ORDER BY message")
    ).map { Message.ID($0) }
    guard !gone.isEmpty else { return [] }
    for message in gone {
      if let envelope = envelopes[message] { try index.remove(message, envelope: envelope) }
    }
    let contents = try Int64.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT DISTINCT content FROM message_content WHERE message IN (SELECT message FROM temp.doomed_message)
          """))
    try db.cachedStatement(
      sql: """
        INSERT INTO purged_message (id, connector, partner_id, revision, leaf, entry)
        SELECT m.id, m.connector, m.partner_id, m.revision, d.commitment, ?
        FROM temp.doomed_message d CROSS JOIN message m ON m.id = d.message ORDER BY d.message
        """
    ).execute(arguments: [act.entry])
    try forgetInLog()
    try db.cachedStatement(sql: "DELETE FROM message WHERE id IN (SELECT message FROM temp.doomed_message)").execute()
    try require(gone.count, "messages")
    for sql in [
      "DELETE FROM message_content WHERE message IN (SELECT message FROM temp.doomed_message)",
      "DELETE FROM quarantine WHERE message IN (SELECT message FROM temp.doomed_message)",
    ] {
      try db.cachedStatement(sql: sql).execute()
    }
    try content.dropUnreferenced(contents, db)
    purgedMessages += gone.count
    return Set(gone)
  }

  /// The log of the import goes on saying what became of an item, and no longer whose number was in it or what could not
  /// be read of it.
  private func forgetInLog() throws {
    let forget = """
      UPDATE import_log SET participant = NULL, reason = CASE outcome
        WHEN 'quarantined' THEN 'it waited in quarantine, and has been purged since' ELSE reason END
      """
    for lines in [
      """
      SELECT l.id FROM temp.doomed_message d CROSS JOIN message m ON m.id = d.message
      CROSS JOIN import_log l ON l.connector = m.connector AND l.partner_id = m.partner_id
      """,
      // A record that could not be read had no id when it was logged.
      """
      SELECT l.id FROM temp.doomed_message d CROSS JOIN quarantine q ON q.message = d.message
      CROSS JOIN import_log l ON l.connector = q.connector AND l.date = q.date AND l.file = q.file AND l.line = q.line
      """,
    ] {
      try act.db.cachedStatement(sql: "\(forget) WHERE id IN (\(lines))").execute()
    }
  }

  /// Certificates are written for exactly what went, so exactly that must have gone.
  private func require(_ count: Int, _ what: String) throws {
    guard act.db.changesCount == count else {
      throw StorageError(
        "\(act.db.changesCount) \(what) went where \(count) were to go; nothing was deleted; run 'holdfast audit verify'"
      )
    }
  }

  private static func forget(_ db: Database) throws {
    try db.execute(sql: "DELETE FROM temp.doomed_item; DELETE FROM temp.doomed_message")
  }
}
