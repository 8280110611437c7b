internal import Archive
internal import GRDB
internal import Search

/// Which label each item carries, and since when, as things stand in one transaction.
///
/// What somebody chose for the item comes first, also where that is no label; then what a query rule gives (the oldest
/// rule first); then the label that its folder gives (the newest rule first, one mailbox's before everyone's). A record
/// comes before what is none, so that no rule undoes one. Where a rule's query can't be asked about the item, nobody can
/// tell, and the decision keeps it.
final class LabelBook {
  /// An item's label, and how it came to it.
  struct Carried {
    enum Source: Equatable {
      case chosen
      case rule(LabelRule.ID)
    }

    var label: LabelRecord
    var source: Source
    var at: Moment
    /// The ledger entry by which it covers the item.
    var entry: Int64
  }

  /// What is known of an item's label.
  struct Finding {
    var carried: Carried?
    /// A label that nobody knows any more: on no record, or removed.
    var lost: LabelRecord.ID?
    var isUncertain = false
    var former: FormerLabel?
  }

  private let db: Database
  private let labels: [LabelRecord.ID: LabelRecord]
  private let queryRules: [LabelRule]
  private let folderRules: [LabelRule]
  private let events: EventBook
  /// Of rules and events, by their canonical form.
  private let queries: MessageQueries<String>
  private let latest: PreparedStatement
  private let place: PreparedStatement
  private let codec: MessageCodec
  private let reviews: PreparedStatement

  init(_ db: Database, reach: QueryReach) throws {
    self.db = db
    let all = try LabelRecord.fetchAll(db, sql: "SELECT * FROM retention_label ORDER BY id")
    labels = Dictionary(all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let rules = try LabelRule.all(db)
    queryRules = rules.filter { if case .query = $0.kind { true } else { false } }
    folderRules = rules.filter { if case .folder = $0.kind { true } else { false } }
      .sorted { Self.isBefore($0, $1) }
    queries = MessageQueries(db, reach: reach) { try KQL.canonicalReading($0) }
    codec = try MessageCodec()
    events = try EventBook(db, queries)
    latest = try PreparedStatement(
      db,
      """
      SELECT label, at, entry, how = 'default', former, held_until FROM item_label WHERE item = ?
      ORDER BY entry DESC LIMIT 1
      """)
    place = try PreparedStatement(db, "SELECT folder, archived FROM item WHERE id = ?")
    reviews = try PreparedStatement(
      db,
      """
      SELECT decision = 'approve', until, at, stage FROM disposition_decision
      WHERE item = ? AND label = ? AND entry > ? ORDER BY entry
      """)
  }

  /// The labels in force, as the decision takes them.
  func rules() throws -> [RetentionLabel] {
    try labels.values.filter { $0.removed == nil }.sorted { $0.id < $1.id }.map { try $0.rule() }
  }

  /// Names the messages that will be asked about next, so that each query is evaluated on all of them at once.
  func prepare(_ messages: some Sequence<Message.ID>) { queries.prepare(messages) }

  /// Whether any label was ever made.
  var areThereLabels: Bool { !labels.isEmpty }

  /// A label, also one that was removed.
  func label(_ id: LabelRecord.ID) -> LabelRecord? { labels[id] }

  /// Whether any label's disposal is reviewed.
  var hasReviews: Bool { labels.values.contains { $0.stages > 0 } }

  /// Enters what is known of the item's label into its facts.
  func enter(into facts: inout ItemFacts, of message: Message.ID) throws {
    guard !labels.isEmpty else { return }
    let finding = try finding(
      facts.item, of: message, in: facts.mailbox, isPartlyIndexed: facts.isPartlyIndexed)
    facts.labelling.former = finding.former
    facts.labelling.isUncertain = finding.isUncertain
    facts.label = finding.lost
    guard let carried = finding.carried else { return }
    facts.label = carried.label.id
    facts.labelling.at = carried.at
    if let type = carried.label.eventType {
      switch try events.latest(
        type, since: carried, item: message, in: facts.mailbox, isPartlyIndexed: facts.isPartlyIndexed)
      {
      case .happened(let date): facts.labelling.eventDate = date
      case .none: break
      case .cannotTell: facts.labelling.isUncertain = true
      }
    }
    if carried.label.stages > 0 { facts.labelling.review = try review(of: facts.item, under: carried) }
  }

  /// Which label the item carries.
  func finding(_ item: Item.ID, of message: Message.ID, in mailbox: Mailbox.ID, isPartlyIndexed: Bool) throws -> Finding
  {
    var finding = Finding()
    let row = try latestRow(of: item)
    finding.former = row?.former
    if let row, !row.isDefault {
      finding.carried = row.carried
      finding.lost = row.carried == nil ? row.lost : nil
      return finding
    }
    let kept = row?.carried
    finding.lost = kept == nil ? row?.lost : nil
    guard !queryRules.isEmpty || !folderRules.isEmpty, let place = try placeOf(item) else {
      finding.carried = kept
      return finding
    }
    var candidates: [Carried] = []
    for rule in queryRules where rule.covers(item) {
      guard case .query(_, let canonical) = rule.kind else { continue }
      switch queries.match(message, canonical) {
      case .matches: candidates += carried(by: rule, filed: place.filed)
      // The words that can't be read may be the words it asks for.
      case .doesNotMatch where !isPartlyIndexed: break
      case .doesNotMatch, .cannotTell: finding.isUncertain = true
      }
    }
    if let kept { candidates.append(kept) }
    for rule in folderRules where rule.covers(item) {
      guard case .folder(place.folder, let of) = rule.kind, of == nil || of == mailbox else { continue }
      candidates += carried(by: rule, filed: place.filed)
    }
    finding.carried = candidates.first(where: \.label.record.isRecord) ?? candidates.first
    return finding
  }

  /// Which label a stored item carries.
  func finding(_ item: Item) throws -> Finding {
    var isPartlyIndexed = false
    // Only a query is asked about what could be read, and unpacking a message takes longer than all the rest.
    if !queryRules.isEmpty {
      isPartlyIndexed = PartialIndexing.applies(to: try Message.require(item.message, db).attachments(codec))
    }
    return try finding(item.id, of: item.message, in: item.mailbox, isPartlyIndexed: isPartlyIndexed)
  }

  private func carried(by rule: LabelRule, filed: Moment) -> [Carried] {
    guard let label = labels[rule.label], label.removed == nil else { return [] }
    return [Carried(label: label, source: .rule(rule.id), at: max(rule.at, filed), entry: rule.entry)]
  }

  // MARK: - Rows

  private struct LatestRow {
    var carried: Carried?
    var lost: LabelRecord.ID?
    /// It was the label of the folder the item lay in, which a query rule's goes before.
    var isDefault: Bool
    var former: FormerLabel?
  }

  private func latestRow(of item: Item.ID) throws -> LatestRow? {
    var found: LatestRow?
    latest.bind(1, item.rawValue)
    try latest.rows { row in
      let at = Moment(microseconds: row.int64(1))
      var latest = LatestRow(isDefault: row.int64(3) != 0)
      if !row.isNull(0) {
        let id = LabelRecord.ID(row.int64(0))
        if let label = labels[id], label.removed == nil {
          latest.carried = Carried(label: label, source: .chosen, at: at, entry: row.int64(2))
        } else {
          latest.lost = id
        }
      }
      if !row.isNull(4) {
        let name = labels[LabelRecord.ID(row.int64(4))]?.name ?? "label \(row.int64(4))"
        latest.former = FormerLabel(name: name, removedAt: at, until: Moment(microseconds: row.int64(5)))
      }
      found = latest
      return false
    }
    return found
  }

  private func placeOf(_ item: Item.ID) throws -> (folder: Folder.ID, filed: Moment)? {
    var found: (Folder.ID, Moment)?
    place.bind(1, item.rawValue)
    try place.rows { row in
      found = (Folder.ID(row.int64(0)), Moment(microseconds: row.int64(1)))
      return false
    }
    return found
  }

  private func review(of item: Item.ID, under carried: Carried) throws -> ReviewProgress {
    var progress = ReviewProgress()
    reviews.bind(1, item.rawValue)
    reviews.bind(2, carried.label.id.rawValue)
    reviews.bind(3, carried.entry)
    try reviews.rows { row in
      let isApproval = row.int64(0) != 0
      let at = Moment(microseconds: row.int64(2))
      // Asked for the first stage again, since the period was made longer, what was approved before is void.
      let earlier = row.int64(3) == 1 ? ReviewProgress(suspendedUntil: progress.suspendedUntil) : progress
      progress =
        isApproval
        ? ReviewProgress(
          approved: earlier.approved + 1, since: earlier.since ?? at, suspendedUntil: earlier.suspendedUntil)
        // Put off, it starts again at the first stage.
        : ReviewProgress(suspendedUntil: row.isNull(1) ? nil : Moment(microseconds: row.int64(1)))
      return true
    }
    return progress
  }

  private static func isBefore(_ a: LabelRule, _ b: LabelRule) -> Bool {
    func everyones(_ rule: LabelRule) -> Bool { if case .folder(_, of: nil) = rule.kind { true } else { false } }
    return everyones(a) == everyones(b) ? a.id > b.id : everyones(b)
  }
}

extension RetentionLabel.RecordKind {
  var isRecord: Bool { self != .none }
}
