public import Archive

/// A mailbox whose person left, and from when a sweep may empty it.
///
/// While a hold, a policy that retains, or a label that keeps any item in it keeps it, that has no date. Afterwards it has
/// ``releasedDays``, counted from the end of the last that kept it; a mailbox that nothing kept when its person left has
/// ``unheldDays``. A policy or a label that only deletes keeps nothing.
public struct InactiveMailbox: Hashable, Sendable {
  public var mailbox: Identifier<Mailbox>
  public var since: Moment
  /// When the last retaining policy that covered it was removed, where one was since it became inactive.
  public var lastPolicyRemoved: Moment?
  /// What the labels of its items come to.
  public var labels: LabelledItems

  public init(
    mailbox: Identifier<Mailbox>, since: Moment, lastPolicyRemoved: Moment? = nil,
    labels: LabelledItems = LabelledItems()
  ) {
    (self.mailbox, self.since, self.lastPolicyRemoved) = (mailbox, since, lastPolicyRemoved)
    self.labels = labels
  }

  /// The market leader's 30 days for an account that nothing held: time to notice a removal that was a mistake.
  public static let unheldDays = 30
  /// The market leader's 183 days after the last hold on an inactive mailbox went: half a year in which a court may ask.
  public static let releasedDays = 183

  /// The name by which explanations and certificates call what empties it.
  public static let name = "inactive mailbox"
}

extension Rules {
  /// What keeps a mailbox as such: holds, delays and policies that retain, whatever the dates of its items, and of one
  /// whose person left the labels of its items.
  public func keepers(of mailbox: Identifier<Mailbox>, at moment: Moment) -> [BlockingReason] {
    let litigation = litigationHolds.filter { $0.mailbox == mailbox && $0.isInForce(at: moment) }
    let cases = caseHolds.filter { $0.mailboxes.contains(mailbox) && $0.isInForce(at: moment) }
    let delays = delayHolds.filter { $0.mailbox == mailbox && $0.isInForce(at: moment) }
    return litigation.map { _ in BlockingReason(kind: .litigationHold, name: LitigationHold.name, until: nil) }
      + cases.map { BlockingReason(kind: .caseHold, name: $0.name, until: nil) }
      + delays.map { BlockingReason(kind: .delayHold, name: $0.name, until: $0.until) }
      + retaining(mailbox).map { BlockingReason(kind: .policy, name: $0.name, until: nil) }
      + (inactive?.mailbox == mailbox ? inactive?.labels.keepers(at: moment) ?? [] : [])
  }

  private func retaining(_ mailbox: Identifier<Mailbox>) -> [RetentionPolicy] {
    policies.filter { $0.isEnabled && $0.retention.retains && $0.covers(mailbox) }
  }

  /// From when a sweep may empty the mailbox, if nothing changes; nil while something keeps it without end, and for a
  /// mailbox that is active.
  public func purgeableFrom(_ mailbox: Identifier<Mailbox>, at moment: Moment) -> Moment? {
    guard let inactive, inactive.mailbox == mailbox else { return nil }
    // What ends by itself is counted below.
    guard keepers(of: mailbox, at: moment).allSatisfy({ $0.until != nil }) else { return nil }
    let ends =
      litigationHolds.filter { $0.mailbox == mailbox }.map(\.releasedAt)
      + caseHolds.filter { $0.mailboxes.contains(mailbox) }.map(\.releasedAt)
      + delayHolds.filter { $0.mailbox == mailbox }.map(\.until)
      + [inactive.lastPolicyRemoved, inactive.labels.last]
    let unheld = end(of: InactiveMailbox.unheldDays, from: inactive.since)
    guard let last = ends.compactMap(\.self).filter({ $0 > inactive.since }).max() else { return unheld }
    return max(unheld, end(of: InactiveMailbox.releasedDays, from: last))
  }

  private func end(of days: Int, from moment: Moment) -> Moment {
    Period.end(days: days, from: calendar.local(moment), in: calendar)
  }

  /// What follows for an item from its person's having left, or nil where the mailbox is active.
  func leaving(_ question: Question) -> Considered? {
    guard let inactive, inactive.mailbox == question.facts.mailbox else { return nil }
    let left = "the mailbox is inactive since \(question.day(inactive.since))"
    guard let from = purgeableFrom(inactive.mailbox, at: question.at) else {
      return .silent(
        .inactiveMailbox, InactiveMailbox.name, effect: .delete,
        "\(left), and is not emptied while a hold, a policy or a label keeps it")
    }
    return Considered(
      kind: .inactiveMailbox, name: InactiveMailbox.name, effect: .delete, applies: true, from: from, until: nil,
      why: "\(left) and nothing keeps it without end: from \(question.day(from)) on a sweep empties it")
  }
}
