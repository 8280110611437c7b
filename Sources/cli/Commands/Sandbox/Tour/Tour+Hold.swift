/// How they are held, and what becomes of attempts to get rid of them.
extension Tour {
  /// Whose mailbox the case is about, and the text that began it.
  struct Suspect {
    var item: Int64
    var mailbox: String
    /// All that is in the mailbox.
    var items: Int
  }

  private static let legalCase = "Project Heron"
  /// In the days of which everything will have expired when the sweep comes.
  private static let suspicious = #"lots "before the close" sent<2024-01-03"#

  mutating func findSuspect() async throws -> Suspect {
    begin(
      "A hold",
      "Somebody writes of selling before the close and of not telling. A case is opened, and the mailbox held.")
    try await holdfast("search", Self.suspicious, "--limit", "1", show: { $0.filter { !$0.hasPrefix("next page") } })
    let found = try await ask(Found.self, "search", Self.suspicious, "--limit", "1")
    guard let hit = found.results.first else { throw failure("a text about selling", "none") }
    let items = try await ask(Found.self, "search", "", "--mailbox", hit.mailbox, "--limit", "0").items
    return Suspect(item: hit.item, mailbox: hit.mailbox, items: items)
  }

  mutating func hold(_ suspect: Suspect) async throws {
    try await holdfast("case", "create", Self.legalCase)
    try await holdfast(
      "case", "custodian", "add", Self.legalCase, suspect.mailbox, "--hold",
      note: "It holds from this moment, without touching one item, and what arrives tomorrow is held, too.")
    let found = try await ask(Found.self, "search", "", "--mailbox", suspect.mailbox, "--limit", "500")
    try check(found.items == suspect.items && found.results.allSatisfy(\.held), "\(suspect.items) held items", "others")
  }

  mutating func defy(_ suspect: Suspect) async throws {
    begin("A deletion that isn't", "Whoever asks and however: one gate, and the database itself behind it.")
    let purged = try await holdfast("item", "purge", String(suspect.item), exit: 3)
    try check(
      purged == ["item \(suspect.item) is kept by caseHold 'Custodian hold'"], "a refusal that names the hold",
      purged.joined())
    let explained = try await holdfast("item", "explain", String(suspect.item))
    try check(explained.first?.hasSuffix(": keep") == true, "the verdict 'keep'", explained.joined())

    let forgery = """
      INSERT INTO deletion_permit SELECT \(suspect.item), max(seq)+1, 0 FROM ledger_entry;
      DELETE FROM item WHERE id = \(suspect.item)
      """
    let refused = try await run(
      ["sqlite3", "archive/archive.sqlite", forgery], exit: Self.sqliteConstraint,
      note: "An administrator with a stock SQLite shell and a forged permit. The database refuses.")
    if let refused {
      try check(refused.joined().contains("the mailbox is on hold"), "a refusal by the database", refused.joined())
    }
    let left = try await ask(Found.self, "search", "", "--mailbox", suspect.mailbox, "--limit", "0").items
    try check(left == suspect.items, "all \(suspect.items) items", "\(left)")
  }

  /// How `sqlite3` ends where a trigger raises (SQLITE_CONSTRAINT).
  private static let sqliteConstraint: Int32 = 19
}
