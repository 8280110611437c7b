public import Archive

/// One hold or rule that a decision looked at, and what it has to say of the item.
public struct Considered: Hashable, Sendable {
  /// What kind of rule it is, in the order an explanation lists them.
  public enum Kind: String, Sendable, CaseIterable {
    case litigationHold, caseHold, delayHold
    /// The item has no date that a period could be counted from.
    case itemDate
    case label, record, policy
    /// Someone deleted the item, and Recoverable Items are emptied.
    case recoverableItems
    /// The mailbox's person left, and what nothing keeps is emptied.
    case inactiveMailbox
  }

  public enum Effect: String, Sendable { case retain, delete }

  public let kind: Kind
  public let name: String
  public let effect: Effect
  /// Whether it has a say: for `retain`, it keeps the item now; for `delete`, it is what the item's deletion
  /// date comes from, due or not.
  public let applies: Bool
  /// For `retain`, since when it keeps or from which date its period counts; for `delete`, from when it asks
  /// for deletion; nil where it does not concern the item.
  public let from: Moment?
  /// For `retain`, when it ends or ended; nil is without end, or that it does not concern the item.
  public let until: Moment?
  /// One plain sentence, with dates in the organisation's time zone.
  public let why: String
}

extension Considered {
  static func keeps(
    _ kind: Kind, _ name: String, from: Moment? = nil, until: Moment? = nil, _ why: String
  ) -> Considered {
    Considered(kind: kind, name: name, effect: .retain, applies: true, from: from, until: until, why: why)
  }

  /// It has no say now; `from` and `until` tell of the time when it had.
  static func silent(
    _ kind: Kind, _ name: String, effect: Effect = .retain, from: Moment? = nil, until: Moment? = nil,
    _ why: String
  ) -> Considered {
    Considered(kind: kind, name: name, effect: effect, applies: false, from: from, until: until, why: why)
  }
}
