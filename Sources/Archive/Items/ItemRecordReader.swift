public import GRDB

/// Reads items, each with its message, one after another, as the gate does that decides about very many.
///
/// One statement prepared once: a third of the cost of reading the two records by themselves. It serves the transaction it
/// was made in, and no other. It must read all that ``Item`` and ``Message`` are: a test compares.
public final class ItemRecordReader {
  private let statement: PreparedStatement
  private let owner: PreparedStatement

  public init(_ db: Database) throws {
    owner = try PreparedStatement(db, "SELECT message FROM item WHERE id = ?")
    statement = try PreparedStatement(
      db,
      """
      SELECT i.message, i.mailbox, i.folder, i.outgoing, i.archived, i.deleted,
        m.connector, m.partner_id, m.revision, m.sent, m.size, m.original_digest, m.email_digest, m.salt, m.stored,
        i.origin
      FROM item i JOIN message m ON m.id = i.message WHERE i.id = ?
      """)
  }

  /// The message that an item is a copy of, or nil where there is no such item.
  public func message(of id: Item.ID) throws -> Message.ID? {
    var found: Message.ID?
    owner.bind(1, id.rawValue)
    try owner.rows { row in
      found = Message.ID(row.int64(0))
      return false
    }
    return found
  }

  /// The item and its message, or an error that names what is missing.
  public func require(_ id: Item.ID, _ db: Database) throws -> (item: Item, message: Message) {
    if let found = try read(id) { return found }
    let item = try Item.require(id, db)
    return (item, try Message.require(item.message, db))
  }

  /// The item and its message, or nil where there is no such item, or an item without its message.
  ///
  /// - Throws: ``StorageError`` where what is stored was altered.
  public func read(_ id: Item.ID) throws -> (item: Item, message: Message)? {
    var found: (Item, Message)?
    statement.bind(1, id.rawValue)
    try statement.rows { row in
      let item = Item(
        id: id, message: Message.ID(row.int64(0)), mailbox: Mailbox.ID(row.int64(1)), folder: Folder.ID(row.int64(2)),
        isOutgoing: row.int64(3) != 0, archived: Moment(microseconds: row.int64(4)),
        deleted: row.isNull(5) ? nil : Moment(microseconds: row.int64(5)),
        origin: row.isNull(15) ? nil : Folder.ID(row.int64(15)))
      guard let original = row.blob(11, { Digest(bytes: $0) }), let email = row.blob(12, { Digest(bytes: $0) }) else {
        throw StorageError("message \(item.message) has a damaged digest", code: "content.altered")
      }
      found = (
        item,
        Message(
          id: item.message, connector: row.int64(6), partnerID: row.blob(7) { String(decoding: $0, as: UTF8.self) },
          revision: Int(row.int64(8)), sent: row.isNull(9) ? nil : Moment(microseconds: row.int64(9)),
          size: row.int64(10), originalDigest: original, emailDigest: email, salt: row.blob(13) { Array($0) },
          stored: row.blob(14) { Array($0) })
      )
      return false
    }
    return found
  }
}
