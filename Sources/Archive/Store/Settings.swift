internal import Foundation
public import GRDB

/// The archive's few settings, one row each.
public enum Setting: String, Sendable, CaseIterable {
  case organization
  case sandbox
  case created
  /// Days an item stays held after its last hold was released; 0 allowed only in a sandbox.
  case delayHoldDays = "delay-hold-days"
  /// The organisation's time zone, in which retention's calendar days are counted.
  case timeZone = "time-zone"
  /// Whether what a search found is purged by one person or takes a second one's approval.
  case purgeApproval = "purge-approval"
  /// Whether labels may make regulatory records, which nobody can undo.
  case regulatoryRecords = "regulatory-records"
  /// Days that Recoverable Items keep what somebody deleted, before a sweep may take it.
  case recoverableDays = "recoverable-days"
  /// Whether nobody can destroy an item before those days are over.
  case singleItemRecovery = "single-item-recovery"
  /// Whether it takes a second person to shorten or remove what keeps items.
  case retentionApproval = "retention-approval"
  /// When the service runs due connectors, in the organisation's time zone.
  case importTime = "import-time"
  /// When the service runs the retention sweep.
  case sweepTime = "sweep-time"
  /// Percent of the archive's disk that is to be free, or else there is an alarm.
  case diskAlarm = "disk-alarm"
  /// Whom alarms are mailed to.
  case alarmMail = "alarm-mail"

  public func read(_ db: Database) throws -> String? {
    try String.fetchOne(db, sql: "SELECT value FROM setting WHERE name = ?", arguments: [rawValue])
  }

  public func write(_ value: String, _ act: Act) throws {
    try act.db.execute(
      sql: """
        INSERT INTO setting (name, value, entry) VALUES (?, ?, ?)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value, entry = excluded.entry
        """, arguments: [rawValue, value, act.entry])
  }
}

extension Setting {
  /// The settings that an administrator changes.
  public static let changeable: [Setting] =
    [
      .delayHoldDays, .timeZone, .purgeApproval, .regulatoryRecords, .recoverableDays, .singleItemRecovery,
      .retentionApproval,
    ] + ofService

  /// Changes a setting, in an act.
  ///
  /// - Throws: ``InputError`` where the value is none, or is not for this archive.
  public func change(to value: String, _ act: Act) throws {
    try check(value, act.db)
    act.note("before", .text(try read(act.db) ?? ""))
    act.note("value", .text(value))
    try write(value, act)
  }

  /// Throws ``InputError`` where the setting can't have this value.
  public func check(_ value: String, _ db: Database) throws {
    switch self {
    case .delayHoldDays:
      guard let days = Int(value), (0...DelayHoldDays.longest).contains(days) else {
        throw InputError("\(rawValue) is a number of days, 0 to \(DelayHoldDays.longest)", code: "setting.value")
      }
      guard try days > 0 || Setting.sandbox.read(db) == "true" else {
        throw InputError("a delay hold of 0 days is for sandboxes; give 1 or more", code: "setting.value")
      }
    case .timeZone:
      guard TimeZone(identifier: value) != nil else {
        throw InputError("'\(value)' is not a time zone; write it as Europe/London", code: "setting.value")
      }
    case .purgeApproval:
      guard PurgeApproval(rawValue: value) != nil else {
        let known = PurgeApproval.allCases.map(\.rawValue).joined(separator: " or ")
        throw InputError("\(rawValue) is \(known)", code: "setting.value")
      }
    case .regulatoryRecords:
      guard RegulatoryRecords(rawValue: value) != nil else {
        let known = RegulatoryRecords.allCases.map(\.rawValue).joined(separator: " or ")
        throw InputError("\(rawValue) is \(known)", code: "setting.value")
      }
    case .recoverableDays:
      guard RecoverableDays(value) != nil else {
        throw InputError(
          "\(rawValue) is a number of days, 1 to \(RecoverableDays.longest), or off", code: "setting.value")
      }
    case .singleItemRecovery:
      guard SingleItemRecovery(rawValue: value) != nil else {
        throw InputError("\(rawValue) is on or off", code: "setting.value")
      }
    case .retentionApproval:
      guard RetentionApproval(rawValue: value) != nil else {
        let known = RetentionApproval.allCases.map(\.rawValue).joined(separator: " or ")
        throw InputError("\(rawValue) is \(known)", code: "setting.value")
      }
    case .importTime, .sweepTime, .diskAlarm, .alarmMail:
      try checkOfService(value)
    case .organization, .sandbox, .created:
      throw InputError("\(rawValue) stays as the archive was made with", code: "setting.fixed")
    }
  }
}

/// How long a released hold still holds.
public enum DelayHoldDays {
  /// The market leader's 30 days: time to notice a release that shouldn't have been.
  public static let standard = 30
  /// A century: beyond it a delay is a hold of its own, and dates would leave the calendar.
  static let longest = 36_525

  public static func read(_ db: Database) throws -> Int {
    guard let text = try Setting.delayHoldDays.read(db) else { return standard }
    guard let days = Int(text), days >= 0 else {
      throw StorageError("the setting delay-hold-days reads '\(text)', which is no number of days")
    }
    guard try days > 0 || Setting.sandbox.read(db) == "true" else {
      throw StorageError("a delay hold of 0 days is for sandboxes; set delay-hold-days to 1 or more")
    }
    return days
  }
}

/// How many people it takes to purge what a search found.
public enum PurgeApproval: String, Sendable, CaseIterable {
  case onePerson = "one-person"
  case twoPerson = "two-person"

  /// A setting that can't be read asks for the second person.
  public static func read(_ db: Database) throws -> PurgeApproval {
    guard let text = try Setting.purgeApproval.read(db) else { return .onePerson }
    return PurgeApproval(rawValue: text) ?? .twoPerson
  }
}

/// Whether a label may make regulatory records.
public enum RegulatoryRecords: String, Sendable, CaseIterable {
  case off, on

  /// A setting that can't be read allows none.
  public static func areEnabled(_ db: Database) throws -> Bool {
    try Setting.regulatoryRecords.read(db).flatMap(RegulatoryRecords.init(rawValue:)) == .on
  }
}

/// Whether it takes a second person to shorten or remove what keeps items.
public enum RetentionApproval: String, Sendable, CaseIterable {
  case on, off

  /// A setting that can't be read asks for the second person.
  public static func read(_ db: Database) throws -> RetentionApproval {
    guard let text = try Setting.retentionApproval.read(db) else { return .off }
    return RetentionApproval(rawValue: text) ?? .on
  }
}
