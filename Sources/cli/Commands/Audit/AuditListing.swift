internal import Archive

/// Entries of the ledger as lines of a table.
enum AuditListing {
  static func text(_ entries: LedgerCursor, _ page: LedgerPage, _ order: LedgerOrder) throws -> String {
    var rows: [[String]] = []
    while let entry = try entries.next() { rows.append(line(LedgerRecord(entry))) }
    guard !rows.isEmpty else { return "no entry matches" }
    let table = Table.text(["ENTRY", "AT", "ACTOR", "ACTION", "OBJECT", "DETAILS"], rows)
    guard let next = page.next else { return table }
    return table + "\n\(page.omitted) \(order == .oldest ? "newer" : "older") entries are left out; "
      + "raise --limit to see them, or go on with --after \(next)"
  }

  private static func line(_ record: LedgerRecord) -> [String] {
    let entry = record.entry
    let details = entry.details.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.text)" }
    let operation = record.operation.name == entry.action ? "" : " (\(record.operation.name))"
    let result = record.result == .partial ? ["done in part"] : []
    return [
      String(entry.seq), entry.at, entry.actor, entry.action + operation, entry.object ?? "-",
      cut((result + details).joined(separator: " ")),
    ].map { TerminalText.safe($0) }
  }

  /// A sweep's entry certifies hundreds of items; a line of a table shows their beginning, and --json all of them.
  private static let longestDetails = 160

  private static func cut(_ details: String) -> String {
    details.count <= longestDetails ? details : details.prefix(longestDetails - 1) + "…"
  }
}

extension LedgerValue {
  /// The value in a line.
  fileprivate var text: String {
    switch self {
    case .text(let text): text
    case .number(let number): String(number)
    case .flag(let flag): flag ? "yes" : "no"
    case .list(let values): values.map(\.text).joined(separator: ",")
    case .record(let values):
      values.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value.text)" }.joined(separator: ",")
    }
  }
}
