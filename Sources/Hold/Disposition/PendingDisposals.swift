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

  public init(_ db: Database, at moment: Moment) throws {
    (self.db, self.moment) = (db, moment)
    calendar = try RetentionCalendar.ofOrganization(db)
    book = try LabelBook(db)
    labels = Dictionary(
      uniqueKeysWithValues: try LabelRecord.all(db).filter { $0.stages > 0 }.map {
        ($0.id, ($0, try $0.rule(), try $0.reviewers(db)))
      })
    codec = try MessageCodec()
  }

  /// How many wait that the viewer may see, and the first of them, oldest message first.
  public func list(_ filter: Filter, limit: Int, for viewer: Viewer) throws -> (total: Int, first: [Pending]) {
    guard !labels.isEmpty else { return (0, []) }
    let engine = SearchEngine(db, for: viewer)
    var (total, first) = (0, [Pending]())
    var waiting: [Pending] = []
    func flush() throws {
      let seen = Set(try engine.visible(waiting.map(\.item)).map(\.id))
      let visible = waiting.filter { seen.contains($0.item.id) }
      total += visible.count
      first += visible.prefix(limit - first.count)
      waiting.removeAll(keepingCapacity: true)
    }
    try ItemScan.all(db) { scanned in
      var facts = ItemFacts(
        item: scanned.item, mailbox: scanned.mailbox, isOutgoing: true, sent: scanned.sent, received: scanned.sent,
        isPartlyIndexed: scanned.isPartlyIndexed)
      try book.enter(into: &facts, of: scanned.message)
      guard let pending = try pending(facts), matches(pending, filter) else { return }
      waiting.append(pending)
      if waiting.count == Self.flushed { try flush() }
    }
    try flush()
    return (total, first)
  }

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
