public import GRDB

/// One custodian's copy of a message: in a folder of a mailbox, with its own fate.
public struct Item: Sendable, Hashable {
  public typealias ID = Identifier<Item>

  public var id: ID
  public var message: Message.ID
  public var mailbox: Mailbox.ID
  public var folder: Folder.ID
  /// The mailbox's person sent it or placed the call.
  public var isOutgoing: Bool
  /// When it was filed.
  public var archived: Moment
  /// When it was moved to Recoverable Items; nil where it wasn't.
  public var deleted: Moment?
  /// The folder it was deleted from; nil where it wasn't.
  public var origin: Folder.ID?
}

extension Item: FetchableRecord {
  public init(row: Row) {
    id = ID(row["id"] as Int64)
    message = Message.ID(row["message"] as Int64)
    mailbox = Mailbox.ID(row["mailbox"] as Int64)
    folder = Folder.ID(row["folder"] as Int64)
    isOutgoing = row["outgoing"]
    archived = Moment(microseconds: row["archived"])
    deleted = (row["deleted"] as Int64?).map(Moment.init(microseconds:))
    origin = (row["origin"] as Int64?).map { Folder.ID($0) }
  }

  public static func find(_ id: ID, _ db: Database) throws -> Item? {
    try fetchOne(
      db.cachedStatement(sql: "SELECT * FROM item WHERE id = ?"), arguments: [id.rawValue])
  }

  /// The item, or an error that names it.
  public static func require(_ id: ID, _ db: Database) throws -> Item {
    if let item = try find(id, db) { return item }
    let purged = try Int64.fetchOne(
      db, sql: "SELECT entry FROM certificate WHERE item = ?", arguments: [id.rawValue])
    if let purged {
      throw InputError(
        "item \(id) was purged; ledger entry \(purged) certifies it", code: "item.purged")
    }
    throw unknown(id)
  }

  /// What is said of an item that is not there.
  public static func unknown(_ id: ID) -> InputError {
    InputError("there is no item \(id)", code: "item.unknown")
  }
}
