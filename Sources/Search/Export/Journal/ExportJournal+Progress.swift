public import Archive
internal import Foundation
internal import GRDB

/// An item that could not be exported, and why.
public struct ExportException: Sendable, Hashable, Codable {
  public var item: Item.ID
  public var reason: String
}

extension ExportJournal {
  /// Notes what a page of hits has become; durable with the next commit.
  func note(_ files: [ClosedFile], _ exceptions: [ExportException]) throws {
    try access { db in
      let file = try db.cachedStatement(sql: "INSERT INTO export_file (path, size, digest) VALUES (?, ?, ?)")
      for closed in files {
        try file.execute(arguments: [closed.path, closed.size, Data(closed.digest.bytes)])
        try db.cachedStatement(sql: "DELETE FROM export_appended WHERE path = ?").execute(arguments: [closed.path])
      }
      let exception = try db.cachedStatement(sql: "INSERT INTO export_exception (item, reason) VALUES (?, ?)")
      for one in exceptions { try exception.execute(arguments: [one.item.rawValue, one.reason]) }
    }
  }

  /// Notes how long the files are that are appended to.
  func note(lengths: [String: Int64]) throws {
    try access { db in
      try db.execute(sql: "DELETE FROM export_appended")
      for (path, size) in lengths {
        try db.execute(sql: "INSERT INTO export_appended (path, size) VALUES (?, ?)", arguments: [path, size])
      }
    }
  }

  func lengths() throws -> [String: Int64] {
    try access { db in
      let rows = try Row.fetchAll(db, sql: "SELECT path, size FROM export_appended")
      return Dictionary(rows.map { ($0["path"] as String, $0["size"] as Int64) }, uniquingKeysWith: max)
    }
  }

  /// Whether a file is there and whole, or appended to.
  func knows(_ path: String) throws -> Bool {
    try access { db in
      let known = try db.cachedStatement(
        sql: """
          SELECT EXISTS (SELECT 1 FROM export_file WHERE path = ?1) OR EXISTS (SELECT 1 FROM export_appended WHERE path = ?1)
          """)
      return try Bool.fetchOne(known, arguments: [path]) ?? false
    }
  }

  func isClosed(_ path: String) throws -> Bool {
    try access { db in
      let known = try db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM export_file WHERE path = ?)")
      return try Bool.fetchOne(known, arguments: [path]) ?? false
    }
  }

  /// The custodians that have a copy of a message among the hits.
  func custodians(of message: Message.ID) throws -> [String] {
    try access { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT c.email FROM export_plan p JOIN export_custodian c ON c.mailbox = p.mailbox WHERE p.message = ?
          ORDER BY c.mailbox
          """, arguments: [message.rawValue])
    }
  }

  /// Number and bytes of the files.
  func totals() throws -> (files: Int64, bytes: Int64) {
    try access { db in
      let row = try Row.fetchOne(db, sql: "SELECT COUNT(*) AS files, COALESCE(SUM(size), 0) AS bytes FROM export_file")
      return (row?["files"] ?? 0, row?["bytes"] ?? 0)
    }
  }

  /// Every file, in the order of its path's bytes.
  func eachFile(_ visit: (ClosedFile) throws -> Void) throws {
    try access { db in
      let rows = try Row.fetchCursor(db, sql: "SELECT path, size, digest FROM export_file ORDER BY path")
      while let row = try rows.next() {
        guard let digest = Digest(bytes: row["digest"] as Data) else { continue }
        try visit(ClosedFile(path: row["path"], size: row["size"], digest: digest))
      }
    }
  }

  func eachException(_ visit: (ExportException) throws -> Void) throws {
    try access { db in
      let rows = try Row.fetchCursor(db, sql: "SELECT item, reason FROM export_exception ORDER BY item")
      while let row = try rows.next() {
        try visit(ExportException(item: Item.ID(row["item"] as Int64), reason: row["reason"]))
      }
    }
  }
}
