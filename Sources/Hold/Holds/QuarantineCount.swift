internal import Archive
internal import GRDB

/// What waits in quarantine, where nothing can be deleted and nobody has read it: held by a hold whatever it is about.
public struct QuarantineCount: Sendable, Equatable {
  /// Records that name one of some mailboxes, by address or number, or are too long to be looked into.
  public var naming = 0
  /// All that waits.
  public var all = 0

  init() {}

  /// Looks for the mailboxes' addresses, and for the digits of their numbers, in the bytes of each waiting record.
  init(naming mailboxes: [Mailbox], _ db: Database) throws {
    let further = try MailboxNumbers.all(db)
    let marks = Set(
      try mailboxes.flatMap { mailbox in
        let numbers = try String.fetchAll(
          db, sql: "SELECT number FROM mapping WHERE email = ? COLLATE NOCASE", arguments: [mailbox.email])
        return [mailbox.email.lowercased()]
          + (numbers + (further[mailbox.id] ?? []) + [mailbox.mobileNumber].compactMap(\.self)).compactMap(Self.digits)
      })
    let waiting = try Row.fetchCursor(
      db,
      sql: "SELECT lower(CAST(record AS TEXT)) AS text, record IS NULL AS long FROM quarantine WHERE state = 'waiting'")
    while let row = try waiting.next() {
      all += 1
      let text: String? = row["text"]
      if row["long"] || marks.contains(where: { text?.contains($0) ?? false }) { naming += 1 }
    }
  }

  /// The digits that a number has however it is written: without the signs, and without the zero of one's own country.
  private static func digits(of number: String) -> String? {
    let digits = String(number.unicodeScalars.filter { ("0"..."9").contains($0) }.map(Character.init))
    let significant = digits.drop { $0 == "0" }
    return significant.count < fewestDigits ? nil : String(significant)
  }

  /// Fewer digits than the shortest subscriber number would be found in any time or id.
  private static let fewestDigits = 7
}
