internal import Archive
internal import GRDB
internal import Search

/// What the labels of the items in leavers' mailboxes come to for the mailboxes.
///
/// Asked only where a mailbox's person left and there are labels at all; then one look over the index's facts answers for
/// every such mailbox.
final class LeaversLabels {
  private let db: Database
  private let book: LabelBook
  private let calendar: RetentionCalendar
  private var found: [Mailbox.ID: LabelledItems]?

  init(_ db: Database, _ book: LabelBook, _ calendar: RetentionCalendar) {
    (self.db, self.book, self.calendar) = (db, book, calendar)
  }

  /// Of a mailbox whose person left.
  func items(in mailbox: Mailbox.ID) throws -> LabelledItems {
    guard book.areThereLabels else { return LabelledItems() }
    do {
      let found = try self.found ?? look()
      self.found = found
      return found[mailbox] ?? LabelledItems()
    } catch is StorageError {
      // While the index is made anew nobody can tell, and the mailbox stays.
      var unknown = LabelledItems()
      unknown.add(Considered.uncertainLabel.name, .open)
      return unknown
    }
  }

  private func look() throws -> [Mailbox.ID: LabelledItems] {
    let leavers = Set(
      try Int64.fetchAll(db, sql: "SELECT mailbox FROM mailbox_removal WHERE restored_entry IS NULL").map {
        Mailbox.ID($0)
      })
    var found: [Mailbox.ID: LabelledItems] = [:]
    let rules = Dictionary(uniqueKeysWithValues: try book.rules().map { ($0.id, $0) })
    try ItemScan.all(db) { scanned in
      guard leavers.contains(scanned.mailbox) else { return }
      var facts = ItemFacts(scanned)
      try book.enter(into: &facts, of: scanned.message)
      for (name, end) in ends(of: facts, rules) { found[scanned.mailbox, default: LabelledItems()].add(name, end) }
    }
    try addDisposals(leavers, to: &found)
    return found
  }

  /// What is gone has let go of its mailbox when its label let go of it, and at the latest when it went.
  private func addDisposals(_ leavers: Set<Mailbox.ID>, to found: inout [Mailbox.ID: LabelledItems]) throws {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT c.mailbox, d.label, MAX(d.sent) AS sent, MAX(d.labelled) AS labelled, MAX(c.at) AS at
        FROM disposal d JOIN certificate c ON c.item = d.item WHERE d.label IS NOT NULL GROUP BY c.mailbox, d.label
        """)
    while let row = try rows.next() {
      let mailbox = Mailbox.ID(row["mailbox"] as Int64)
      guard leavers.contains(mailbox), let label = book.label(LabelRecord.ID(row["label"] as Int64)), label.retains
      else { continue }
      let gone = Moment(microseconds: row["at"])
      let start: Int64? =
        switch label.start {
        case .created, .modified: row["sent"]
        case .labelled: row["labelled"]
        case .event: nil
        }
      let end = start.flatMap { start in
        label.period.map { $0.end(from: Moment(microseconds: start), in: calendar) }
      }
      found[mailbox, default: LabelledItems()].add(label.name, .at(min(end ?? gone, gone)))
    }
    let held = try Row.fetchCursor(
      db,
      sql: """
        SELECT c.mailbox, i.former, MAX(i.held_until) AS until FROM item_label i JOIN certificate c ON c.item = i.item
        WHERE i.former IS NOT NULL GROUP BY c.mailbox, i.former
        """)
    while let row = try held.next() {
      let mailbox = Mailbox.ID(row["mailbox"] as Int64)
      guard leavers.contains(mailbox), let label = book.label(LabelRecord.ID(row["former"] as Int64)) else { continue }
      found[mailbox, default: LabelledItems()].add(label.name, .at(Moment(microseconds: row["until"])))
    }
  }

  private func ends(of facts: ItemFacts, _ rules: [LabelRecord.ID: RetentionLabel]) -> [(String, LabelledItems.End)] {
    var ends = facts.labelling.former.map { [($0.name, LabelledItems.End.at($0.until))] } ?? []
    if facts.labelling.isUncertain {
      ends.append((Considered.uncertainLabel.name, .open))
    } else if let id = facts.label {
      if let rule = rules[id] {
        if let end = rule.letsGo(of: facts, in: calendar) { ends.append((rule.name, end)) }
      } else {
        ends.append((Considered.unknownLabel(id).name, .open))
      }
    }
    return ends
  }
}
