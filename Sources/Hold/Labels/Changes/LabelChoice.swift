public import Archive
public import GRDB
public import Search

/// Labels chosen for items by hand or by a query, or taken off them.
public struct LabelChoice: ApprovableChange, Hashable {
  public static let kind = "label-choice"

  /// Which items.
  private enum Items: Codable, Hashable, Sendable {
    case named([Int64])
    /// All that matches when it is made, as the query was typed, and with its dates resolved.
    case query(String, canonical: String)
  }

  /// Nil: what they carry is taken off.
  private let label: String?
  private let only: String?
  private let replaces: Bool
  private let reason: String?
  private let items: Items

  /// As ``LabelApplication/apply(_:to:only:reason:_:)``.
  public init(_ label: String?, to items: [Item.ID], only: String?, reason: String?) {
    (self.label, self.only, self.reason, replaces) = (label, only, reason, true)
    self.items = .named(items.map(\.rawValue))
  }

  /// As ``LabelApplication/apply(_:toAll:only:replaces:reason:in:by:progress:)``.
  public init(
    _ label: String?, toAll query: (text: String, query: Query), only: String?, replaces: Bool, reason: String?
  ) {
    (self.label, self.only, self.reason, self.replaces) = (label, only, reason, replaces)
    items = .query(query.text, canonical: query.query.description)
  }

  /// One approval makes one act, which other acts wait for: some seconds' work.
  static let mostAtOnce = 100_000

  public var object: String { label ?? only ?? "items" }
  public var action: Action { label == nil ? .labelRemoved : .labelApplied }

  public func assess(_ db: Database) throws -> ChangeAssessment {
    let new = try label.map { try LabelRecord.require($0, db) }
    let only = try self.only.map { try LabelRecord.require($0, db) }
    let what: String
    var loosens = false
    switch items {
    case .named(let ids):
      what = ids.count == 1 ? "item \(ids[0])" : "\(Set(ids).count) items"
      let book = try LabelBook(db, reach: .batch)
      let there = try ids.map { try Item.require(Item.ID($0), db) }
      book.prepare(there.map(\.message))
      for item in there where !loosens {
        let finding = try book.finding(item)
        if let only, finding.carried?.label.id != only.id { continue }
        // What nobody knows may be anything.
        let isUnknown = finding.isUncertain || finding.lost != nil
        loosens = try isUnknown ? new?.retainsForever != true : Self.loosens(new, in: finding.carried?.label)
      }
    case .query(let text, let canonical):
      what = "what matches [\(text)]"
      try SearchEngine.require(answerable: KQL.canonicalReading(canonical), db)
      let carried: [LabelRecord?]
      if let only {
        carried = [only]
      } else {
        // What somebody chose stays, and what a rule gives makes way.
        carried = try [nil] + (new == nil || replaces ? LabelRecord.all(db) : LabelRule.labels(db))
      }
      loosens = try carried.contains { try Self.loosens(new, in: $0) }
    }
    return ChangeAssessment(
      new.map { "label '\($0.name)' on \(what)" }
        ?? "\(only.map { "label '\($0.name)'" } ?? "labels") taken off \(what)",
      loosens: loosens)
  }

  private static func loosens(_ new: LabelRecord?, in old: LabelRecord?) throws -> Bool {
    try new.map { try $0.loosens(old) } ?? (old != nil)
  }

  public func basis(_ db: Database) throws -> String {
    let labels = try [label, only].compactMap(\.self).map { try LabelRecord.basis($0, db) }
    guard case .named(let ids) = items else { return labels.joined(separator: " ") }
    let newest = try db.cachedStatement(sql: "SELECT MAX(entry) FROM item_label WHERE item = ?")
    let chosen = try ids.map { try Int64.fetchOne(newest, arguments: [$0]) ?? 0 }.max() ?? 0
    return (labels + ["\(chosen)"]).joined(separator: " ")
  }

  public func apply(_ act: Act) throws {
    var report = LabelApplication.Report()
    let writer = try LabelApplication.Writer(label, only: only, replaces: replaces, reason: reason, act)
    let engine = SearchEngine(act.db, for: Viewer(act.session))
    switch items {
    case .named(let ids):
      let chosen = try engine.require(Set(ids).sorted().map { Item.ID($0) })
      writer.prepare(chosen)
      for item in chosen { try writer.label(item, how: .manual, &report) }
    case .query(let text, let canonical):
      act.note("query", .text(text))
      let found = try engine.items(matching: KQL.canonicalReading(canonical))
      var (last, done): (Item.ID, Int) = (0, 0)
      while true {
        let page = found.next(after: last, limit: LabelApplication.batch)
        guard let end = page.last else { break }
        (last, done) = (end, done + page.count)
        guard done <= Self.mostAtOnce else {
          throw InputError(
            "an approval labels at most \(Self.mostAtOnce) items at once; ask for fewer with a narrower query",
            code: "label.many-items")
        }
        let there = try page.compactMap { try Item.find($0, act.db) }
        writer.prepare(there)
        for item in there { try writer.label(item, how: .query, &report) }
      }
    }
    writer.note(report)
  }
}
