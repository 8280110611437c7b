public import GRDB

/// How long Recoverable Items keep what somebody deleted.
public enum RecoverableDays: Sendable, Hashable {
  case days(Int)
  /// Until somebody purges it.
  case off

  /// The market leader's 14 days, and the most it lets anyone set.
  public static let standard = RecoverableDays.days(14)
  public static let longest = 30

  /// Reads a number of days, or `off`.
  public init?(_ text: String) {
    if text == "off" {
      self = .off
    } else if let days = Int(text), (1...Self.longest).contains(days) {
      self = .days(days)
    } else {
      return nil
    }
  }

  public var text: String {
    switch self {
    case .days(let days): String(days)
    case .off: "off"
    }
  }

  /// The setting; one that can't be read keeps everything.
  public static func read(_ db: Database) throws -> RecoverableDays {
    guard let text = try Setting.recoverableDays.read(db) else { return standard }
    return RecoverableDays(text) ?? .off
  }
}

/// Whether what somebody deletes can be had back until its days in Recoverable Items are over, whoever wants it gone.
///
/// Off unless switched on: here it takes a role of its own to purge, which nobody has over their own mailbox.
public enum SingleItemRecovery: String, Sendable {
  case on
  case off

  /// The setting; one that can't be read keeps what it may have kept.
  public static func read(_ db: Database) throws -> SingleItemRecovery {
    guard let text = try Setting.singleItemRecovery.read(db) else { return .off }
    return SingleItemRecovery(rawValue: text) ?? .on
  }
}
