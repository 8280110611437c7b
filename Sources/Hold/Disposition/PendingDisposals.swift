public import Archive
public import GRDB
public import Search

/// Items whose period has ended and whose disposal waits for its reviewers.
public struct PendingDisposals {
  /// One of them.
  public struct Pending: Sendable, Hashable {
    public var item: Item
    public var label: LabelRecord
    /// The stage whose reviewers are asked, from 1.
    public var stage: Int
    /// When the period ended.
    public var since: Moment
  }

  /// Which are asked for; nil: any.
  public struct Filter: Sendable {
    public var label: LabelRecord.ID?
    public var stage: Int?
    /// Only what waits for this account.
    public var reviewer: String?

    public init(label: LabelRecord.ID? = nil, stage: Int? = nil, reviewer: String? = nil) {
      (self.label, self.stage, self.reviewer) = (label, stage, reviewer)
    }
  }

  private let db: Database
  private let moment: Moment
  private let calendar: RetentionCalendar
  private let book: LabelBook
  private let labels: [LabelRecord.ID: (record: LabelRecord, rule: RetentionLabel, reviewers: [[String]])]
  private let codec: MessageCodec

  public init(_ db: Database, at moment: Moment) throws { try self.init(db, at: moment, reach: .everything) }

  /// `reach`: how many items will be asked about.
  init(_ db: Database, at moment: Moment, reach: QueryReach) throws {
    (self.db, self.moment) = (db, moment)
    calendar = try RetentionCalendar.ofOrganization(db)
    book = try LabelBook(db, reach: reach)
    labels = Dictionary(
      uniqueKeysWithValues: try LabelRecord.all(db).filter { $0.stages > 0 }.map {
        ($0.id, ($0, try $0.rule(), try $0.reviewers(db)))
      })
    codec = try MessageCodec()
  }

  /// Some of what waits, and how much it is in all.
  public struct Page: Sendable {
    /// How many wait that the viewer may see, on every page.
    public var total = 0
    /// Oldest message first.
    public var items: [Pending] = []
    /// Pass it as `after` for what follows; nil: nothing does.
    public var next: Item.ID?
  }

  /// A page of what waits and the viewer may see.
  ///
  /// `after`: the item at which the page before ended, which may be gone since; nil: from the start.
  /// - Throws: ``InputError`` where there never was such an item.
  public func page(_ filter: Filter, after last: Item.ID? = nil, limit: Int, for viewer: Viewer) throws -> Page {
    var page = Page()
    guard !labels.isEmpty else { return page }
    let start = try last.map { (message: try message(of: $0), item: $0) }
    let engine = SearchEngine(db, for: viewer)
    var waiting: [Pending] = []
    func flush() throws {
      let seen = Set(try engine.visible(waiting.map(\.item)).map(\.id))
      let visible = waiting.filter { seen.contains($0.item.id) }
      page.total += visible.count
      let left = visible.filter { pending in
        start.map { (pending.item.message, pending.item.id) > ($0.message, $0.item) } ?? true
      }
      let room = limit - page.items.count
      page.items += left.prefix(room)
      if left.count > room { page.next = page.items.last?.item.id }
      waiting.removeAll(keepingCapacity: true)
    }
    try each { pending in
      guard matches(pending, filter) else { return }
      waiting.append(pending)
      if waiting.count == Self.flushed { try flush() }
    }
    try flush()
    return page
  }

  /// Visits everything that waits, oldest message first.
  func each(_ visit: (Pending) throws -> Void) throws {
    guard !labels.isEmpty else { return }
    try ItemScan.all(db) { scanned in
      var facts = ItemFacts(scanned)
      try book.enter(into: &facts, of: scanned.message)
      if let pending = try pending(facts) { try visit(pending) }
    }
  }

  /// The message of an item that is there, or was.
  private func message(of item: Item.ID) throws -> Message.ID {
    let found = try Int64.fetchOne(
      db, sql: "SELECT message FROM item WHERE id = ?1 UNION ALL SELECT message FROM certificate WHERE item = ?1",
      arguments: [item.rawValue])
    guard let found else {
      throw InputError("there never was an item \(item); pass --after the value of \"next\"", code: "disposition.after")
    }
    return Message.ID(found)
  }

  /// Names the items that will be asked about next.
  func prepare(_ items: [Item]) { book.prepare(items.map(\.message)) }

  /// The item's pending disposal; nil where none waits.
  func pending(_ item: Item) throws -> Pending? {
    let message = try Message.require(item.message, db)
    var facts = ItemFacts(item, message, try message.attachments(codec))
    try book.enter(into: &facts, of: message.id)
    return try pending(facts)
  }

  /// The accounts that are asked about a pending disposal.
  public func reviewers(of pending: Pending) -> [String] {
    let stages = labels[pending.label.id]?.reviewers ?? []
    return stages.indices.contains(pending.stage - 1) ? stages[pending.stage - 1] : []
  }

  /// Items whose visibility is asked at once.
  private static let flushed = 1_000

  private func pending(_ facts: ItemFacts) throws -> Pending? {
    guard let id = facts.label, let label = labels[id],
      let review = label.rule.pendingReview(of: facts, at: moment, in: calendar),
      case .waiting(let stage) = review.state, let item = try Item.find(facts.item, db)
    else { return nil }
    return Pending(item: item, label: label.record, stage: stage, since: review.since)
  }

  private func matches(_ pending: Pending, _ filter: Filter) -> Bool {
    (filter.label.map { $0 == pending.label.id } ?? true) && (filter.stage.map { $0 == pending.stage } ?? true)
      && (filter.reviewer.map { reviewers(of: pending).contains($0) } ?? true)
  }
}
