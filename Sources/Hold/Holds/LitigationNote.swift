public import Archive
public import GRDB

/// What is said about a litigation hold: who answers for it, why, where to read more, and its date.
///
/// It informs and decides nothing. A hold never changes; what is said of it may, and every version is kept.
public struct LitigationNote: Sendable, Hashable {
  public var owner: String?
  public var note: String?
  public var url: String?
  /// Any date: it is told and never weighed.
  public var date: Moment?

  public init(owner: String? = nil, note: String? = nil, url: String? = nil, date: Moment? = nil) {
    (self.owner, self.note, self.url, self.date) = (owner, note, url, date)
  }

  /// What is said of a hold now; of one nobody has said anything new of, what it was placed with.
  ///
  /// Its date is nil until someone gives one: then it is when the hold was placed.
  public static func of(_ record: HoldRecord, _ db: Database) throws -> LitigationNote {
    let row = try Row.fetchOne(
      db, sql: "SELECT owner, note, url, date FROM litigation_note WHERE hold = ? ORDER BY entry DESC LIMIT 1",
      arguments: [record.id.rawValue])
    guard let row else {
      return LitigationNote(owner: record.terms.owner, note: record.terms.note, url: record.terms.url)
    }
    return LitigationNote(
      owner: row["owner"], note: row["note"], url: row["url"],
      date: (row["date"] as Int64?).map(Moment.init(microseconds:)))
  }

  func write(_ hold: HoldRecord.ID, _ act: Act) throws {
    try act.db.execute(
      sql: "INSERT INTO litigation_note (hold, entry, owner, note, url, date) VALUES (?, ?, ?, ?, ?, ?)",
      arguments: [hold.rawValue, act.entry, owner, note, url, date?.microseconds])
  }

  /// Each that is given replaces what there is; an empty text takes it away.
  func changed(by change: LitigationNote) -> LitigationNote {
    func merged(_ old: String?, _ new: String?) -> String? { new.map { $0.isEmpty ? nil : $0 } ?? old }
    return LitigationNote(
      owner: merged(owner, change.owner), note: merged(note, change.note), url: merged(url, change.url),
      date: change.date ?? date)
  }

  func entries(_ act: Act) {
    if let owner { act.note("owner", .text(owner)) }
    if let note { act.note("note", .text(note)) }
    if let url { act.note("url", .text(url)) }
    if let date { act.note("date", .text(date.description)) }
  }
}
