internal import Archive
internal import Hold

/// The four principles written down once more, slowly and without looking at the product's code.
///
/// Only the arithmetic of periods and the calendar is the product's, which has tests of its own.
enum ReferenceModel {
  struct Answer: Equatable {
    let verdict: Verdict
    let deleteAt: Moment?
  }

  static func answer(_ world: RandomWorld) -> Answer {
    let (facts, at) = (world.facts, world.at)
    let clock = facts.isOutgoing ? facts.sent : facts.received
    let date = clock.flatMap { Moment.believable.contains($0) ? $0 : nil }

    // Holds beat everything. Their ends matter only for telling when a deletion can come.
    var ends = holdEnds(world, date)
    // An item without a date cannot be proven old enough.
    if date == nil { ends.append(.distantFuture) }
    // Keeping beats deleting, and the longest keeping wins.
    let settings = retentions(world)
    for setting in settings where setting.retention.action != .delete {
      guard let period = setting.retention.period, let start = setting.start else {
        ends.append(.distantFuture)
        continue
      }
      ends.append(period.end(from: start, in: world.rules.calendar))
    }
    ends += labelEnds(world, settings)
    let isRecord = label(world).map { [.record, .regulatoryRecord].contains($0.record) } ?? false
    if !isRecord, let deleted = facts.softDeletedAt, let period = world.rules.recoverableFor,
      world.rules.isSingleItemRecovery
    {
      let recovered = period.end(from: deleted, in: world.rules.calendar)
      if at < recovered { ends.append(recovered) }
    }

    // A label before chosen mailboxes before everyone; among equals the shortest.
    var wish: Moment?
    for rank in 0...2 {
      let wishes = settings.filter { $0.rank == rank && $0.retention.action != .retain }
        .compactMap { setting in
          setting.start.flatMap { setting.retention.period?.end(from: $0, in: world.rules.calendar) }
        }
      wish = wish ?? wishes.min()
    }
    // Nobody deletes a record: it goes when a rule asks for it, or never.
    if isRecord { ends.append(wish ?? .distantFuture) }
    let keptUntil = ends.max() ?? .distantPast
    if !isRecord, let deleted = facts.softDeletedAt, let period = world.rules.recoverableFor {
      let emptied = period.end(from: deleted, in: world.rules.calendar)
      wish = wish.map { min($0, emptied) } ?? emptied
    }
    if let emptied = emptied(world) { wish = wish.map { min($0, emptied) } ?? emptied }
    let deleteAt = keptUntil == .distantFuture ? nil : wish.map { max($0, keptUntil) }
    if at < keptUntil { return Answer(verdict: .keep, deleteAt: deleteAt) }
    return Answer(verdict: deleteAt.map { $0 <= at } == true ? .expired : .free, deleteAt: deleteAt)
  }

  /// Until when each hold that covers the item now keeps it.
  private static func holdEnds(_ world: RandomWorld, _ date: Moment?) -> [Moment] {
    let (facts, rules, at) = (world.facts, world.rules, world.at)
    let litigation = rules.litigationHolds.filter { hold in
      hold.mailbox == facts.mailbox && (hold.releasedAt == nil || at < hold.releasedAt ?? at)
    }
    let cases = rules.caseHolds.filter { hold in
      hold.mailboxes.contains(facts.mailbox) && (hold.releasedAt == nil || at < hold.releasedAt ?? at)
    }
    let delays = rules.delayHolds.filter { $0.mailbox == facts.mailbox && at < $0.until }
    let letters = cases.map { $0.query?.unicodeScalars.count ?? 0 }.reduce(0, +)
    let isCrowded =
      litigation.count + cases.count + delays.count > rules.mostConditionalHolds || letters > rules.longestQueries
    var ends = delays.map(\.until)
    for hold in litigation {
      guard let duration = hold.duration, let date else {
        ends.append(.distantFuture)
        continue
      }
      let end = duration.end(from: date, in: rules.calendar)
      if at < end { ends.append(end) }
    }
    for hold in cases where isCrowded || covers(hold, world, date) { ends.append(.distantFuture) }
    return ends
  }

  /// When the mailbox of someone who left is emptied: 30 days on if nothing kept it then, else 183 days after the last
  /// that did, and never while something does.
  private static func emptied(_ world: RandomWorld) -> Moment? {
    let (rules, at) = (world.rules, world.at)
    guard let inactive = rules.inactive, inactive.mailbox == world.facts.mailbox else { return nil }
    if retentions(world).contains(where: { $0.rank > 0 && $0.retention.action != .delete }) { return nil }
    var releases = rules.litigationHolds.filter { $0.mailbox == inactive.mailbox }.map(\.releasedAt)
    releases += rules.caseHolds.filter { $0.mailboxes.contains(inactive.mailbox) }.map(\.releasedAt)
    if releases.contains(where: { $0 == nil || at < $0 ?? at }) { return nil }
    guard inactive.labels.open.isEmpty else { return nil }
    let ends =
      releases.compactMap(\.self) + rules.delayHolds.filter { $0.mailbox == inactive.mailbox }.map(\.until)
      + [inactive.lastPolicyRemoved].compactMap(\.self) + inactive.labels.ends.values
    func days(_ count: Int, from start: Moment) throws -> Moment {
      try Period(count, .days).end(from: start, in: rules.calendar)
    }
    var moment = try? days(30, from: inactive.since)
    for end in ends where end > inactive.since {
      guard let half = try? days(183, from: end), let soonest = moment else { return nil }
      moment = max(soonest, half)
    }
    return moment
  }

  private static func covers(_ hold: CaseHold, _ world: RandomWorld, _ date: Moment?) -> Bool {
    if hold.days == nil && hold.query == nil { return true }
    if world.facts.isPartlyIndexed || world.facts.isQuarantined { return true }
    if let days = hold.days {
      guard date != nil else { return true }
      let dates = [world.facts.sent, world.facts.received].compactMap { $0 }
        .filter { Moment.believable.contains($0) }.map { world.rules.calendar.date(of: $0) }
      let isInside = dates.contains { day in
        (days.from == nil || days.from ?? day <= day) && (days.to == nil || day <= days.to ?? day)
      }
      if !isInside { return false }
    }
    return hold.query == nil || world.match(hold.id) != .doesNotMatch
  }

  private static func label(_ world: RandomWorld) -> RetentionLabel? {
    world.rules.labels.first { $0.id == world.facts.label }
  }

  /// Until when the item stays for its label's sake, beside the label's period.
  private static func labelEnds(_ world: RandomWorld, _ settings: [Setting]) -> [Moment] {
    let (labelling, at) = (world.facts.labelling, world.at)
    var ends: [Moment] = []
    if labelling.isUncertain { ends.append(.distantFuture) }
    if let former = labelling.former, at < former.until { ends.append(former.until) }
    guard world.facts.label != nil else { return ends }
    guard let label = label(world), let setting = settings.first(where: { $0.rank == 0 }) else {
      return ends + [.distantFuture]
    }
    // What deletes some time after something that has not happened waits for it.
    if setting.start == nil { ends.append(.distantFuture) }
    guard label.stages > 0, let start = setting.start, let period = label.retention.period else { return ends }
    let end = period.end(from: start, in: world.rules.calendar)
    let review = labelling.review
    let isPutOff = review.suspendedUntil.map { at < $0 } ?? false
    let isApproved = review.approved >= label.stages && review.since.map { end <= $0 } ?? false && !isPutOff
    // What has not been approved has no end, before the period's end as well as after it.
    if at < end || !isApproved { ends.append(.distantFuture) }
    return ends
  }

  private typealias Setting = (rank: Int, retention: Retention, start: Moment?)

  private static func retentions(_ world: RandomWorld) -> [Setting] {
    let clock = world.facts.isOutgoing ? world.facts.sent : world.facts.received
    func believed(_ moment: Moment?) -> Moment? { moment.flatMap { Moment.believable.contains($0) ? $0 : nil } }
    var settings: [Setting] = world.rules.labels.filter { $0.id == world.facts.label }.map { label in
      let starts: [RetentionLabel.Start: Moment?] = [
        .created: clock, .modified: clock, .labelled: world.facts.labelling.at, .event: world.facts.labelling.eventDate,
      ]
      return (rank: 0, label.retention, believed(starts[label.start] ?? nil))
    }
    for policy in world.rules.policies where policy.isEnabled {
      if policy.closedTo.contains(world.facts.mailbox) { continue }
      switch policy.scope {
      case .mailboxes(let chosen):
        if chosen.contains(world.facts.mailbox) { settings.append((rank: 1, policy.retention, believed(clock))) }
      case .everyone(let excluded):
        if !excluded.contains(world.facts.mailbox) { settings.append((rank: 2, policy.retention, believed(clock))) }
      }
    }
    return settings
  }
}
