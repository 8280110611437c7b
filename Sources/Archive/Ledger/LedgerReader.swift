public import GRDB

/// Entries of the ledger, and how many more there were.
public struct LedgerListing: Sendable, Hashable {
  /// Oldest first.
  public var entries: [LedgerEntry]
  /// Older entries that matched and were left out because of the limit.
  public var omitted: Int
}

/// Reads the ledger for a person.
public enum LedgerReader {
  /// More than anyone reads, and what memory holds with ease: whoever wants all exports the ledger.
  public static let mostEntries = 100_000

  /// The newest entries that match all that is asked for.
  ///
  /// `action`: an operation's name, in any letter case.
  /// `actor`: an account, in any letter case.
  /// `since`: leaves out what was done before.
  /// `limit`: at most so many, and never over ``mostEntries``.
  /// Throws ``LedgerDamage`` where an entry's text can't be read.
  public static func entries(
    action: String? = nil, actor: String? = nil, since: Moment? = nil, limit: Int = mostEntries, _ db: Database
  ) throws -> LedgerListing {
    var conditions: [String] = []
    var arguments = StatementArguments()
    func require(_ condition: String, _ value: (any DatabaseValueConvertible)?) {
      guard let value else { return }
      conditions.append(condition)
      arguments += [value]
    }
    require("action = ? COLLATE NOCASE", action)
    require("actor = ? COLLATE NOCASE", actor)
    require("at >= ?", since?.microseconds)
    let filter = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
    let matching = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM ledger_entry" + filter, arguments: arguments) ?? 0
    let rows = try Row.fetchCursor(
      db, sql: "SELECT seq, body FROM ledger_entry\(filter) ORDER BY seq DESC LIMIT ?",
      arguments: arguments + [min(max(limit, 0), mostEntries)])
    var entries: [LedgerEntry] = []
    while let row = try rows.next() {
      guard let entry = try? LedgerEntry(body: Array((row["body"] as String).utf8)) else {
        throw LedgerDamage(entry: row["seq"], "its text is not that of an entry")
      }
      entries.append(entry)
    }
    return LedgerListing(entries: entries.reversed(), omitted: matching - entries.count)
  }
}
