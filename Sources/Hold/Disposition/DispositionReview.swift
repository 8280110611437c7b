public import Archive
internal import GRDB
public import Search

/// What reviewers decide about items whose period has ended.
///
/// A stage is decided by one of its reviewers, with a comment. The last stage's approval leaves the item to the next sweep,
/// through the gate: a hold still wins.
public enum DispositionReview {
  public enum Verdict: Sendable, Hashable {
    case approve
    /// Puts the review off; it then starts again at the first stage.
    case extend(until: Moment)
    /// Gives the item another label, with which the review ends.
    case relabel(String)

    var name: String {
      switch self {
      case .approve: "approve"
      case .extend: "extend"
      case .relabel: "relabel"
      }
    }

    var action: Action {
      switch self {
      case .approve: .disposalApproved
      case .extend: .retentionExtended
      case .relabel: .itemRelabelled
      }
    }
  }

  /// What became of one item.
  public struct Outcome: Sendable, Hashable {
    public var item: Item.ID
    public var label: String
    /// The stage that was decided.
    public var stage: Int
    public var stages: Int
    /// Whether that was the last approval it took.
    public var isFinal: Bool
  }

  /// How many items one transaction decides.
  static let batch = 1_000

  /// Decides about some items, all or none.
  public static func decide(
    _ verdict: Verdict, on ids: [Item.ID], comment: String, in archive: Archive, by session: Session
  ) throws -> [Outcome] {
    try archive.perform(verdict.action, by: session) { act in
      let items = try SearchEngine(act.db, for: Viewer(session)).require(ids)
      let decider = try Decider(verdict, comment, act)
      var seen: Set<Item.ID> = []
      var outcomes: [Outcome] = []
      decider.pending.prepare(items)
      for item in items where seen.insert(item.id).inserted {
        guard let pending = try decider.pending.pending(item) else {
          throw InputError(
            "the disposal of item \(item.id) is not up for review; see 'holdfast disposition list'",
            code: "disposition.not-pending")
        }
        guard decider.mayDecide(pending) else {
          throw AccessError.notReviewer(
            account: session.account, stage: pending.stage, label: pending.label.name)
        }
        outcomes.append(try decider.decide(pending))
      }
      decider.note(outcomes)
      return outcomes
    }
  }

  /// Decides about everything a query finds that waits for this account, a batch a transaction.
  ///
  /// - Returns: how many were decided, and how many of those for the last time.
  public static func decide(
    _ verdict: Verdict, onAll query: (text: String, query: Query), comment: String, in archive: Archive,
    by session: Session, progress: (Int) -> Void = { _ in }
  ) throws -> (decided: Int, final: Int) {
    try archive.authorize(verdict.action, by: session)
    let found = try archive.read { try SearchEngine($0, for: Viewer(session)).items(matching: query.query) }
    var (decided, final, last): (Int, Int, Item.ID) = (0, 0, 0)
    var isFirst = true
    while true {
      let page = found.next(after: last, limit: batch)
      guard isFirst || !page.isEmpty else { return (decided, final) }
      isFirst = false
      try archive.perform(verdict.action, by: session) { act in
        act.note("query", .text(query.text))
        let decider = try Decider(verdict, comment, act)
        let there = try page.compactMap { try Item.find($0, act.db) }
        let items = try SearchEngine(act.db, for: Viewer(session)).visible(there)
        decider.pending.prepare(items)
        let outcomes = try items.compactMap { item in
          try decider.pending.pending(item).flatMap { decider.mayDecide($0) ? try decider.decide($0) : nil }
        }
        decider.note(outcomes)
        decided += outcomes.count
        final += outcomes.count(where: \.isFinal)
      }
      last = page.last ?? last
      progress(decided)
    }
  }

  /// Writes decisions in one act.
  private final class Decider {
    let pending: PendingDisposals
    private let verdict: Verdict
    private let comment: String
    private let act: Act
    private let relabelling: LabelApplication.Writer?

    init(_ verdict: Verdict, _ comment: String, _ act: Act) throws {
      try LabelApplication.check(comment, what: "comment")
      if case .extend(let until) = verdict, until <= act.now || !Moment.believable.contains(until) {
        throw InputError("a review is put off until a later time, not until \(until)", code: "disposition.until")
      }
      (self.verdict, self.comment, self.act) = (verdict, comment, act)
      pending = try PendingDisposals(act.db, at: act.now, reach: .batch)
      if case .relabel(let name) = verdict {
        relabelling = try LabelApplication.Writer(name, reason: comment, act)
      } else {
        relabelling = nil
      }
    }

    func mayDecide(_ pending: PendingDisposals.Pending) -> Bool {
      self.pending.reviewers(of: pending).contains(act.session.account)
    }

    func decide(_ pending: PendingDisposals.Pending) throws -> Outcome {
      if let relabelling {
        // Another label ends the review, and with it the consent of the stages that are still to come.
        if case .relabel(let name) = verdict, try RetentionApproval.read(act.db) == .on {
          let choice = LabelChoice(name, to: [pending.item.id], only: nil, reason: comment)
          try Approval.requireOnePersonIsEnough(for: choice, act.db)
        }
        var report = LabelApplication.Report()
        try relabelling.label(pending.item, how: .review, &report)
        guard report.changed == 1 else {
          let why = report.reasons.first?.why ?? "it carries that label already"
          throw InputError("item \(pending.item.id) is not relabelled: \(why)", code: "disposition.relabel")
        }
      }
      var until: Moment?
      if case .extend(let moment) = verdict { until = moment }
      try act.db.cachedStatement(
        sql: """
          INSERT INTO disposition_decision (item, entry, label, stage, decision, until, at, actor, comment)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          """
      ).execute(arguments: [
        pending.item.id.rawValue, act.entry, pending.label.id.rawValue, pending.stage, verdict.name,
        until?.microseconds, act.now.microseconds, act.session.account, comment,
      ])
      return Outcome(
        item: pending.item.id, label: pending.label.name, stage: pending.stage, stages: pending.label.stages,
        isFinal: verdict == .approve && pending.stage == pending.label.stages)
    }

    func note(_ outcomes: [Outcome]) {
      act.note("comment", .text(comment))
      switch verdict {
      case .approve: break
      case .extend(let until): act.note("until", .text(until.description))
      case .relabel(let name): act.note("label", .text(name))
      }
      act.note(
        "items",
        .list(
          outcomes.map {
            .record(["item": .number($0.item.rawValue), "label": .text($0.label), "stage": .number($0.stage)])
          }))
    }
  }
}
