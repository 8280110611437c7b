public import Archive
public import GRDB

extension RetentionCalendar {
  /// The calendar of the archive's time zone, UTC unless one was set.
  public static func ofOrganization(_ db: Database) throws -> RetentionCalendar {
    try RetentionCalendar(zone: Setting.timeZone.read(db) ?? "UTC")
  }

  /// When a day begins by the organisation's clock.
  public func start(of day: CivilDate) -> Moment { moment(local: day.startUTC.microseconds) }
}
