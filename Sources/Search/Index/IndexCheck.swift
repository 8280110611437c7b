public import Archive
internal import GRDB

extension Check {
  /// The search index: made by this version, whole in itself, and with every message and copy that there is.
  public static let index = Check("index") { examination in
    let found = try examination.read { try IndexComparison.findings($0, isQuick: examination.isQuick) }
    guard !examination.isQuick, !found.contains(where: { $0.severity == .error }) else { return found }
    do {
      // FTS5 takes its own check for writing; others wait while it reads the index, some seconds for each million.
      try examination.tryOut { try $0.execute(sql: "INSERT INTO search_text (search_text) VALUES ('integrity-check')") }
      return found
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
      return found + [.error("index", "FTS5 finds its words damaged: \(error.message ?? "")", IndexComparison.rebuild)]
    }
  }
}

/// Compares the index with the messages.
private enum IndexComparison {
  static let rebuild = "run 'holdfast index rebuild': the index is made anew from the messages"

  static func findings(_ db: Database, isQuick: Bool) throws -> [Finding] {
    guard try db.tableExists("search_state") else {
      return [
        .error("index", "there is no search index", "run any command on the archive, then 'holdfast index rebuild'")
      ]
    }
    let status = try SearchIndex.status(db)
    switch status.state {
    case .stale:
      return [
        .warning("index", "made by \(status.madeBy), and this program is \(status.version)", rebuild)
      ]
    case .rebuilding, .complete:
      break
    }
    let messages = try Int64.fetchOne(db, sql: "SELECT COUNT(*) FROM message") ?? 0
    let (indexed, pending) = (status.coverage.messages, status.coverage.pending)
    guard indexed + pending == messages else {
      return [
        .error(
          "index", "\(messages) messages are stored, and \(indexed + pending) are in the index or waiting", rebuild)
      ]
    }
    if !isQuick, let problem = try firstDifference(db) { return [.error("index", problem, rebuild)] }
    if status.state == .rebuilding {
      return [
        .warning(
          "index", "being made anew: \(pending) of \(messages) messages are not in it yet",
          "if no rebuild runs, 'holdfast index rebuild' goes on with it")
      ]
    }
    return [.ok("index", "every one of \(messages) messages is in it; \(status.madeBy)")]
  }

  /// Goes through the blocks of facts and through the messages beside each other.
  private static func firstDifference(_ db: Database) throws -> String? {
    let through = try SearchIndex.rebuiltThrough(db) ?? .max
    let ids = try db.cachedStatement(sql: "SELECT id FROM message WHERE id BETWEEN ? AND ? AND id <= ? ORDER BY id")
    let copies = try db.cachedStatement(
      sql: "SELECT COUNT(*) FROM item WHERE message BETWEEN ? AND ? AND message <= ?")
    var seen: Int64 = 0
    let blocks = try PreparedStatement(db, "SELECT block, facts FROM search_block ORDER BY block")
    var problem: String?
    try blocks.rows { row in
      let number = row.int64(0)
      let first = number << FactBlock.shift
      let range = first...(first | FactBlock.mask)
      let block: FactBlock
      do { block = try row.blob(1) { try FactBlock(number: number, packed: $0) } } catch let error as StorageError {
        problem = error.description
        return false
      }
      let stored = try Int64.fetchAll(ids, arguments: [range.lowerBound, range.upperBound, through])
      let facts = block.entries.map(\.facts.id)
      let count = try Int64.fetchOne(copies, arguments: [range.lowerBound, range.upperBound, through]) ?? 0
      seen += Int64(stored.count)
      if facts != stored {
        let odd = Set(facts).symmetricDifference(stored).min() ?? first
        problem = "message \(odd) is \(stored.contains(odd) ? "not in the index" : "in the index and not stored")"
      } else if count != block.entries.reduce(0, { $0 + Int64($1.copies.count) }) {
        problem = "copies of messages \(range.lowerBound) to \(range.upperBound) are not those in the index"
      }
      return problem == nil
    }
    if let problem { return problem }
    let all = try Int64.fetchOne(db, sql: "SELECT COUNT(*) FROM message WHERE id <= ?", arguments: [through]) ?? 0
    return seen == all ? nil : "\(all - seen) messages are in no block of the index"
  }
}
