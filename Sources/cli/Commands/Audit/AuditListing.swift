internal import Archive

/// Entries of the ledger as the contract has them.
struct AuditListing: Encodable {
  struct Entry: Encodable {
    var seq: Int64
    var at: String
    var actor: String
    var action: String
    @Nullable var object: String?
    var details: [String: LedgerValue]

    init(_ entry: LedgerEntry) {
      (seq, at, actor, action) = (entry.seq, entry.at, entry.actor, entry.action)
      (object, details) = (entry.object, entry.details)
    }
  }

  var entries: [Entry]
  /// Older ones that matched, beyond the limit.
  var omitted: Int

  init(_ listing: LedgerListing) {
    omitted = listing.omitted
    entries = listing.entries.map(Entry.init)
  }

  var text: String {
    guard !entries.isEmpty else { return "no entry matches" }
    let table = Table.text(
      ["ENTRY", "AT", "ACTOR", "ACTION", "OBJECT", "DETAILS"],
      entries.map { entry in
        let details = entry.details.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.text)" }
        return [
          String(entry.seq), entry.at, entry.actor, entry.action, entry.object ?? "-",
          Self.cut(details.joined(separator: " ")),
        ].map { TerminalText.safe($0) }
      })
    return omitted == 0 ? table : table + "\n\(omitted) older entries are left out; raise --limit to see them"
  }
}

extension AuditListing {
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
