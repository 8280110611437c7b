internal import Archive

/// What a policy or a label asks for: to keep, to delete, or to keep and then delete.
public struct Retention: Hashable, Sendable {
  public enum Action: String, Sendable, CaseIterable {
    case retain
    case delete
    case retainThenDelete = "retain-then-delete"
  }

  public let action: Action
  /// Counted from the item's own date, never from import or from when a rule was made; nil is without end.
  public let period: Period?

  /// Throws ``InputError`` (`retention.period`) where something is to be deleted and no period says when.
  public init(_ action: Action, _ period: Period?) throws {
    guard action == .retain || period != nil else {
      throw InputError(
        "'\(action.rawValue)' needs a period after which to delete; only 'retain' can be forever",
        code: "retention.period")
    }
    (self.action, self.period) = (action, period)
  }

  var retains: Bool { action != .delete }
  var retainsForever: Bool { retains && period == nil }

  /// How long it keeps, where it keeps for a time.
  var retainedFor: Period? { retains ? period : nil }

  /// When it deletes, where it does.
  var deletedAfter: Period? { action == .retain ? nil : period }
}
