internal import Archive
internal import Hold

/// What should be in an archive after a while, kept in plain memory: no database, no index, no gate.
///
/// It knows only what the documentation promises, in days of 24 hours, and looks at every hold and rule for every item.
struct SweepModel {
  struct Copy: Hashable {
    var id: String
    var person: String
    var sent: Moment
    var isAboutMerger: Bool
  }

  struct Hold {
    var person: String
    var query = false
    /// Days from each item's date; nil: without end.
    var days: Int?
    /// Until when the delay after its release lasts.
    var delayUntil: Moment?
    var released = false
  }

  struct Policy {
    var name: String
    var action: Retention.Action
    var days: Int
    /// Nil: everyone.
    var person: String?
    var graceUntil: Moment?
    var removed = false
  }

  var copies: Set<Copy> = []
  /// When somebody deleted them, or wanted them destroyed.
  var deleted: [Copy: Moment] = [:]
  var holds: [Hold] = []
  var policies: [Policy] = []

  /// How long Recoverable Items keep what somebody deleted.
  private static let recoverableDays = 14

  /// More holds than this on a mailbox, and those by a query hold everything in it.
  private static let mostHolds = 5

  func isKept(_ copy: Copy, at now: Moment) -> Bool {
    let mine = holds.filter { $0.person == copy.person }
    let standing = mine.filter { !$0.released }
    let widened = standing.count > Self.mostHolds
    let held = standing.contains { hold in
      if hold.query { return copy.isAboutMerger || widened }
      return hold.days.map { now < copy.sent.adding(days: $0) } ?? true
    }
    let delayed = mine.contains { $0.delayUntil.map { now < $0 } ?? false }
    let retained = covering(copy).contains { policy in
      policy.removed
        ? policy.graceUntil.map { now < $0 } ?? false
        : policy.action != .delete && now < copy.sent.adding(days: policy.days)
    }
    return held || delayed || retained
  }

  func isExpired(_ copy: Copy, at now: Moment) -> Bool {
    let deleting = covering(copy).filter { !$0.removed && $0.action != .retain }
    let chosen = deleting.filter { $0.person != nil }
    let due = (chosen.isEmpty ? deleting : chosen).map { copy.sent.adding(days: $0.days) }
    let emptied = deleted[copy].map { [$0.adding(days: Self.recoverableDays)] } ?? []
    return !isKept(copy, at: now) && (due + emptied).contains { $0 <= now }
  }

  private func covering(_ copy: Copy) -> [Policy] {
    policies.filter { $0.person == nil || $0.person == copy.person }
  }
}
