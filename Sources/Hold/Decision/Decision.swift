public import Archive

/// What may happen to an item now, from the strictest to the freest.
public enum Verdict: String, Sendable, CaseIterable {
  /// Something blocks deletion.
  case keep
  /// Nothing does.
  case free
  /// Nothing does, and a rule asks for deletion.
  case expired
}

/// What may happen to one item at one time, and every hold and rule that had a say.
///
/// Four principles make it: holds beat everything; keeping beats deleting; the longest keeping wins; of those
/// that delete, a label goes before a policy for chosen mailboxes before one for everyone, and the soonest
/// first among equals. Computed dates are compared, never periods. `docs/retention.md` explains it with cases.
public struct Decision: Hashable, Sendable {
  public let item: Identifier<Item>
  public let verdict: Verdict
  /// When the last of what keeps the item now ends; nil where that has no end, and where nothing keeps it.
  public let keptUntil: Moment?
  /// When a sweep takes the item, or could have taken it, if nothing changes; nil where nothing asks for
  /// deletion, and where something keeps the item without end.
  public let deleteAt: Moment?
  /// Every hold and rule, in a fixed order: by ``Considered/Kind``, then by number.
  public let considered: [Considered]

  /// What a refusal names: that which keeps the item now.
  public var blocking: [BlockingReason] {
    considered.filter { $0.effect == .retain && $0.applies }.map {
      BlockingReason(kind: $0.kind, name: $0.name, until: $0.until)
    }
  }
}

/// One thing that keeps an item from being deleted.
public struct BlockingReason: Hashable, Sendable {
  public let kind: Considered.Kind
  public let name: String
  /// When it stops; nil is without end.
  public let until: Moment?
}

extension Decision {
  /// The name of the rule that asks for the item's deletion now, or nil where none does.
  func dueRule(at moment: Moment) -> String? {
    considered.first { $0.effect == .delete && $0.applies && ($0.from ?? .distantFuture) <= moment }?.name
  }

  /// Weighs every rule and tells what each had to say.
  ///
  /// `matching` says what a hold's query makes of the item, and is asked only where that is in question.
  /// ``MailboxRules/verdict(of:matching:)`` gives the same verdict without the
  /// explanation, for sweeps.
  public static func decide(
    _ facts: ItemFacts, rules: Rules, at moment: Moment,
    matching: (Identifier<CaseHold>) throws -> QueryMatch
  ) rethrows -> Decision {
    let question = Question(
      facts: facts, at: moment, calendar: rules.calendar,
      holdsAreWidened: rules.areHoldsWidened(on: facts.mailbox, at: moment))
    var considered = rules.litigationHolds.sorted { $0.id < $1.id }.map { $0.considered(question) }
    considered += try rules.caseHolds.sorted { $0.id < $1.id }.map {
      try $0.considered(question, matching: matching)
    }
    considered += rules.delayHolds.sorted { $0.id < $1.id }.map { $0.considered(question) }
    considered += facts.labelling.former.map { [$0.considered(question)] } ?? []
    considered += facts.missingDate(question).map { [$0] } ?? []
    considered += rules.retention(question)
    considered += rules.recovery(question)
    considered += rules.leaving(question).map { [$0] } ?? []
    return Decision(of: facts.item, at: moment, considered: considered)
  }

  private init(of item: Identifier<Item>, at moment: Moment, considered: [Considered]) {
    self.item = item
    self.considered = considered
    let keeping = considered.filter { $0.effect == .retain && $0.applies }
    let isEndless = keeping.contains { $0.until == nil }
    keptUntil = isEndless ? nil : keeping.compactMap(\.until).max()
    // A retention period that has passed still says that the item could not have gone before.
    let retained = considered.filter { $0.effect == .retain && [.label, .record, .policy].contains($0.kind) }
    let earliest = (keeping + retained).compactMap(\.until).max()
    let asked = considered.filter { $0.effect == .delete && $0.applies }.compactMap(\.from).min()
    deleteAt = isEndless ? nil : asked.map { max($0, earliest ?? $0) }
    if !keeping.isEmpty {
      verdict = .keep
    } else if let deleteAt, deleteAt <= moment {
      verdict = .expired
    } else {
      verdict = .free
    }
  }
}
