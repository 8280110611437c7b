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

  /// The folders of Recoverable Items, after Exchange's of the names.
  public enum Recoverable: String, Sendable, CaseIterable {
    /// What somebody deleted.
    case deletions = "Recoverable Items/Deletions"
    /// What somebody wanted destroyed, and a litigation hold or single-item recovery keeps.
    case purges = "Recoverable Items/Purges"
    /// What somebody wanted destroyed, and a case's hold, a delay hold or a retention rule keeps.
    case discoveryHolds = "Recoverable Items/DiscoveryHolds"
  }

  public static func recoverable(_ folder: Recoverable, _ db: Database) throws -> ID {
    let id = try Int64.fetchOne(
      db, sql: "SELECT id FROM folder WHERE name = ? AND recoverable = 1", arguments: [folder.rawValue])
    guard let id else {
      throw StorageError("the archive has no folder '\(folder.rawValue)'; restore it from a backup")
    }
    return ID(id)
  }

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
