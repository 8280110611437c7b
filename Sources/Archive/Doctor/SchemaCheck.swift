internal import GRDB

extension Check {
  /// Whether the database has the tables, indexes and guards that the program made it with, word for word.
  static let schema = Check("schema") { examination in
    try examination.read { db in
      let known = Schema.migrator.migrations
      let applied = try Schema.migrator.appliedIdentifiers(db)
      let newer = applied.subtracting(known)
      guard newer.isEmpty else {
        return [
          .error(
            "schema",
            "a newer version of holdfast has worked on the archive (\(newer.sorted().joined(separator: ", ")))",
            "install that version; this one can't know what it wrote")
        ]
      }
      guard let version = known.last(where: applied.contains) else {
        return [.error("schema", "the database has no tables of holdfast's", "restore the newest backup")]
      }
      let fresh = try DatabaseQueue()
      try Schema.migrator.migrate(fresh, upTo: version)
      let (expected, found) = (try fresh.read(SchemaObject.all), try SchemaObject.all(db))
      var findings = SchemaObject.differences(expected, found)
      if version != known.last {
        findings.append(
          .warning(
            "schema", "the schema is \(version), and this program's is \(known.last ?? "")",
            "the next command upgrades it; make a backup before"))
      }
      return findings.isEmpty
        ? [.ok("schema", "\(version), with all \(expected.count) tables, indexes and guards as shipped")] : findings
    }
  }
}

/// A table, an index or a trigger.
private struct SchemaObject {
  var type: String
  var sql: String

  /// The search index makes its own tables and says itself which version it is.
  private static let query = """
    SELECT type, name, COALESCE(sql, '') FROM sqlite_master
    WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'search\\_text%' ESCAPE '\\'
      AND name NOT IN ('search_vocabulary', 'search_block', 'search_state', 'grdb_migrations')
    """

  static func all(_ db: Database) throws -> [String: SchemaObject] {
    let rows = try Row.fetchAll(db, sql: query)
    return Dictionary(
      rows.map { ($0[1] as String, SchemaObject(type: $0[0], sql: $0[2])) }, uniquingKeysWith: { first, _ in first })
  }

  private static let advice =
    "find out who did it and since when; run 'holdfast audit verify --deep', and restore the newest intact backup to a new "
    + "folder"

  static func differences(_ expected: [String: SchemaObject], _ found: [String: SchemaObject]) -> [Finding] {
    var findings: [Finding] = []
    for (name, object) in expected.sorted(by: { $0.key < $1.key }) {
      guard let there = found[name] else {
        findings.append(.error("schema", "the \(object.word) \(name) is missing", advice))
        continue
      }
      if there.type != object.type || there.sql != object.sql {
        findings.append(.error("schema", "the \(object.word) \(name) is not as it was shipped", advice))
      }
    }
    for (name, object) in found.sorted(by: { $0.key < $1.key }) where expected[name] == nil {
      findings.append(.error("schema", "the \(object.word) \(name) is a stranger's", advice))
    }
    return findings
  }

  private var word: String { type == "trigger" ? "guard" : type }
}
