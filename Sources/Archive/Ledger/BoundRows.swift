internal import GRDB

/// Rows that the ledger commits to: whoever changes one behind the program's back is found by `audit verify`.
///
/// The act that writes such a row puts its digest into its own entry, in the same transaction and in the one place where
/// entries are made, so that no act can forget it. A digest is that of the row's canonical form, a JSON array of what
/// must never change without another act. See `docs/ledger-format.md`.
struct BoundRows {
  /// What they are called in entries.
  let name: String
  /// The table or join, with `t` as the rows' own table.
  let from: String
  /// The column that names the entry of the act that wrote the row as it is.
  let entry: String
  /// What tells a row from the others, as text.
  let key: String
  /// The row's canonical form.
  let row: String
  /// One root over all of an act's rows, in their order, instead of a digest for each: for those that come by the
  /// thousand and stay as they are for ever.
  var isSummed = false

  /// A table of rules, or of what was destroyed, is a line here, an index on its entry column, and a row in
  /// `docs/ledger-format.md`.
  static let all = [
    BoundRows(
      name: "certificate", from: "certificate t", entry: "t.entry", key: "t.item",
      row: "json_array(t.item, t.message, t.mailbox, hex(t.commitment), t.rule, t.at)", isSummed: true),
    BoundRows(
      name: "purged_message", from: "purged_message t", entry: "t.entry", key: "t.id",
      row: "json_array(t.id, t.connector, t.partner_id, t.revision, hex(t.leaf))", isSummed: true),
    BoundRows(
      name: "hold", from: "hold_location t JOIN hold h ON h.id = t.hold", entry: "t.placed_entry",
      key: "t.hold || '/' || t.mailbox || '/' || t.placed_entry",
      row: """
        json_array(t.hold, t.mailbox, t.placed_at, t.placed_entry, h.kind, h.legal_case, h.name, h.bounded, h.query,
          h.canonical, h.first_day, h.last_day, h.days, h.owner, h.note, h.url)
        """),
    BoundRows(
      name: "hold_release", from: "hold_location t", entry: "t.released_entry",
      key: "t.hold || '/' || t.mailbox || '/' || t.placed_entry",
      row: "json_array(t.hold, t.mailbox, t.placed_entry, t.released_at, t.released_entry, t.delay_until)"),
    BoundRows(
      name: "hold_removed", from: "hold_removed t", entry: "t.entry", key: "t.hold", row: "json_array(t.hold, t.entry)"),
    BoundRows(
      name: "retention_policy", from: "retention_policy t", entry: "t.changed_entry", key: "t.id",
      row: """
        json_array(t.id, t.name, t.action, t.days, t.unit, t.start, t.scope, t.created, t.changed_entry, t.disabled,
          t.disabled_until, t.locked, t.removed, t.grace_until,
          (SELECT json_group_array(json_array(l.mailbox, l.included)) FROM (
            SELECT mailbox, included FROM retention_location WHERE policy = t.id ORDER BY mailbox) l))
        """),
    BoundRows(
      name: quarantine, from: "quarantine t", entry: "COALESCE(t.entry, 0)", key: "t.id",
      row: """
        json_array(t.id, t.connector, t.date, t.file, t.line, t.partner_id, t.reason, t.detail, hex(t.digest), t.size,
          t.created, t.entry)
        """),
    BoundRows(
      name: replay, from: "quarantine t", entry: "t.replayed_entry", key: "t.id || '/' || t.message",
      row: "json_array(t.id, t.message, t.replayed_entry)"),
    BoundRows(
      name: discard, from: "quarantine_discard t", entry: "t.entry", key: "t.quarantine",
      row: """
        json_array(t.quarantine, t.entry, t.connector, t.size, hex(t.commitment), hex(t.mark), t.reason, t.at)
        """),
    BoundRows(
      name: "reconciliation_batch", from: "reconciliation_batch t", entry: "t.entry", key: "t.entry",
      row: """
        json_array(t.id, t.entry, t.connector, t.date, t.reading, t.file, t.offered, t.imported, t.partial, t.duplicate,
          t.quarantined, t.failed, t.lines)
        """),
    BoundRows(
      name: "reconciliation_day", from: "reconciliation_day t", entry: "t.entry", key: "t.id",
      row: """
        json_array(t.id, t.entry, t.connector, t.date, t.reading, t.state, t.at, hex(t.manifest), t.announced, t.lacking,
          t.reoffered, t.complete)
        """),
    BoundRows(
      name: "reconciliation_correction", from: "reconciliation_correction t", entry: "t.entry", key: "t.quarantine",
      row: "json_array(t.quarantine, t.entry, t.batch, t.outcome)"),
  ]

  /// These two go when their message is purged; the first also with a certificate, ``discard``.
  static let quarantine = "quarantine"
  static let replay = "quarantine_replay"
  static let discard = "quarantine_discard"

  /// The digest by which the ledger knows a record of the quarantine: what its certificate goes on saying.
  static func commitment(ofQuarantined record: Int64, _ db: Database) throws -> Digest? {
    guard let bound = all.first(where: { $0.name == quarantine }) else { return nil }
    return try String.fetchOne(
      db, sql: "SELECT \(bound.row) FROM \(bound.from) WHERE \(bound.key) = ?", arguments: [record]
    ).map { digest(Array($0.utf8)) }
  }

  /// The digest of a row's canonical form.
  static func digest(_ row: some ContiguousBytesLike) -> Digest { MerkleTree.leaf(row) }

  /// The fields of a sum in an entry.
  static let rootField = "root"
  static let countField = "rows"

  // MARK: - Writing

  /// What the act of that entry wrote, by name; nil: nothing.
  ///
  /// The first entry of this form commits to every row there is: an archive of an older version is committed to from its
  /// first act on, and again where an older version wrote to it in between.
  static func written(by entry: Int64, _ db: Database) throws -> [String: [String: String]]? {
    let isFirst = try isFirst(entry, db)
    var written: [String: [String: String]] = [:]
    for bound in all {
      let rows = try bound.digests(isFirst && !bound.isSummed ? nil : entry, db)
      guard !rows.isEmpty else { continue }
      if bound.isSummed {
        var tree = MerkleTree()
        for row in rows { tree.append(leaf: row.digest) }
        written[bound.name] = [rootField: tree.root.hex, countField: String(tree.size)]
      } else {
        written[bound.name] = Dictionary(rows.map { ($0.key, $0.digest.hex) }, uniquingKeysWith: { $1 })
      }
    }
    return written.isEmpty ? nil : written
  }

  private static func isFirst(_ entry: Int64, _ db: Database) throws -> Bool {
    let form = try Int.fetchOne(
      db.cachedStatement(
        sql: "SELECT CASE WHEN json_valid(body) THEN json_extract(body, '$.form') END FROM ledger_entry WHERE seq = ?"),
      arguments: [entry - 1])
    return form != LedgerEntry.form
  }

  /// `act`: only the rows that its entry wrote; nil: all.
  private func digests(_ act: Int64?, _ db: Database) throws -> [(key: String, digest: Digest)] {
    let filter = act == nil ? "\(entry) IS NOT NULL" : entryIs
    let statement = try db.cachedStatement(
      sql: "SELECT CAST(\(key) AS TEXT), \(row) FROM \(from) WHERE \(filter) ORDER BY \(key)")
    let arguments: StatementArguments = if let act { [act] } else { [] }
    let rows = try Row.fetchCursor(statement, arguments: arguments)
    var digests: [(String, Digest)] = []
    while let row = try rows.next() {
      let (key, form): (String, String) = (row[0], row[1])
      digests.append((key, Self.digest(Array(form.utf8))))
    }
    return digests
  }

  /// The condition on the entry, so written that the index on its column serves.
  private var entryIs: String { name == Self.quarantine ? "t.entry = ?" : "\(entry) = ?" }
}
