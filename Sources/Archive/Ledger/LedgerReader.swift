public import GRDB

/// Entries of the ledger, and how many more there were.
public struct LedgerListing: Sendable, Hashable {
  /// Oldest first.
  public var entries: [LedgerEntry]
  /// Older entries that matched and were left out because of the limit.
  public var omitted: Int
}

/// Which entries come first, and so which are left out by a limit.
public enum LedgerOrder: String, Sendable, CaseIterable {
  /// The newest are taken, and shown oldest first: the end of a log.
  case latest
  case newest
  case oldest

  var goesBack: Bool { self != .oldest }
}

/// A page of the ledger: which entries it has is settled, and they can be read one after the other.
///
/// The ledger only grows, so that a page is the same whenever it is read.
public struct LedgerPage: Sendable {
  /// How many entries match, on this page, before it and after it.
  public let matching: Int
  /// How many entries this page has.
  public let count: Int
  /// How many that match come after this page.
  public let omitted: Int
  /// Where the next page begins; nil: this is the last.
  public var next: Int64? { omitted > 0 ? (query.order.goesBack ? first : last) : nil }
  fileprivate let first: Int64
  fileprivate let last: Int64
  fileprivate let query: (filter: LedgerQuery, order: LedgerOrder)

  /// Reads the entries of the page.
  public func entries(_ db: Database) throws -> LedgerCursor {
    let (condition, arguments) = try query.filter.condition()
    // The numbers are sorted, where they must be, by themselves: an entry's text may be long.
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT e.seq, e.body FROM (
          SELECT seq FROM ledger_entry WHERE \(condition) AND seq BETWEEN ? AND ?
          ORDER BY seq \(query.order == .newest ? "DESC" : "ASC") LIMIT -1) f
        CROSS JOIN ledger_entry e ON e.seq = f.seq
        """, arguments: arguments + [first, last])
    return LedgerCursor(rows)
  }
}

/// Gives entries one after the other, so that memory holds no more than is asked for.
public final class LedgerCursor {
  private let rows: RowCursor

  fileprivate init(_ rows: RowCursor) { self.rows = rows }

  /// The next entry; nil at the end.
  ///
  /// - Throws: ``LedgerDamage`` where its text can't be read.
  public func next() throws -> LedgerEntry? {
    guard let row = try rows.next() else { return nil }
    guard let entry = try? LedgerEntry(body: Array((row["body"] as String).utf8)) else {
      throw LedgerDamage(entry: row["seq"], "its text is not that of an entry")
    }
    return entry
  }

  /// The next entries, at most so many; none at the end.
  public func next(_ most: Int) throws -> [LedgerEntry] {
    var entries: [LedgerEntry] = []
    while entries.count < most, let entry = try next() { entries.append(entry) }
    return entries
  }
}

/// Reads the ledger for a person.
public enum LedgerReader {
  /// More than anyone reads, and what memory holds with ease: whoever wants all exports the ledger.
  public static let mostEntries = 100_000

  /// The page of what matches.
  ///
  /// `after`: where the page before said that the next begins; nil: the first page.
  /// `limit`: at most so many entries; nil: all.
  public static func page(
    _ filter: LedgerQuery, order: LedgerOrder = .latest, after: Int64? = nil, limit: Int? = nil, _ db: Database
  ) throws -> LedgerPage {
    let (condition, arguments) = try filter.condition()
    let beyond = after.map { "seq \(order.goesBack ? "<" : ">") \($0)" } ?? "TRUE"
    func count(_ extra: String) throws -> Int {
      try Int.fetchOne(
        db, sql: "SELECT COUNT(*) FROM ledger_entry WHERE \(condition) AND \(extra)", arguments: arguments) ?? 0
    }
    func countAll() throws -> Int {
      guard case .entries(let actions) = filter.tallied else { return try count("TRUE") }
      return try LedgerTally.entries(of: actions, db)
    }
    /// Those on the next page and later: where all are known, whichever side is shorter is counted.
    func countBeyond(_ all: Int) throws -> Int {
      guard let after else { return all }
      let isNearEnd = try after > (Int64.fetchOne(db, sql: "SELECT MAX(seq) FROM ledger_entry") ?? 0) / 2
      guard case .entries = filter.tallied, isNearEnd == order.goesBack else { return try count(beyond) }
      return try all - count("seq \(order.goesBack ? ">=" : "<=") \(after)")
    }
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT COUNT(*), COALESCE(MIN(seq), 0), COALESCE(MAX(seq), -1) FROM (
          SELECT seq FROM ledger_entry WHERE \(condition) AND \(beyond)
          ORDER BY seq \(order.goesBack ? "DESC" : "ASC") LIMIT ?)
        """, arguments: arguments + [limit ?? -1])
    guard let row else { throw StorageError("the ledger could not be counted; run 'holdfast audit verify'") }
    let taken: Int = row[0]
    // Whatever fits needs no further count.
    let fits = limit == nil || taken < limit ?? 0
    let all = fits && after == nil ? taken : try countAll()
    let left = fits ? taken : try countBeyond(all)
    return LedgerPage(
      matching: all, count: taken, omitted: left - taken, first: row[1],
      last: row[2], query: (filter, order))
  }

  /// The newest entries that match, read at once.
  ///
  /// `action`: an operation's name, in any letter case.
  /// `limit`: at most so many, and never over ``mostEntries``.
  /// Throws ``LedgerDamage`` where an entry's text can't be read.
  public static func entries(
    action: String? = nil, actor: String? = nil, since: Moment? = nil, limit: Int = mostEntries, _ db: Database
  ) throws -> LedgerListing {
    var query = LedgerQuery()
    (query.action, query.actor, query.since) = (action, actor, since)
    let found = try page(query, limit: min(max(limit, 0), mostEntries), db)
    return LedgerListing(entries: try found.entries(db).next(found.count), omitted: found.omitted)
  }
}
