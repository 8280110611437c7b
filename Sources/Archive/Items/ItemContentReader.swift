public import GRDB

/// An item with all that is stored of its message.
public struct ItemContent: Sendable {
  public var item: Item
  /// The partner's item id.
  public var partnerID: String
  /// 0, or the number of the redelivery that brought the same id with other content.
  public var revision: Int
  /// Bytes of the e-mail, attachments included as they are encoded in it.
  public var size: Int64
  public var originalDigest: Digest
  public var emailDigest: Digest
  public var stored: StoredMessage
}

/// Reads items with their content one after another, as whoever reads very many needs it.
///
/// Two statements prepared once and one codec: about a fifth of the cost of reading each record by itself. It serves the
/// transaction it was made in, and no other.
public final class ItemContentReader {
  private let statement: PreparedStatement
  private let codec: MessageCodec

  public init(_ db: Database) throws {
    statement = try PreparedStatement(
      db,
      """
      SELECT i.message, i.mailbox, i.folder, i.outgoing, i.archived, i.deleted,
        m.partner_id, m.revision, m.size, m.original_digest, m.email_digest, m.stored
      FROM item i JOIN message m ON m.id = i.message WHERE i.id = ?
      """)
    codec = try MessageCodec()
  }

  /// The item and its content, or nil where there is no such item.
  ///
  /// The partner's record is checked against its digest; the e-mail is by whoever puts it together.
  /// - Throws: ``StorageError`` where what is stored was altered.
  public func read(_ id: Item.ID) throws -> ItemContent? {
    var found: ItemContent?
    statement.bind(1, id.rawValue)
    try statement.rows { row in
      let item = Item(
        id: id, message: Message.ID(row.int64(0)), mailbox: Mailbox.ID(row.int64(1)), folder: Folder.ID(row.int64(2)),
        isOutgoing: row.int64(3) != 0, archived: Moment(microseconds: row.int64(4)),
        deleted: row.isNull(5) ? nil : Moment(microseconds: row.int64(5)))
      guard let original = row.blob(9, { Digest(bytes: $0) }), let email = row.blob(10, { Digest(bytes: $0) }) else {
        throw StorageError("message \(item.message) has a damaged digest", code: "content.altered")
      }
      let stored = try codec.unpack(row.blob(11) { Array($0) })
      guard stored.hasOriginal(original, emailDigest: email) else {
        throw StorageError(
          "the partner's record of message \(item.message) no longer has its digest: it was altered on disk",
          code: "content.altered")
      }
      found = ItemContent(
        item: item, partnerID: row.blob(6) { String(decoding: $0, as: UTF8.self) }, revision: Int(row.int64(7)),
        size: row.int64(8), originalDigest: original, emailDigest: email, stored: stored)
      return false
    }
    return found
  }
}
