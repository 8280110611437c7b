internal import Archive
internal import Hold

/// What should be in an archive after a while, kept in plain memory: no database, no index, no gate.
///
/// It knows only what the documentation promises, in days of 24 hours, and looks at every hold and rule for every item.
struct ArchiveModel {
  struct Copy: Hashable {
    var id: String
    var person: String
    var sent: Moment
    var filed: Moment
    /// Copies are numbered as they are filed: a labelling rule that was closed covers those before its end.
    var number: Int
    var isAboutMerger: Bool
  }

  struct Hold {
    var person: String
    var query = false
    /// Days from each item's date; nil: without end.
    var days: Int?
    var released: Moment?
    /// Until when the delay after its release lasts.
    var delayUntil: Moment?
  }

  struct Policy {
    var name: String
    var action: Retention.Action
    var days: Int
    /// Nil: everyone.
    var person: String?
    var removed: Moment?
    var graceUntil: Moment?
  }

  /// That somebody left.
  struct Leaver {
    var since: Moment
    /// Policies made later don't reach the mailbox.
    var policies: Int
  }

  var copies: [Copy] = []
  /// When somebody deleted them, or wanted them destroyed.
  var deleted: [Copy: Moment] = [:]
  var holds: [Hold] = []
  var policies: [Policy] = []
  var leavers: [String: Leaver] = [:]
  var labelling = LabelModel()

  /// How long Recoverable Items keep what somebody deleted.
  private static let recoverableDays = 14
  /// Days of delay after a release, and until a leaver's mailbox is emptied: of one that nothing kept, and of one that
  /// something did.
  static let (delay, unheld, released) = (30, 30, 183)
  /// More holds than this on a mailbox, and those by a query hold everything in it.
  private static let mostHolds = 5

  /// Whether something keeps it whatever asks for its deletion.
  private func isRetained(_ copy: Copy, at now: Moment) -> Bool {
    let mine = holds.filter { $0.person == copy.person }
    let standing = mine.filter { $0.released == nil }
    let widened = standing.count > Self.mostHolds
    let held = standing.contains { hold in
      if hold.query { return copy.isAboutMerger || widened }
      return hold.days.map { now < copy.sent.adding(days: $0) } ?? true
    }
    let delayed = mine.contains { $0.delayUntil.map { now < $0 } ?? false }
    let retained = covering(copy.person).contains { policy in
      policy.removed != nil
        ? policy.graceUntil.map { now < $0 } ?? false
        : policy.action != .delete && now < copy.sent.adding(days: policy.days)
    }
    return held || delayed || retained || labelling.keeps(copy, at: now)
  }

  /// When a rule asks for its deletion: its label before policies for its mailbox before those for everyone.
  private func due(_ copy: Copy) -> Moment? {
    if let due = labelling.due(copy) { return due }
    let deleting = covering(copy.person).filter { $0.removed == nil && $0.action != .retain }
    let chosen = deleting.filter { $0.person != nil }
    return (chosen.isEmpty ? deleting : chosen).map { copy.sent.adding(days: $0.days) }.min()
  }

  func isKept(_ copy: Copy, at now: Moment) -> Bool {
    // Nobody deletes a record; a rule does.
    isRetained(copy, at: now) || (labelling.isRecord(copy) && !(due(copy).map { $0 <= now } ?? false))
  }

  func isExpired(_ copy: Copy, at now: Moment) -> Bool {
    guard !isRetained(copy, at: now) else { return false }
    let isDue = due(copy).map { $0 <= now } ?? false
    let emptied = [deleted[copy]?.adding(days: Self.recoverableDays), emptied(copy.person, at: now)].compactMap(\.self)
    return isDue || (!labelling.isRecord(copy) && emptied.contains { $0 <= now })
  }

  /// From when the mailbox of someone who left is emptied.
  private func emptied(_ person: String, at now: Moment) -> Moment? {
    guard let leaver = leavers[person] else { return nil }
    let mine = holds.filter { $0.person == person }
    let covering = covering(person).filter { $0.action != .delete }
    guard mine.allSatisfy({ $0.released != nil }), covering.allSatisfy({ $0.removed != nil }),
      let labelEnds = labelling.ends(of: copies.filter { $0.person == person }, person)
    else { return nil }
    let ends =
      mine.flatMap { [$0.released, $0.delayUntil] } + covering.flatMap { [$0.removed, $0.graceUntil] } + labelEnds
    let last = ends.compactMap(\.self).filter { $0 > leaver.since }.max()
    let unheld = leaver.since.adding(days: Self.unheld)
    return last.map { max(unheld, $0.adding(days: Self.released)) } ?? unheld
  }

  private func covering(_ person: String) -> [Policy] {
    policies.prefix(leavers[person]?.policies ?? policies.count).filter { $0.person == nil || $0.person == person }
  }

  /// Takes copies that are gone.
  mutating func remove(_ gone: Set<Copy>, at now: Moment) {
    for copy in gone {
      labelling.remove(copy, at: now)
      deleted[copy] = nil
    }
    copies.removeAll { gone.contains($0) }
  }
}
