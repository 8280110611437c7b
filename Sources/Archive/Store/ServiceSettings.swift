public import Foundation
public import GRDB

/// The settings that the service goes by, as they are read.
public enum ServiceSettings {
  /// When due connectors run, after the usual hour at which partners have the day before ready.
  public static let standardImportTime = TimeOfDay.at(hour: 6)
  /// When the retention sweep runs: while nobody works.
  public static let standardSweepTime = TimeOfDay.at(hour: 2)
  /// Percent of the disk: below a tenth, SQLite's log and a day's staging may need more than there is.
  public static let standardDiskAlarm = 10
  /// What `alarm-mail` reads where nobody is written to.
  public static let noMail = "off"

  /// A setting that can't be read leaves the usual time: an import that never runs would lose more.
  public static func importTime(_ db: Database) throws -> TimeOfDay {
    try Setting.importTime.read(db).flatMap { TimeOfDay($0) } ?? standardImportTime
  }

  public static func sweepTime(_ db: Database) throws -> TimeOfDay {
    try Setting.sweepTime.read(db).flatMap { TimeOfDay($0) } ?? standardSweepTime
  }

  /// Percent of the archive's disk that is to be free.
  public static func diskAlarm(_ db: Database) throws -> Int {
    try Setting.diskAlarm.read(db).flatMap { Int($0) } ?? standardDiskAlarm
  }

  /// Whom alarms are mailed to; nil: nobody.
  public static func alarmMail(_ db: Database) throws -> String? {
    guard let address = try Setting.alarmMail.read(db), address != noMail else { return nil }
    return address
  }

  /// The organisation's time zone, in which the times above are meant.
  public static func timeZone(_ db: Database) throws -> TimeZone {
    try Setting.timeZone.read(db).flatMap(TimeZone.init(identifier:)) ?? .gmt
  }
}

extension Setting {
  /// The settings that only say when and where the service does something, so that no item could go sooner by them.
  public static let ofService: [Setting] = [.importTime, .sweepTime, .diskAlarm, .alarmMail]

  /// Throws ``InputError`` where a setting of the service can't have this value.
  func checkOfService(_ value: String) throws {
    switch self {
    case .importTime, .sweepTime:
      guard TimeOfDay(value) != nil else {
        throw InputError("\(rawValue) is a time of day, 00:00 to 23:59", code: "setting.value")
      }
    case .diskAlarm:
      guard let percent = Int(value), (1...99).contains(percent) else {
        throw InputError("\(rawValue) is a percentage of the disk, 1 to 99", code: "setting.value")
      }
    case .alarmMail:
      guard value == ServiceSettings.noMail || EmailAddress.isWritable(value) else {
        throw InputError("\(rawValue) is an e-mail address, or off", code: "setting.value")
      }
    default: break
    }
  }
}
