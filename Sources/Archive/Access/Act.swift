public import GRDB

/// An act in progress: the transaction it runs in and the ledger entry it will leave.
public final class Act {
  public let db: Database
  public let session: Session
  /// The number of the entry this act will be on the ledger.
  public let entry: Int64
  /// When the act happens: one reading of the clock for all of it.
  public let now: Moment
  private(set) var details: [String: LedgerValue]
  private var object: String?
  /// What became of the act, where it did less than was asked: an entry says so.
  public var result = ActResult.done

  init(
    db: Database, session: Session, entry: Int64, now: Moment, object: String?,
    details: [String: LedgerValue]
  ) {
    (self.db, self.session, self.entry, self.now) = (db, session, entry, now)
    (self.object, self.details) = (object, details)
  }

  /// Adds a detail to the entry.
  public func note(_ name: String, _ value: LedgerValue) { details[name] = value }

  /// The entry of this act, with what it wrote.
  ///
  /// `isReading`: it can't have written anything.
  func ledgerEntry(_ action: Action, isReading: Bool) throws -> LedgerEntry {
    var made = LedgerEntry(
      seq: entry, at: RFC3339.format(now), actor: session.account, action: action.name, object: object,
      details: details)
    made.form = LedgerEntry.form
    made.client = session.client
    made.result = result == .done ? nil : result
    made.rows = try BoundRows.written(by: entry, isReading: isReading, db)
    return made
  }
}
