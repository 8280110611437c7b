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
  /// The column of `t` that names the entry of the act that wrote the row as it is.
  let entry: String
  /// What tells a row from the others, as text.
  let key: String
  /// The row's canonical form.
  let row: String
  /// The form of entries that first committed to them.
  var since = 2
  /// One root over all of an act's rows, in their order, instead of a digest for each: for those that come by the
  /// thousand and stay as they are for ever.
  var isSummed = false
  /// Whether rows of before there was such a column have none: they count as entry 0's.
  var mayPredate = false

  /// A table of rules, or of what was destroyed, is a line in one of these lists, an index on its entry column, and a row
  /// in `docs/ledger-format.md`; what is added raises ``LedgerEntry/form``.
  static let all = holds + retention + labels + access + archived

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
  /// The first entry of a form commits to every row of the tables that older forms didn't commit to: an archive of an
  /// older version is committed to from its first act on, and again where an older version wrote to it in between.
  ///
  /// `isReading`: the act can't have written any, so that it costs one look at the entry before. Any other costs one
  /// statement that finds the tables it wrote to; those alone are digested.
  static func written(by entry: Int64, isReading: Bool, _ db: Database) throws -> [String: [String: String]]? {
    let former = try form(of: entry - 1, db)
    guard !isReading || former < LedgerEntry.form else { return nil }
    let touched = try isReading ? [] : touched(by: entry, db)
    var written: [String: [String: String]] = [:]
    for bound in all {
      let isNew = bound.since > former
      guard isNew || touched.contains(bound.name) else { continue }
      // What entries of the first form destroyed, they list.
      let rows = try bound.digests(isNew && !(bound.isSummed && bound.since == 2) ? .until(entry) : .by(entry), db)
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

  /// The form of an entry; 0 where there is none, 1 where it names none.
  private static func form(of entry: Int64, _ db: Database) throws -> Int {
    try Int.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT CASE WHEN json_valid(body) THEN COALESCE(json_extract(body, '$.form'), 1) ELSE 1 END
          FROM ledger_entry WHERE seq = ?
          """),
      arguments: [entry]) ?? 0
  }

  /// The names of those of which the act wrote any.
  private static func touched(by entry: Int64, _ db: Database) throws -> Set<String> {
    try Set(String.fetchAll(db.cachedStatement(sql: findTouched), arguments: [entry]))
  }

  /// One statement for all tables: preparing one for each cost every command more than a millisecond.
  private static let findTouched = all.map {
    "SELECT '\($0.name)' WHERE EXISTS (SELECT 1 FROM \($0.from) WHERE \($0.entry) = ?1)"
  }.joined(separator: " UNION ALL ")

  private enum Which {
    /// What an act wrote.
    case by(Int64)
    /// What it and all before it wrote.
    case until(Int64)
  }

  private func digests(_ which: Which, _ db: Database) throws -> [(key: String, digest: Digest)] {
    let (filter, entry): (String, Int64) =
      switch which {
      case .by(let entry): ("\(self.entry) = ?", entry)
      case .until(let entry): ("\(entryOrZero) <= ?", entry)
      }
    let order = isSummed ? "\(self.entry), \(key)" : key
    let statement = try db.cachedStatement(
      sql: "SELECT CAST(\(key) AS TEXT), \(row) FROM \(from) WHERE \(filter) ORDER BY \(order)")
    let rows = try Row.fetchCursor(statement, arguments: [entry])
    var digests: [(String, Digest)] = []
    while let row = try rows.next() {
      let (key, form): (String, String) = (row[0], row[1])
      digests.append((key, Self.digest(Array(form.utf8))))
    }
    return digests
  }

  /// The entry that wrote the row; null where nothing did yet, as a hold's release.
  var entryOrZero: String { mayPredate ? "COALESCE(\(entry), 0)" : entry }
}
