public import Archive
public import GRDB

/// Which accounts may work in a case.
public enum CaseMembers {
  static func seesAll(_ account: String, _ db: Database) throws -> Bool {
    try Accounts.groups(of: account, db).contains(.eDiscoveryAdministrator)
  }

  static func isMember(_ account: String, of legalCase: LegalCase.ID, _ db: Database) throws -> Bool {
    try Bool.fetchOne(
      db, sql: "SELECT 1 FROM case_member WHERE legal_case = ? AND account = ?",
      arguments: [legalCase.rawValue, account]) ?? false
  }

  public static func add(_ account: String, to legalCase: LegalCase.ID, _ act: Act) throws {
    try act.db.execute(
      sql: "INSERT OR IGNORE INTO case_member (legal_case, account) VALUES (?, ?)",
      arguments: [legalCase.rawValue, account.lowercased()])
  }

  public static func all(of legalCase: LegalCase.ID, _ db: Database) throws -> [String] {
    try String.fetchAll(
      db, sql: "SELECT account FROM case_member WHERE legal_case = ? ORDER BY account",
      arguments: [legalCase.rawValue])
  }
}
