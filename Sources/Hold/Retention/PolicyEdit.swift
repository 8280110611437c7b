public import Archive
public import GRDB

/// A change of a retention policy that is on record.
///
/// A policy keeps its name, its action and the kind of its scope; everything else may change, and of a locked one only
/// for the stricter.
public struct PolicyEdit: ApprovableChange, Hashable {
  public static let kind = "policy"

  public enum Change: Codable, Hashable, Sendable {
    /// The period (nil: forever), and where it starts.
    case terms(Period?, PolicyRecord.Start?)
    case start(PolicyRecord.Start)
    /// Mailboxes that come under the policy, and that leave it.
    case places(add: [String], remove: [String])
    /// Other mailboxes, found by another expression.
    case expression(String)
    case enable
    case disable
    case remove
    case lock
  }

  let name: String
  let change: Change

  public init(_ name: String, _ change: Change) { (self.name, self.change) = (name, change) }

  public var object: String { name }

  public var action: Action {
    switch change {
    case .terms, .start, .places, .expression, .enable, .disable: .retentionPolicyChanged
    case .remove: .retentionPolicyRemoved
    case .lock: .retentionPolicyLocked
    }
  }

  public func basis(_ db: Database) throws -> String {
    try PolicyRecord.find(name: name, db).map { "\($0.id) \($0.changedEntry)" } ?? "none"
  }

  public func assess(_ db: Database) throws -> ChangeAssessment {
    let policy = try PolicyRecord.require(name, db)
    let deletes = policy.action != .retain
    let (what, loosens): (String, Bool)
    switch change {
    case .terms(let period, _):
      let new = try Retention(policy.action, period)
      (what, loosens) = ("\(policy.period.text) become \(period.text)", new.loosens(try policy.retention))
    case .start(let start): (what, loosens) = ("starts at '\(start.rawValue)'", false)
    case .places(let add, let remove):
      try PolicyMoves(policy, add: add, remove: remove, db).check()
      let parts = [("for", add), ("no longer for", remove)].filter { !$0.1.isEmpty }
      what = parts.map { "\($0.0) \($0.1.joined(separator: ", "))" }.joined(separator: "; ")
      // Taken out of a policy that only deletes, a mailbox may fall under one that deletes sooner.
      loosens = !remove.isEmpty || deletes
    case .expression(let expression):
      try checkExpression(expression, policy)
      (what, loosens) = ("for mailboxes with \(expression.quoted)", true)
    case .enable:
      guard !policy.isEnabled else { throw Self.error("'\(name)' is on already", "state") }
      (what, loosens) = ("switched on", deletes)
    case .disable:
      guard policy.isEnabled else { throw Self.error("'\(name)' is off already", "state") }
      (what, loosens) = ("switched off", true)
    case .remove: (what, loosens) = ("removed", true)
    case .lock:
      try checkLock(policy)
      (what, loosens) = ("locked", false)
    }
    if let locked = policy.locked { try check(locked, policy, loosens: loosens) }
    return ChangeAssessment("'\(policy.name)': \(what)", loosens: loosens)
  }

  private func checkExpression(_ expression: String, _ policy: PolicyRecord) throws {
    guard policy.expression != nil else {
      throw Self.error(
        "a policy keeps the kind of its scope: '\(name)' is for \(policy.coversAll ? "everyone" : "named mailboxes"); "
          + "make another policy", "scope")
    }
    _ = try AdaptiveScope(expression)
  }

  private func checkLock(_ policy: PolicyRecord) throws {
    guard policy.locked == nil else { throw Self.error("'\(name)' is locked already", "state") }
    guard policy.expression == nil else {
      throw Self.error(
        "'\(name)' can't be locked: its expression finds its mailboxes in the directory, and who changes the directory "
          + "would change what is locked; lock a policy for everyone or for named mailboxes", "lock")
    }
    guard policy.isEnabled else { throw Self.error("'\(name)' is off; switch it on, then lock it", "lock") }
  }

  /// What a lock leaves: a longer period, more mailboxes.
  private func check(_ locked: Moment, _ policy: PolicyRecord, loosens: Bool) throws {
    let isAllowed =
      switch change {
      case .terms, .start: !loosens
      // More mailboxes are let in even where the policy deletes: that it does was locked with it.
      case .places(_, let remove): remove.isEmpty
      case .expression, .enable, .disable, .remove, .lock: false
      }
    guard isAllowed else {
      throw Self.error(
        "'\(policy.name)' was locked at \(locked), for good: its period may be extended and mailboxes added; it is "
          + "never shortened, switched off, removed or taken from a mailbox", "locked")
    }
  }

  static func error(_ text: String, _ code: String) -> InputError { InputError(text, code: "policy.\(code)") }
}
