public import Archive
internal import GRDB
public import Search

/// Putting labels on items and taking them off.
///
/// Each item has one label: the one that was chosen last. A record's is changed with a reason, a regulatory record's by
/// nobody. Where a label that kept the item is replaced or taken off, the item stays held for the delay.
public enum LabelApplication {
  /// What became of the items.
  public struct Report: Sendable {
    /// Those that carry the label now and didn't, or carry none and did.
    public var changed = 0
    /// Those that were so already.
    public var unchanged = 0
    /// Those left as they were, since somebody had chosen another label for them.
    public var kept = 0
    /// Records, which took a reason or can't be changed.
    public var blocked = 0
    /// The first of the blocked, and why.
    public var reasons: [Blocked] = []

    /// More lines than this nobody reads.
    static let mostReasons = 100

    mutating func block(_ item: Item.ID, _ why: String) {
      blocked += 1
      if reasons.count < Self.mostReasons { reasons.append(Blocked(item: item, why: why)) }
    }
  }

  /// An item whose label stays, and why.
  public struct Blocked: Sendable, Hashable {
    public var item: Item.ID
    public var why: String
  }

  /// How many items one transaction labels: a hold waits no longer than this takes.
  static let batch = 5_000
  /// A reason is a sentence or two for whoever asks later.
  static let longestReason = 2_000

  /// Labels some items, or takes their label off.
  ///
  /// `name`: nil takes off whatever label they carry.
  /// `only`: of the items, only those that carry this label.
  /// `reason`: why; a record's label is not changed without.
  /// Refused where it takes a second person (``LabelChoice``, by ``Approval/request(_:reason:in:by:)``).
  public static func apply(
    _ name: String?, to ids: [Item.ID], only: String? = nil, reason: String?, _ act: Act
  ) throws -> Report {
    let items = try SearchEngine(act.db, for: Viewer(act.session)).require(ids)
    if try RetentionApproval.read(act.db) == .on {
      try Approval.requireOnePersonIsEnough(for: LabelChoice(name, to: ids, only: only, reason: reason), act.db)
    }
    var report = Report()
    let writer = try Writer(name, only: only, reason: reason, act)
    var seen: Set<Item.ID> = []
    writer.prepare(items)
    for item in items where seen.insert(item.id).inserted { try writer.label(item, how: .manual, &report) }
    writer.note(report)
    return report
  }

  /// Labels everything a query finds now that the person may see, a batch a transaction.
  ///
  /// Whatever ends it, what is labelled stays so, and the same command goes on with the rest.
  /// `only`: of what it finds, only what carries this label (to take it off, or to replace it).
  /// `replaces`: also what carries another label that somebody chose.
  public static func apply(
    _ name: String?, toAll query: (text: String, query: Query), only: String? = nil, replaces: Bool, reason: String?,
    in archive: Archive, by session: Session, progress: (Int) -> Void = { _ in }
  ) throws -> Report {
    let action = name == nil ? Action.labelRemoved : .labelApplied
    try archive.authorize(action, on: name ?? only, by: session)
    let found = try archive.read { db in
      if let name { _ = try LabelRecord.require(name, db) }
      return try SearchEngine(db, for: Viewer(session)).items(matching: query.query)
    }
    var report = Report()
    var (last, done, isFirst): (Item.ID, Int, Bool) = (0, 0, true)
    while true {
      let page = found.next(after: last, limit: batch)
      // An act that found nothing is an act all the same.
      guard isFirst || !page.isEmpty else { return report }
      isFirst = false
      try archive.perform(action, on: name ?? only, by: session) { act in
        act.note("query", .text(query.text))
        let choice = LabelChoice(name, toAll: query, only: only, replaces: replaces, reason: reason)
        try Approval.requireOnePersonIsEnough(for: choice, act.db)
        var step = Report()
        let writer = try Writer(name, only: only, replaces: replaces, reason: reason, act)
        let there = try page.compactMap { try Item.find($0, act.db) }
        // What a filter hides since the search is left alone, and so is what was purged.
        let items = try SearchEngine(act.db, for: Viewer(session)).visible(there)
        writer.prepare(items)
        for item in items { try writer.label(item, how: .query, &step) }
        writer.note(step)
        report.add(step)
      }
      last = page.last ?? last
      done += page.count
      progress(done)
    }
  }

  enum How: String { case manual, query, review }

  /// Writes labels in one act.
  final class Writer {
    private let act: Act
    private let label: LabelRecord?
    private let only: LabelRecord?
    private let replaces: Bool
    private let reason: String?
    private let book: LabelBook
    private let heldUntil: Moment
    private let insert: PreparedStatement
    private let former: PreparedStatement
    private var labelled: [LedgerValue] = []

    init(_ name: String?, only: String? = nil, replaces: Bool = true, reason: String?, _ act: Act) throws {
      if let reason { try LabelApplication.check(reason) }
      self.act = act
      (label, self.replaces, self.reason) = (try name.map { try LabelRecord.require($0, act.db) }, replaces, reason)
      self.only = try only.map { try LabelRecord.require($0, act.db) }
      book = try LabelBook(act.db, reach: .batch)
      heldUntil = act.now.adding(days: try DelayHoldDays.read(act.db))
      // OR FAIL because for ABORT, the default, SQLite opens a savepoint for each row.
      insert = try PreparedStatement(
        act.db,
        """
        INSERT OR FAIL INTO item_label (item, entry, label, how, at, actor, reason, former, held_until)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
      former = try PreparedStatement(
        act.db,
        "SELECT former, held_until FROM item_label WHERE item = ? ORDER BY entry DESC LIMIT 1")
    }

    /// Names the items that come next, so that each rule's query is evaluated on all of them at once.
    func prepare(_ items: [Item]) { book.prepare(items.map(\.message)) }

    func label(_ item: Item, how: How, _ report: inout Report) throws {
      let finding = try book.finding(item)
      let carried = finding.carried
      if let only, carried?.label.id != only.id { return report.unchanged += 1 }
      let isChosen = carried?.source == .chosen
      if let label {
        // What a rule gives may end with the rule's place; what is chosen stays. Asked for by name, it is chosen.
        if carried?.label.id == label.id, isChosen || how == .query { return report.unchanged += 1 }
      } else if carried == nil, finding.lost == nil, !finding.isUncertain {
        return report.unchanged += 1
      }
      if label != nil, isChosen, !replaces { return report.kept += 1 }
      switch carried?.label.record ?? RetentionLabel.RecordKind.none {
      case .none: break
      case .record where reason != nil: break
      case .record:
        return report.block(item.id, "it is a record ('\(carried?.label.name ?? "")'): give a reason with --reason")
      case .regulatoryRecord:
        return report.block(
          item.id, "it is a regulatory record ('\(carried?.label.name ?? "")'), whose label nobody changes")
      }
      // A review's own relabelling cuts nothing short: the period has ended.
      let ended = how == .review || carried?.label.id == label?.id ? nil : carried?.label
      try write(item.id, how, ended: ended.flatMap { $0.retains ? $0.id : nil })
      report.changed += 1
    }

    private func write(_ item: Item.ID, _ how: How, ended: LabelRecord.ID?) throws {
      var held: (label: Int64, until: Int64)?
      former.bind(1, item.rawValue)
      try former.rows { row in
        if !row.isNull(0) { held = (row.int64(0), row.int64(1)) }
        return false
      }
      if let ended, heldUntil > act.now, heldUntil.microseconds >= held?.until ?? .min {
        held = (ended.rawValue, heldUntil.microseconds)
      }
      insert.bind(1, item.rawValue)
      insert.bind(2, act.entry)
      if let label { insert.bind(3, label.id.rawValue) } else { insert.bindNull(3) }
      insert.bind(4, how.rawValue)
      insert.bind(5, act.now.microseconds)
      insert.bind(6, act.session.account)
      if let reason { insert.bind(7, reason) } else { insert.bindNull(7) }
      if let held {
        insert.bind(8, held.label)
        insert.bind(9, held.until)
      } else {
        insert.bindNull(8)
        insert.bindNull(9)
      }
      try insert.run()
      labelled.append(.number(item.rawValue))
    }

    func note(_ report: Report) {
      if let label { act.note("label", .text(label.name)) }
      if let only { act.note("only", .text(only.name)) }
      if let reason { act.note("reason", .text(reason)) }
      act.note("items", .list(labelled))
      act.note("changed", .number(report.changed))
      act.note("unchanged", .number(report.unchanged))
      act.note("kept", .number(report.kept))
      act.note("blocked", .number(report.blocked))
    }
  }

  static func check(_ reason: String, what: String = "reason") throws {
    guard !reason.allSatisfy(\.isWhitespace), reason.unicodeScalars.count <= longestReason,
      !reason.unicodeScalars.contains(where: { $0.properties.generalCategory == .control && $0 != "\n" })
    else {
      throw InputError(
        "a \(what) has 1 to \(longestReason) characters and no control characters", code: "label.\(what)")
    }
  }
}

extension LabelApplication.Report {
  mutating func add(_ other: Self) {
    changed += other.changed
    unchanged += other.unchanged
    kept += other.kept
    blocked += other.blocked
    reasons += other.reasons.prefix(Self.mostReasons - reasons.count)
  }
}
