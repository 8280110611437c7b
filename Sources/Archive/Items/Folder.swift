public import GRDB

/// A folder's name.
///
/// Names are shared: a mailbox has a folder when an item of its lies in it.
public struct Folder: Sendable, Hashable {
  public typealias ID = Identifier<Folder>

  public var id: ID
  public var name: String
  /// Part of Recoverable Items: what a person deleted, kept until a purge or a sweep.
  public var isRecoverable: Bool

  /// Where a soft delete moves items, after Exchange's folder of the name.
  public static let deletions: ID = 1

  /// The folder of that name, made on demand.
  public static func named(_ name: String, _ act: Act) throws -> ID {
    if let id = try Int64.fetchOne(act.db, sql: "SELECT id FROM folder WHERE name = ?", arguments: [name]) {
      return ID(id)
    }
    try act.db.execute(sql: "INSERT INTO folder (name, recoverable) VALUES (?, 0)", arguments: [name])
    return ID(act.db.lastInsertedRowID)
  }

  public static func all(_ db: Database) throws -> [ID: Folder] {
    var folders: [ID: Folder] = [:]
    for row in try Row.fetchAll(db, sql: "SELECT id, name, recoverable FROM folder") {
      let id = ID(row["id"] as Int64)
      folders[id] = Folder(id: id, name: row["name"], isRecoverable: row["recoverable"])
    }
    return folders
  }
}
