/// How what nobody needs any more goes, and only that.
extension Tour {
  private static let policy = "Seven years"
  /// 2,555 days after the feed's second day: two of its three days have expired to the second.
  private static let later = "2031-01-01"
  private static let expired = "sent<2024-01-03"

  private struct Rehearsal: Decodable { var removed: Int }

  mutating func retain(_ suspect: Suspect) async throws {
    begin(
      "Seven years later",
      "Every item is kept for 2,555 days from when it was sent, then removed. A rehearsal first, then the sweep.")
    let all = try await ask(Found.self, "search", "", "--limit", "0").items
    let due = try await ask(Found.self, "search", Self.expired, "--exclude-mailbox", suspect.mailbox, "--limit", "0")
      .items
    try await holdfast(
      "retention", "policy", "create", Self.policy, "--action", "retain-then-delete", "--days", "2555", "--all")
    try check(
      try await ask(Rehearsal.self, "retention", "rehearse").removed == 0, "nothing to remove today", "something")
    let rehearsed = try await holdfast(
      "retention", "rehearse", "--at", Self.later,
      note: "On that day the first two of three days have expired. The held mailbox is not in the list.",
      show: { Array($0.prefix(3)) })
    try check(
      rehearsed.first?.hasSuffix("a sweep would remove \(due) items and keep \(all - due)") == true
        && !rehearsed.contains { $0.contains(suspect.mailbox) },
      "\(due) to remove, none of \(suspect.mailbox)", rehearsed.joined(separator: " / "))

    let swept = try await holdfast(
      "retention", "run", "--at", Self.later,
      note: "As rehearsed. The bytes left the database, its index and its log; the ledger keeps a certificate of each.")
    try check(
      swept.first == "removed \(due) items, kept \(all - due)", "\(due) removed", swept.joined(separator: " / "))
    try await stillThere(Self.expired, "--exclude-mailbox", suspect.mailbox, count: 0, note: "What expired is gone.")
    try await stillThere(
      "", "--mailbox", suspect.mailbox, count: suspect.items,
      note: "What is held is all there, expired or not, texts shared with others included.")
    try await holdfast("item", "show", String(suspect.item), show: { $0.suffix(1) })
  }

  private mutating func stillThere(
    _ query: String, _ option: String, _ mailbox: String, count: Int, note: String
  ) async throws {
    let lines = try await holdfast("search", query, option, mailbox, "--limit", "0", note: note, show: { $0.suffix(1) })
    try check(lines.last?.hasPrefix("\(count) items ") == true, "\(count) items", lines.joined(separator: " / "))
  }
}
