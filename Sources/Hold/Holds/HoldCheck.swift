public import Archive
internal import GRDB

extension Check {
  /// Holds, and people of open cases whom none holds.
  public static let holds = Check("holds") { examination in
    try examination.read { db in
      let active =
        try Int.fetchOne(
          db, sql: "SELECT COUNT(DISTINCT hold) FROM hold_location WHERE released_at IS NULL") ?? 0
      let free = try String.fetchAll(
        db,
        sql: """
          SELECT b.email || ' (' || c.name || ')' FROM case_custodian u
          JOIN legal_case c ON c.id = u.legal_case JOIN mailbox b ON b.id = u.mailbox
          WHERE u.status = 'active' AND c.status = 'active' AND NOT EXISTS (
            SELECT 1 FROM hold_location l WHERE l.mailbox = u.mailbox AND l.released_at IS NULL)
          ORDER BY 1
          """)
      let bare = try String.fetchAll(
        db,
        sql: """
          SELECT name FROM legal_case c WHERE status = 'active' AND NOT EXISTS (
            SELECT 1 FROM hold h JOIN hold_location l ON l.hold = h.id
            WHERE h.legal_case = c.id AND l.released_at IS NULL)
          ORDER BY name
          """)
      var found: [Finding] = []
      if !free.isEmpty {
        found.append(
          .warning(
            "holds", "custodians of open cases whom no hold covers: \(Finding.naming(free, of: free.count))",
            "place a hold ('holdfast hold place'), or release them from the case"))
      }
      if !bare.isEmpty {
        found.append(
          .warning(
            "holds", "open cases whose holds have no custodians: \(Finding.naming(bare, of: bare.count))",
            "place a hold ('holdfast hold place'), or close the case"))
      }
      return found.isEmpty
        ? [.ok("holds", "\(active) holds are on, and every custodian of an open case is on one")] : found
    }
  }
}
