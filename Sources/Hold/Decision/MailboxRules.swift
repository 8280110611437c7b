public import Archive

/// What the rules come to for one mailbox at one time, made ready to decide many of its items.
///
/// Same verdicts as ``Decision/decide(_:rules:at:matching:)``, without explanations and without allocating.
/// It knows of no rule made later: make it in the transaction that acts on its verdicts.
public struct MailboxRules: Sendable {
  public let mailbox: Identifier<Mailbox>
  public let moment: Moment
  private let rules: Rules

  /// Something holds or keeps everything in the mailbox without regard to dates.
  private let keepsEverything: Bool
  /// The durations of litigation holds.
  private let held: PeriodExtremes?
  private let conditional: [ConditionalHold]
  private let retained: PeriodExtremes?
  /// What policies delete: those for chosen mailboxes where there are any, else those for everyone.
  private let deleted: PeriodExtremes?
  private let labels: [Identifier<RetentionLabel>: RetentionLabel]
  /// From when a sweep empties the mailbox of someone who left.
  private let emptiedFrom: Moment?
  /// The policies that `deleted` is of, in the order of their numbers.
  private let deleting: [RetentionPolicy]

  /// A case hold in force with conditions, its days as numbers.
  private struct ConditionalHold {
    let id: Identifier<CaseHold>
    let days: ClosedRange<Int>?
    let hasQuery: Bool
  }

  public init(_ rules: Rules, mailbox: Identifier<Mailbox>, at moment: Moment) {
    (self.rules, self.mailbox, self.moment) = (rules, mailbox, moment)
    let litigation = rules.litigationHolds.filter { $0.mailbox == mailbox && $0.isInForce(at: moment) }
    let cases = rules.caseHolds.filter { $0.mailboxes.contains(mailbox) && $0.isInForce(at: moment) }
    let policies = rules.policies.filter { $0.isEnabled && $0.covers(mailbox) }
    keepsEverything =
      litigation.contains { $0.duration == nil }
      || cases.contains { $0.isUnconditional }
      || (!cases.isEmpty && rules.areHoldsWidened(on: mailbox, at: moment))
      || rules.delayHolds.contains { $0.mailbox == mailbox && $0.isInForce(at: moment) }
      || policies.contains { $0.retention.retainsForever }
    held = PeriodExtremes(litigation.compactMap(\.duration))
    // Holds without a query first: they answer without asking the caller.
    conditional =
      cases.filter { $0.query == nil }.map(Self.conditional)
      + cases.filter { $0.query != nil }.map(Self.conditional)
    retained = PeriodExtremes(policies.compactMap(\.retention.retainedFor))
    let asking = policies.filter { $0.retention.deletedAfter != nil }
    let rank = asking.map(\.rank).min()
    deleting = asking.filter { $0.rank == rank }.sorted { $0.id < $1.id }
    deleted = PeriodExtremes(deleting.compactMap(\.retention.deletedAfter))
    emptiedFrom = rules.purgeableFrom(mailbox, at: moment)
    labels = Dictionary(rules.labels.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private static func conditional(_ hold: CaseHold) -> ConditionalHold {
    ConditionalHold(id: hold.id, days: hold.days?.dayNumbers, hasQuery: hold.query != nil)
  }

  /// Whether any hold is on record for the mailbox, in force or not.
  var hasHolds: Bool {
    !rules.litigationHolds.isEmpty || !rules.caseHolds.isEmpty || !rules.delayHolds.isEmpty
  }

  /// The whole answer for one item, as ``Decision/decide(_:rules:at:matching:)`` gives it.
  public func explain(
    _ facts: ItemFacts, matching: (Identifier<CaseHold>) throws -> QueryMatch
  ) rethrows -> Decision {
    try Decision.decide(facts, rules: rules, at: moment, matching: matching)
  }

  /// What may happen to an item of this mailbox.
  ///
  /// `matching` says what a hold's query makes of the item, and is asked last, only where nothing else keeps
  /// the item.
  public func verdict(
    of facts: ItemFacts, matching: (Identifier<CaseHold>) throws -> QueryMatch
  ) rethrows -> Verdict {
    guard facts.mailbox == mailbox else { return try explain(facts, matching: matching).verdict }
    guard !keepsEverything, let date = facts.date else { return .keep }
    let calendar = rules.calendar
    let local = calendar.local(date)
    if let held, moment < held.lastEnd(from: local, in: calendar) { return .keep }
    if let retained, moment < retained.lastEnd(from: local, in: calendar) { return .keep }
    var due = deleted?.firstEnd(from: local, in: calendar)
    if facts.labelling.isUncertain { return .keep }
    if let former = facts.labelling.former, moment < former.until { return .keep }
    var isRecord = false
    if let id = facts.label {
      guard let label = labels[id], !label.keeps(facts, at: moment, in: calendar) else { return .keep }
      if let asked = label.due(for: facts, in: calendar) { due = asked }
      isRecord = label.isRecord
    }
    // Recoverable Items are emptied of what people deleted, and nobody deletes a record.
    let recovered =
      isRecord
      ? nil
      : rules.recoverableFor.flatMap { period in
        ItemFacts.believed(facts.softDeletedAt).map { period.end(from: $0, in: calendar) }
      }
    if rules.isSingleItemRecovery, let recovered, moment < recovered { return .keep }
    if try holds(facts, local: local, matching: matching) { return .keep }
    if let due, due <= moment { return .expired }
    if isRecord { return .keep }
    if let emptiedFrom, emptiedFrom <= moment { return .expired }
    if let recovered, recovered <= moment { return .expired }
    return .free
  }

  /// The name of the rule by which an item has expired: the first on record of those that asked soonest.
  ///
  /// Says something only of an item whose verdict is ``Verdict/expired``. A policy is found without explaining the item; a
  /// label, and what empties Recoverable Items, are asked of the explanation.
  func deletionRule(of facts: ItemFacts, matching: (Identifier<CaseHold>) throws -> QueryMatch) rethrows -> String {
    // What is in Recoverable Items, or a leaver's, may have been asked for by that before.
    if facts.label == nil, facts.softDeletedAt == nil, emptiedFrom == nil, let date = facts.date {
      let local = rules.calendar.local(date)
      if let first = deleted?.firstEnd(from: local, in: rules.calendar), first <= moment {
        let asked = deleting.first { $0.retention.deletedAfter?.end(from: date, in: rules.calendar) == first }
        if let asked { return asked.name }
      }
    }
    return try explain(facts, matching: matching).dueRule(at: moment) ?? ""
  }

  /// How far a sweep of the mailbox has to look; nil where nothing in it can have expired.
  public var sweepHorizon: SweepHorizon? {
    guard !keepsEverything else { return nil }
    let labelled = labels.values.compactMap { label in
      label.retention.deletedAfter.map { period in
        // A period from an event or from labelling says nothing of the item's own date.
        [.labelled, .event].contains(label.start) ? .distantFuture : period.latestStart(endedBy: moment)
      }
    }
    let emptied = emptiedFrom.map { $0 <= moment } ?? false
    let asked =
      emptied ? .distantFuture : (labelled + (deleted.map { [$0.latestStart(anyEndedBy: moment)] } ?? [])).max()
    let recovered = rules.recoverableFor?.latestStart(endedBy: moment)
    if asked == nil, recovered == nil { return nil }
    let kept = [held, retained].compactMap { $0?.latestStart(allEndedBy: moment) }.min() ?? .distantFuture
    return SweepHorizon(latestDate: asked.map { min($0, kept) }, latestSoftDeletion: recovered)
  }

  /// Whether a case hold with conditions covers the item, whose own date is `local` by the wall clock.
  private func holds(
    _ facts: ItemFacts, local: Int64, matching: (Identifier<CaseHold>) throws -> QueryMatch
  ) rethrows -> Bool {
    guard !conditional.isEmpty else { return false }
    if facts.isUnreadable { return true }
    let day = RetentionCalendar.day(local: local)
    let otherDay = facts.otherDate.map { RetentionCalendar.day(local: rules.calendar.local($0)) }
    for hold in conditional {
      if let days = hold.days, !days.contains(day), !(otherDay.map(days.contains) ?? false) { continue }
      if try !hold.hasQuery || matching(hold.id) != .doesNotMatch { return true }
    }
    return false
  }
}
