internal import Archive

/// What may happen to an item and by whose word, by name only: what a count over a million items needs.
public struct Outcome: Hashable, Sendable {
  /// Something that keeps an item.
  public struct Blocker: Hashable, Sendable, Comparable {
    public var kind: Considered.Kind
    public var name: String

    public static func < (a: Blocker, b: Blocker) -> Bool { (a.kind.rawValue, a.name) < (b.kind.rawValue, b.name) }
  }

  public var verdict: Verdict
  /// Each once, in order.
  public var blockers: [Blocker]
  /// The rule that asks for the item's deletion now, whether or not something keeps it.
  public var dueRule: String?
  /// Whether a rule asks for its deletion, now or later.
  public var isAsked: Bool

  init(blockers: [Blocker], dueRule: String?, isAsked: Bool) {
    self.blockers = Array(Set(blockers)).sorted()
    (self.dueRule, self.isAsked) = (dueRule, isAsked)
    verdict = blockers.isEmpty ? (dueRule == nil ? .free : .expired) : .keep
  }

  init(_ decision: Decision, at moment: Moment) {
    self.init(
      blockers: decision.considered.filter { $0.effect == .retain && $0.applies }.map {
        Blocker(kind: $0.kind, name: $0.name)
      },
      dueRule: decision.dueRule(at: moment),
      isAsked: decision.considered.contains { $0.effect == .delete && $0.applies })
  }
}
