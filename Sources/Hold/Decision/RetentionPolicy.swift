public import Archive

/// A rule for mailboxes: to keep what is in them for a time, to delete it after one, or both.
///
/// Its period counts from each item's sent or received date, also for items older than the policy. Whether it
/// was made to start at "created" or "modified" is not told here: a text or a call is never modified, so that
/// both are the same date.
public struct RetentionPolicy: Hashable, Sendable {
  public enum Scope: Hashable, Sendable {
    case everyone(excluding: Set<Identifier<Mailbox>>)
    /// Chosen mailboxes, named one by one or found by an attribute. None chosen is none covered.
    case mailboxes(Set<Identifier<Mailbox>>)
  }

  public var id: Identifier<RetentionPolicy>
  public var name: String
  public var retention: Retention
  public var scope: Scope
  public var isEnabled: Bool
  /// Mailboxes that were inactive before the policy was made: no new policy reaches them.
  public var closedTo: Set<Identifier<Mailbox>> = []
  /// The expression that finds the mailboxes of ``Scope/mailboxes(_:)``; nil where they were named.
  public var expression: String?

  public init(
    id: Identifier<RetentionPolicy>, name: String, retention: Retention, scope: Scope, isEnabled: Bool = true,
    expression: String? = nil
  ) {
    (self.id, self.name, self.retention) = (id, name, retention)
    (self.scope, self.isEnabled, self.expression) = (scope, isEnabled, expression)
  }

  func covers(_ mailbox: Identifier<Mailbox>) -> Bool {
    guard !closedTo.contains(mailbox) else { return false }
    return switch scope {
    case .everyone(let excluded): !excluded.contains(mailbox)
    case .mailboxes(let chosen): chosen.contains(mailbox)
    }
  }

  var rank: DeletionRank {
    switch scope {
    case .everyone: .organization
    case .mailboxes: .mailboxes
    }
  }
}

extension RetentionPolicy {
  /// Why the policy has no say on the item, or nil where it has.
  func silence(_ question: Question) -> Considered? {
    let why: String
    if !isEnabled {
      why = "the policy is switched off"
    } else if covers(question.facts.mailbox) {
      return nil
    } else if closedTo.contains(question.facts.mailbox) {
      why = "the mailbox was inactive before the policy was made, and no new policy reaches it"
    } else {
      switch scope {
      case .everyone: why = "this mailbox is excluded from the policy"
      case .mailboxes:
        why =
          expression.map { "the policy covers mailboxes with \($0.quoted); this one is not among them" }
          ?? "the policy does not cover this mailbox"
      }
    }
    return .silent(.policy, name, effect: retention.retains ? .retain : .delete, why)
  }
}
