public import Archive
public import GRDB

/// A hold on record: its terms, which never change, and the mailboxes it covers, each placed and released on its own.
public struct HoldRecord: Sendable, Hashable {
  public typealias ID = Identifier<HoldRecord>

  public var id: ID
  public var terms: HoldTerms
  public var name: String { terms.name }

  /// One mailbox under a hold.
  public struct Location: Sendable, Hashable {
    public var hold: ID
    public var mailbox: Mailbox.ID
    public var placedAt: Moment
    public var releasedAt: Moment?
    /// The act that released it.
    var releasedEntry: Int64?
    /// Until when it goes on holding after its release.
    public var delayUntil: Moment?
    /// When someone ended that delay early.
    public var delayEndedAt: Moment?

    /// Until when it holds, or held, after its release; nil where it was not released.
    public var heldUntil: Moment? { delayUntil.map { until in delayEndedAt.map { min($0, until) } ?? until } }
  }
}

extension HoldRecord: FetchableRecord {
  public init(row: Row) throws {
    id = ID(row["id"] as Int64)
    let days = try DayRange(
      from: (row["first_day"] as String?).flatMap { CivilDate($0) },
      to: (row["last_day"] as String?).flatMap { CivilDate($0) })
    let legalCase: Int64? = row["legal_case"]
    terms = HoldTerms(
      kind: legalCase.map { .legalCase(LegalCase.ID($0)) } ?? .litigation, name: row["name"], query: row["query"],
      canonicalQuery: row["canonical"], days: days, duration: row["days"], owner: row["owner"], note: row["note"],
      url: row["url"])
  }

  public static func all(of legalCase: LegalCase.ID, _ db: Database) throws -> [HoldRecord] {
    try fetchAll(
      db, sql: "SELECT * FROM hold WHERE legal_case = ? ORDER BY id", arguments: [legalCase.rawValue])
  }

  public static func all(_ db: Database) throws -> [HoldRecord] {
    try fetchAll(db, sql: "SELECT * FROM hold ORDER BY id")
  }

  /// The holds that cover, or covered, a mailbox.
  static func onMailbox(_ mailbox: Mailbox.ID, _ db: Database) throws -> [(HoldRecord, Location)] {
    try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT h.*, \(Location.columns)
          FROM hold_location l JOIN hold h ON h.id = l.hold WHERE l.mailbox = ? ORDER BY h.id, l.placed_entry
          """), arguments: [mailbox.rawValue]
    ).map { (try HoldRecord(row: $0), Location(row: $0)) }
  }

  public func locations(_ db: Database) throws -> [Location] {
    try Row.fetchAll(
      db, sql: "SELECT \(Location.columns) FROM hold_location l WHERE hold = ? ORDER BY placed_entry, mailbox",
      arguments: [id.rawValue]
    ).map(Location.init)
  }

  public func isRemoved(_ db: Database) throws -> Bool {
    try Bool.fetchOne(db, sql: "SELECT 1 FROM hold_removed WHERE hold = ?", arguments: [id.rawValue]) ?? false
  }

  /// The mailboxes it covers now.
  public func covered(_ db: Database) throws -> Set<Mailbox.ID> {
    Set(try locations(db).filter { $0.releasedAt == nil }.map(\.mailbox))
  }

  static func insert(_ terms: HoldTerms, _ act: Act) throws -> HoldRecord {
    try terms.check()
    let id = try RowNumbers.hold.take(1, act.db)
    var legalCase: Int64?
    if case .legalCase(let number) = terms.kind { legalCase = number.rawValue }
    try act.db.execute(
      sql: """
        INSERT INTO hold (id, kind, legal_case, name, bounded, query, canonical, first_day, last_day, days, owner,
          note, url) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        id, legalCase == nil ? "litigation" : "case", legalCase, terms.name, terms.isBounded, terms.query,
        terms.canonicalQuery, terms.days?.from?.description, terms.days?.to?.description, terms.duration,
        terms.owner, terms.note, terms.url,
      ])
    return HoldRecord(id: ID(id), terms: terms)
  }

  /// Puts a mailbox under the hold, from this moment, whatever it holds now or later: one row, whatever the mailbox's size.
  func addLocation(_ mailbox: Mailbox.ID, _ act: Act) throws {
    try act.db.execute(
      sql: "INSERT INTO hold_location (hold, mailbox, placed_at, placed_entry) VALUES (?, ?, ?, ?)",
      arguments: [id.rawValue, mailbox.rawValue, act.now.microseconds, act.entry])
  }

  /// Releases the hold's mailboxes, or one of them.
  ///
  /// Each stays held for the delay.
  ///
  /// `isReplaced`: another hold covers all that this one did from this moment, and there is nothing to notice late.
  /// Returns how many were released.
  @discardableResult
  func releaseLocations(_ act: Act, only mailbox: Mailbox.ID? = nil, isReplaced: Bool = false) throws -> Int {
    let until = act.now.adding(days: isReplaced ? 0 : try DelayHoldDays.read(act.db))
    try act.db.execute(
      sql: """
        UPDATE hold_location SET released_at = ?, released_entry = ?, delay_until = ?
        WHERE hold = ? AND released_at IS NULL AND (? IS NULL OR mailbox = ?)
        """,
      arguments: [
        act.now.microseconds, act.entry, until.microseconds, id.rawValue, mailbox?.rawValue, mailbox?.rawValue,
      ])
    return act.db.changesCount
  }

  /// Takes the hold, which is off, out of its case.
  func remove(_ act: Act) throws {
    try act.db.execute(
      sql: "INSERT INTO hold_removed (hold, entry) VALUES (?, ?)", arguments: [id.rawValue, act.entry])
  }
}

extension HoldRecord.Location {
  /// Of `hold_location l`; a delay is over when one was ended after this release.
  fileprivate static let columns = """
    l.hold, l.mailbox, l.placed_at, l.released_at, l.released_entry, l.delay_until,
    (SELECT MIN(e.at) FROM delay_hold_end e WHERE e.mailbox = l.mailbox AND e.entry > l.released_entry) AS delay_ended
    """

  init(row: Row) {
    hold = HoldRecord.ID(row["hold"] as Int64)
    mailbox = Mailbox.ID(row["mailbox"] as Int64)
    placedAt = Moment(microseconds: row["placed_at"])
    releasedAt = (row["released_at"] as Int64?).map(Moment.init(microseconds:))
    releasedEntry = row["released_entry"]
    delayUntil = (row["delay_until"] as Int64?).map(Moment.init(microseconds:))
    delayEndedAt = (row["delay_ended"] as Int64?).map(Moment.init(microseconds:))
  }
}
