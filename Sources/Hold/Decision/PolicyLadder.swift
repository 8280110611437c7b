internal import Archive

/// The policies that bear on one mailbox, arranged so that which of them keep an item is found without asking each.
///
/// Of policies that keep for so many days, those with a longer period keep whatever a shorter one keeps: in the order
/// of their periods, those that keep an item are the first so many. Likewise those that count in months. With two hundred
/// policies this makes the difference between a second and some minutes for a million items.
struct PolicyLadder {
  /// What the policies have to say of one item.
  struct Rungs: Hashable {
    /// How many of the policies that keep for days, and of those that keep for months, keep it; longest first.
    var days = 0
    var months = 0
    /// The policy whose wish to delete the item counts and is due, by its place among ``deleting``.
    var due: Int?
    /// Whether any policy asks for its deletion, now or later.
    var isAsked = false
  }

  private let endless: [RetentionPolicy]
  private let days: [RetentionPolicy]
  private let months: [RetentionPolicy]
  /// Those whose wish to delete counts: of those that delete first, counted in days and in months.
  private let deleting: [RetentionPolicy]
  private let moment: Moment
  private let calendar: RetentionCalendar

  init(_ rules: Rules, mailbox: Identifier<Mailbox>, at moment: Moment) {
    (self.moment, calendar) = (moment, rules.calendar)
    let policies = rules.policies.filter { $0.isEnabled && $0.covers(mailbox) }.sorted { $0.id < $1.id }
    endless = policies.filter { $0.retention.retainsForever }
    func ladder(_ count: (Period) -> Int?) -> [RetentionPolicy] {
      policies.compactMap { policy in policy.retention.retainedFor.flatMap(count).map { (policy, $0) } }
        .sorted { $0.1 > $1.1 }.map(\.0)
    }
    days = ladder(\.days)
    months = ladder(\.months)
    let asking = policies.filter { $0.retention.deletedAfter != nil }
    let rank = asking.map(\.rank).min()
    let counting = asking.filter { $0.rank == rank }
    func first(_ count: (Period) -> Int?) -> RetentionPolicy? {
      counting.compactMap { policy in policy.retention.deletedAfter.flatMap(count).map { (policy, $0) } }
        .min { ($0.1, $0.0.id) < ($1.1, $1.0.id) }?.0
    }
    deleting = [first(\.days), first(\.months)].compactMap { $0 }.sorted { $0.id < $1.id }
  }

  /// What the policies say of an item; nil date: it has none that can be believed.
  func rungs(_ date: Moment?) -> Rungs {
    guard let date else { return Rungs(days: days.count, months: months.count) }
    let local = calendar.local(date)
    var rungs = Rungs(days: keeping(days, local), months: keeping(months, local), isAsked: !deleting.isEmpty)
    var soonest = Moment.distantFuture
    for (place, policy) in deleting.enumerated() {
      guard let end = policy.retention.deletedAfter?.end(fromLocal: local, in: calendar), end <= moment else {
        continue
      }
      // Equals go to the first on record, as they stand here.
      if end < soonest { (soonest, rungs.due) = (end, place) }
    }
    return rungs
  }

  /// How many of a ladder keep what bears a date: found by halving.
  private func keeping(_ ladder: [RetentionPolicy], _ local: Int64) -> Int {
    var (low, high) = (0, ladder.count)
    while low < high {
      let middle = (low + high) / 2
      let end = ladder[middle].retention.retainedFor?.end(fromLocal: local, in: calendar) ?? .distantFuture
      if moment < end { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The names of those that keep the item, in the order of their numbers.
  func names(keeping rungs: Rungs) -> [String] {
    (endless + days.prefix(rungs.days) + months.prefix(rungs.months)).sorted { $0.id < $1.id }.map(\.name)
  }

  /// The name of the policy by which the item is due.
  func name(due rungs: Rungs) -> String? { rungs.due.map { deleting[$0].name } }
}

extension Period {
  /// Its length where it is counted in days.
  fileprivate var days: Int? { if case .days(let days) = length { days } else { nil } }

  /// Its length where it is counted in months; years are twelve.
  fileprivate var months: Int? { if case .months(let months) = length { months } else { nil } }

  /// As ``end(from:in:)``, from wall-clock time.
  fileprivate func end(fromLocal local: Int64, in calendar: RetentionCalendar) -> Moment {
    switch length {
    case .days(let days): Self.end(days: days, from: local, in: calendar)
    case .months(let months): Self.end(months: months, from: local, in: calendar)
    }
  }
}
