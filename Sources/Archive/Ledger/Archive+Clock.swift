public import GRDB

extension Archive {
  /// When the newest act on the ledger happened; nil: there is none.
  public static func lastAct(_ db: Database) throws -> Moment? { try Ledger.lastMoment(db) }
}
