/// Who is acting, and what time it is for them.
public struct Session: Sendable, Hashable {
  /// The account's name, as the ledger records it.
  public let account: String
  /// A sandbox's made-up time; nil: the system's clock.
  public let pinnedTime: Moment?
  /// Where they act from.
  public let client: Client

  init(account: String, pinnedTime: Moment?, client: Client = .this) {
    self.account = account
    self.pinnedTime = pinnedTime
    self.client = client
  }

  public var now: Moment { pinnedTime ?? .now }
}

/// Why an act was refused before it began.
public enum AccessError: Error, Equatable, CustomStringConvertible {
  /// The account is a member of none of the groups that may do this.
  case lacksRole(account: String, action: String, anyOf: [RoleGroup])
  /// `--as` outside a sandbox, for an account the operating system's user isn't bound to.
  case notBound(user: String, account: String)
  /// `--at` outside a sandbox.
  case timeIsNotYours
  /// The system's clock reads earlier than the last entry of the ledger.
  case clockWentBack(now: Moment, last: Moment)
  /// Not a member of the case.
  case notInCase(account: String, name: String)
  /// A member of the case who may look and not change.
  case reviewsOnly(account: String, name: String)
  /// Not the owner of a search job that belongs to no case.
  case notOwner(account: String, name: String)
  /// Who asked for it is not the second person it takes.
  case ownRequest(account: String, what: String)
  /// Not one of those who review this stage of a disposal.
  case notReviewer(account: String, stage: Int, label: String)

  /// Whether it is the account that may not, so that the attempt belongs on the ledger.
  ///
  /// ``lacksRole`` is there already, and a wrong clock or time can't be written down.
  var isAnAttempt: Bool {
    switch self {
    case .notInCase, .reviewsOnly, .notOwner, .ownRequest, .notReviewer: true
    case .lacksRole, .notBound, .timeIsNotYours, .clockWentBack: false
    }
  }

  public var description: String {
    switch self {
    case .lacksRole(let account, let action, let groups):
      let names = groups.sorted().map { "'\($0.rawValue)'" }.joined(separator: " or ")
      return "\(account) may not do this (\(action)): it takes the role group \(names); "
        + "an Organization Management member can grant it with 'holdfast role grant'"
    case .notBound(let user, let account):
      return "the user '\(user)' of this machine may not act as '\(account)'; --as is free only in a sandbox archive"
    case .timeIsNotYours:
      return "--at works only in an archive made with 'holdfast init --sandbox'; this one keeps real time"
    case .clockWentBack(let now, let last):
      return "the clock reads \(now), before the ledger's last entry at \(last); set the clock right, then try again"
    case .notInCase(let account, let name):
      return "\(account) is not a member of the case '\(name)'; an eDiscovery Administrator can add it"
    case .reviewsOnly(let account, let name):
      return "\(account) is a reviewer of the case '\(name)' and changes nothing in it; a manager of the case can make "
        + "it one with 'holdfast case member change --role manager'"
    case .notOwner(let account, let name):
      return "\(account) may not see the search job '\(name)': it belongs to no case, so that only who made it and "
        + "eDiscovery Administrators see it"
    case .ownRequest(let account, let what):
      return "\(account) asked for \(what), and it takes another person to approve it"
    case .notReviewer(let account, let stage, let label):
      return "\(account) does not review stage \(stage) of the label '\(label)'; a Records Management member can add a "
        + "reviewer with 'holdfast disposition add-reviewer'"
    }
  }
}
