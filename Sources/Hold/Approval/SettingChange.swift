public import Archive
public import GRDB

/// A change of one of the archive's settings.
public struct SettingChange: ApprovableChange, Hashable {
  public static let kind = "setting"

  private let name: String
  private let value: String

  public init(_ setting: Setting, to value: String) { (name, self.value) = (setting.rawValue, value) }

  public var object: String { name }
  public var action: Action { .settingChanged }
  public var request: Action { .settingChangeRequested }

  public func assess(_ db: Database) throws -> ChangeAssessment {
    let setting = try setting()
    try setting.check(value, db)
    let before = try setting.read(db)
    return ChangeAssessment(
      "\(name): \(before ?? "as shipped") becomes \(value)", loosens: try setting.loosens(becoming: value, db))
  }

  public func basis(_ db: Database) throws -> String { try setting().read(db) ?? "" }

  public func apply(_ act: Act) throws { try setting().change(to: value, act) }

  private func setting() throws -> Setting {
    guard let setting = Setting(rawValue: name) else {
      throw InputError("there is no setting '\(name)'", code: "setting.unknown")
    }
    return setting
  }
}

extension Setting {
  /// Whether with the new value an item could go sooner, or with fewer people's consent.
  fileprivate func loosens(becoming value: String, _ db: Database) throws -> Bool {
    switch self {
    case .delayHoldDays: try Int(value) ?? 0 < DelayHoldDays.read(db)
    case .purgeApproval: try PurgeApproval.read(db) == .twoPerson && value != PurgeApproval.twoPerson.rawValue
    case .retentionApproval: try RetentionApproval.read(db) == .on && value != RetentionApproval.on.rawValue
    case .importTime, .sweepTime, .diskAlarm, .alarmMail: false
    // Another time zone ends a period up to a day sooner. Whatever else there is, is not let through unasked.
    default: try read(db) != value
    }
  }
}
