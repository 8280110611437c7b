internal import Archive
internal import Foundation
internal import GRDB

/// A hit in the order in which an export takes it.
struct PlannedHit: Sendable, Hashable {
  /// Its place, from 1.
  var place: Int64
  var item: Item.ID
  var message: Message.ID
  var mailbox: Mailbox.ID
  /// Who talked with whom, and on which day; nil where the format doesn't ask.
  var conversation: ConversationDay?
  /// The copy that is written in its stead, where copies of a message are written once.
  var duplicateOf: Item.ID?
}

/// What an export by conversation puts into one file: the people, and the day in the export's time zone.
struct ConversationDay: Sendable, Hashable {
  var conversation: [UInt8]
  /// Days since 1970-01-01.
  var day: Int64
}

/// Whose copies are exported.
struct ExportCustodian: Sendable, Hashable {
  var mailbox: Mailbox.ID
  var email: String
  var name: String
  var number: String?
  /// The name of the custodian's folder: safe, and nobody else's.
  var folder: String
  /// The place in the plan of the custodian's first hit.
  var first: Int64
}

extension ExportJournal {
  /// Enters hits before they are sorted.
  func enter(_ hits: [(hit: ExportHit, conversation: ConversationDay?)]) throws {
    try access { db in
      let statement = try PreparedStatement(
        db, "INSERT INTO export_hit (item, message, mailbox, sent, conversation, day) VALUES (?, ?, ?, ?, ?, ?)")
      for (hit, conversation) in hits {
        statement.bind(1, hit.item.rawValue)
        statement.bind(2, hit.message.rawValue)
        statement.bind(3, hit.mailbox.rawValue)
        statement.bind(4, hit.sent.microseconds)
        if let conversation {
          statement.bind(5, conversation.conversation)
          statement.bind(6, conversation.day)
        } else {
          statement.bindNull(5)
          statement.bindNull(6)
        }
        try statement.run()
      }
    }
  }

  /// Puts the hits in order: by custodian, then by conversation and day where there are any, then as they were sent.
  ///
  /// Of several copies of a message the one in the first mailbox stands for the others, so that both sides of a
  /// conversation stay together. Returns how many there are.
  func sortHits(deduplicating: Bool) throws -> Int64 {
    try access { db in
      let survivor = "FIRST_VALUE(item) OVER (PARTITION BY message ORDER BY mailbox, item)"
      try db.execute(
        sql: """
          INSERT INTO export_plan (item, message, mailbox, conversation, day, duplicate_of)
          SELECT item, message, mailbox, conversation, day, NULLIF(survivor, item)
          FROM (SELECT *, \(deduplicating ? survivor : "NULL") AS survivor FROM export_hit)
          ORDER BY mailbox, conversation, day, sent, item
          """)
      try db.execute(sql: "DELETE FROM export_hit")
      if deduplicating {
        try db.execute(sql: "CREATE INDEX IF NOT EXISTS export_plan_message ON export_plan (message)")
      }
      return try Int64.fetchOne(db, sql: "SELECT COUNT(*) FROM export_plan") ?? 0
    }
  }

  /// The mailboxes of the plan, each with the place of its first hit.
  func plannedMailboxes() throws -> [(mailbox: Mailbox.ID, first: Int64)] {
    try access { db in
      try Row.fetchAll(db, sql: "SELECT mailbox, MIN(n) FROM export_plan GROUP BY mailbox ORDER BY mailbox")
        .map { (Mailbox.ID($0[0] as Int64), $0[1]) }
    }
  }

  func enter(_ custodians: [ExportCustodian]) throws {
    try access { db in
      for custodian in custodians {
        try db.execute(
          sql: "INSERT INTO export_custodian (mailbox, email, name, number, folder, first) VALUES (?, ?, ?, ?, ?, ?)",
          arguments: [
            custodian.mailbox.rawValue, custodian.email, custodian.name, custodian.number, custodian.folder,
            custodian.first,
          ])
      }
    }
  }

  func custodian(_ mailbox: Mailbox.ID) throws -> ExportCustodian {
    let row = try access {
      try Row.fetchOne($0, sql: "SELECT * FROM export_custodian WHERE mailbox = ?", arguments: [mailbox.rawValue])
    }
    guard let row else {
      throw StorageError("the export's journal \(file.path) is damaged; export anew", code: ExportStorage.code)
    }
    return ExportCustodian(
      mailbox: mailbox, email: row["email"], name: row["name"], number: row["number"], folder: row["folder"],
      first: row["first"])
  }

  /// At most so many hits after a place.
  func hits(after place: Int64, limit: Int) throws -> [PlannedHit] {
    try access { db in
      let statement = try db.cachedStatement(sql: "SELECT * FROM export_plan WHERE n > ? ORDER BY n LIMIT ?")
      return try Row.fetchAll(statement, arguments: [place, limit]).map { row in
        let conversation = (row["conversation"] as Data?).map { Array($0) }
        return PlannedHit(
          place: row["n"], item: Item.ID(row["item"] as Int64), message: Message.ID(row["message"] as Int64),
          mailbox: Mailbox.ID(row["mailbox"] as Int64),
          conversation: conversation.map { ConversationDay(conversation: $0, day: row["day"]) },
          duplicateOf: (row["duplicate_of"] as Int64?).map { Item.ID($0) })
      }
    }
  }

  /// Whether that item was to be exported and couldn't be.
  func isException(_ item: Item.ID) throws -> Bool {
    try access {
      try Bool.fetchOne(
        $0, sql: "SELECT EXISTS (SELECT 1 FROM export_exception WHERE item = ?)", arguments: [item.rawValue]) ?? false
    }
  }
}
