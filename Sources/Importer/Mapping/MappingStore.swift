public import Archive
public import GRDB

/// Keeps connectors' custom mapping tables.
public enum MappingStore {
  /// Replaces a connector's whole table.
  public static func replace(_ table: MappingTable, of connector: Connector.ID, _ act: Act) throws {
    try act.db.execute(sql: "DELETE FROM mapping WHERE connector = ?", arguments: [connector.rawValue])
    for entry in table.entries {
      try act.db.cachedStatement(sql: "INSERT INTO mapping (connector, number, email) VALUES (?, ?, ?)")
        .execute(arguments: [connector.rawValue, entry.number, entry.email])
    }
    act.note("mapped", .number(table.entries.count))
  }

  static func table(of connector: Connector.ID, _ db: Database) throws -> MappingTable {
    let rows = try Row.fetchAll(
      db, sql: "SELECT number, email FROM mapping WHERE connector = ? ORDER BY number",
      arguments: [connector.rawValue])
    return MappingTable(
      entries: rows.enumerated().map { index, row in
        MappingTable.Entry(number: row["number"], email: row["email"], line: index + 2)
      })
  }

  /// The addresses of active mailboxes, as ``MailboxAddress/key(_:)`` gives them.
  static func activeAddresses(_ db: Database) throws -> Set<String> {
    Set(try Mailbox.all(db).filter { $0.status == .active }.map { MailboxAddress.key($0.email) })
  }

  /// The mapper of a connector, over the directory as it is now.
  public static func mapper(of connector: Connector, numbers: PhoneNumbers, _ db: Database) throws
    -> ParticipantMapper<Mailbox>
  {
    var active: [String: Mailbox] = [:]
    for mailbox in try Mailbox.all(db) where mailbox.status == .active {
      active[MailboxAddress.key(mailbox.email)] = mailbox
    }
    let mailboxes = active
    return ParticipantMapper(
      table: try table(of: connector.id, db), automatic: connector.automaticMapping, numbers: numbers
    ) { mailboxes[$0] }
  }
}
