/// Checks a file of rows against what the entries of an export commit to: each as the last act that wrote it left it, none
/// gone, none planted.
struct RowCheck {
  /// What is known of a sort of rows; see "Rows" in `docs/ledger-format.md`.
  private struct Sort {
    /// The form of entries that first committed to them.
    var since: Int
    /// Whether an act's rows have one root together.
    var isSummed = false
  }

  private struct Promise {
    var entry: Int64
    var digest: Hash
    var count: Int64 = 1
  }

  private static let sorts: [String: Sort] = {
    var sorts: [String: Sort] = [:]
    for name in ["hold", "hold_release", "hold_removed", "retention_policy", "quarantine", "quarantine_replay"] {
      sorts[name] = Sort(since: 2)
    }
    for name in ["certificate", "purged_message"] { sorts[name] = Sort(since: 2, isSummed: true) }
    for name in [
      "litigation_note", "delay_hold_end", "mailbox_removal", "mailbox_return", "retention_place",
      "retention_expression", "pending_change", "retention_label", "label_reviewer", "label_rule", "label_rule_end",
      "retention_event", "setting", "role_grant", "role_revocation", "account_binding", "permission_filter",
      "permission_filter_removal", "quarantine_discard", "reconciliation_batch", "reconciliation_day",
      "reconciliation_correction",
    ] { sorts[name] = Sort(since: 3) }
    for name in ["item_label", "disposition_decision", "disposal"] { sorts[name] = Sort(since: 3, isSummed: true) }
    return sorts
  }()

  private var promises: [String: [String: Promise]] = [:]
  /// By form, the newest entry of it or a later one, and the newest whose predecessor was of an older one.
  private var newest: [Int: Int64] = [:]
  private var firsts: [Int: Int64] = [:]
  private var former = 0
  /// What lets others go: the numbers of purged messages, the digests that discarded records were known by, and the grants
  /// that were revoked.
  private var purged: Set<String> = []
  private var discarded: [String: Hash] = [:]
  private var revoked: Set<String> = []
  /// The sum under way.
  private var sum: (name: String, entry: Int64, tree: Tree)?
  private(set) var count: Int64 = 0

  /// Remembers what an entry commits to, whose signature was good.
  mutating func note(_ entry: Forms.Entry) throws(Finding) {
    let form = entry.form ?? 1
    for since in stride(from: 2, through: form, by: 1) {
      newest[since] = entry.seq
      if former < since { firsts[since] = entry.seq }
    }
    former = form
    for (name, rows) in entry.rows ?? [:] {
      guard let sort = Self.sorts[name], form >= sort.since else { continue }
      if sort.isSummed {
        guard let root = rows["root"].flatMap({ Hex.hash($0) }), let count = rows["rows"].flatMap({ Int64($0) }) else {
          throw .damage(at: entry.seq, "what it says of \(name) is no root")
        }
        promises[name, default: [:]][String(entry.seq)] = Promise(entry: entry.seq, digest: root, count: count)
      } else {
        for (key, hex) in rows {
          guard let digest = Hex.hash(hex) else {
            throw .damage(at: entry.seq, "what it says of \(name) \(key) is no digest")
          }
          promises[name, default: [:]][key] = Promise(entry: entry.seq, digest: digest)
        }
      }
    }
  }

  /// Checks all rows of a file.
  mutating func check(_ path: String) throws(Finding) {
    for (name, sort) in Self.sorts where sort.isSummed && sort.since > 2 {
      let first = first(sort)
      promises[name] = promises[name]?.filter { $0.value.entry >= first }
    }
    var lines = try Lines(path)
    defer { lines.close() }
    guard let header = Forms.read(Forms.RowsHeader.self, try lines.next() ?? []),
      header.format == Forms.RowsHeader.name, header.version == Forms.RowsHeader.version
    else {
      throw Finding(kind: .format, what: "\(path) is no file of rows: its first line is no header")
    }
    while let line = try lines.next() {
      guard let row = Forms.parse(Forms.Row.self, line), let sort = Self.sorts[row.name] else {
        throw .damage("line \(lines.number) of \(path) is no row that this program knows")
      }
      count += 1
      note(row)
      if sort.isSummed { try add(row, sort) } else { try check(row, sort) }
    }
    try closeSum()
    try refuseMissing()
  }

  private mutating func check(_ row: Forms.Row, _ sort: Sort) throws(Finding) {
    try closeSum()
    guard let promise = promises[row.name]?.removeValue(forKey: row.key) else {
      let newest = newest[sort.since] ?? 0
      // An older version wrote it, and nothing newer has acted since.
      if row.entry > newest || newest == 0 { return }
      throw .damage(
        at: row.entry > 0 ? row.entry : nil, "\(row.name) \(row.key) was planted: no act left it so")
    }
    guard Hashes.leaf(Array(row.row.utf8)) == promise.digest else {
      throw .damage(at: promise.entry, "\(row.name) \(row.key) is not what this act left: it was changed")
    }
  }

  private func first(_ sort: Sort) -> Int64 { sort.since > 2 ? firsts[sort.since] ?? .max : 0 }

  /// Rows of a sum come in the order of their entries.
  private mutating func add(_ row: Forms.Row, _ sort: Sort) throws(Finding) {
    let entry = max(row.entry, first(sort))
    if sum?.name != row.name || sum?.entry != entry {
      try closeSum()
      sum = (row.name, entry, Tree())
    }
    sum?.tree.add(Hashes.leaf(Array(row.row.utf8)))
  }

  private mutating func closeSum() throws(Finding) {
    guard let sum else { return }
    self.sum = nil
    guard let promise = promises[sum.name]?.removeValue(forKey: String(sum.entry)) else {
      // Entries of the first form list what they destroyed; and an older version may have written what nothing newer speaks
      // for yet.
      let isOlder = sum.entry < firsts[2] ?? .max || sum.entry == .max
      if isOlder { return }
      throw .damage(at: sum.entry, "its \(sum.name) rows were planted: no act left them so")
    }
    guard promise.count == sum.tree.size, promise.digest == sum.tree.root else {
      throw .damage(
        at: sum.entry,
        "its \(sum.name) rows are not what it left: it left \(promise.count), there are \(sum.tree.size)"
          + (promise.count == sum.tree.size ? ", changed" : ""))
    }
  }

  // MARK: - What is gone

  private mutating func note(_ row: Forms.Row) {
    switch row.name {
    case "purged_message": purged.insert(row.key)
    case "role_revocation": revoked.insert(row.key)
    case "quarantine_discard": discarded[row.key] = Forms.parse(Forms.Discard.self, Array(row.row.utf8))?.commitment
    default: break
    }
  }

  private func refuseMissing() throws(Finding) {
    var missing: (entry: Int64, what: String)?
    for (name, kept) in promises {
      for (key, promise) in kept where !wentRightly(name, key, promise) {
        let what =
          Self.sorts[name]?.isSummed == true
          ? "the \(promise.count) \(name) rows it left are gone" : "\(name) \(key), which this act left, is gone"
        if missing.map({ (promise.entry, what) < $0 }) ?? true { missing = (promise.entry, what) }
      }
    }
    if let missing { throw .damage(at: missing.entry, missing.what) }
  }

  private func wentRightly(_ name: String, _ key: String, _ promise: Promise) -> Bool {
    func isPurged(_ replay: String) -> Bool {
      replay.split(separator: "/").last.map { purged.contains(String($0)) } ?? false
    }
    switch name {
    case "quarantine_replay": return isPurged(key)
    case "quarantine":
      if let digest = discarded[key] { return digest == promise.digest }
      return (promises["quarantine_replay"] ?? [:]).keys.contains { $0.hasPrefix("\(key)/") && isPurged($0) }
    case "role_grant": return revoked.contains(key)
    default: return false
    }
  }
}
