internal import Archive
internal import Foundation

extension RetentionCalendar {
  /// Reads a zone's clock changes from the system's time zone data.
  ///
  /// Throws ``InputError`` (`retention.time-zone`) where there is no such zone.
  public init(zone name: String) throws {
    // The common case needs no time zone data, and a command starts faster without loading it.
    if name == "UTC" {
      self = .utc
      return
    }
    guard let zone = TimeZone(identifier: name) else {
      throw InputError(
        "there is no time zone '\(name)'; give an IANA name such as Europe/London",
        code: "retention.time-zone")
    }
    let first = Self.firstYear.foundationDate
    var changes: [(from: Moment, offset: Int)] = []
    var after = first
    while let next = zone.nextDaylightSavingTimeTransition(after: after), next > after,
      next < Self.lastYear.foundationDate
    {
      guard changes.count < Self.mostChanges else {
        throw InputError(
          "the time zone '\(name)' changes its clock more than \(Self.mostChanges) times; use another",
          code: "retention.time-zone")
      }
      let from = Moment(seconds: Int64(next.timeIntervalSince1970.rounded()))
      changes.append((from, zone.secondsFromGMT(for: next)))
      after = next
    }
    self.init(zone: name, firstOffset: zone.secondsFromGMT(for: first), changes: changes)
  }

  /// The table spans every date an item may bear and the longest period after it.
  private static let firstYear = Moment.believable.lowerBound
  private static let lastYear = Moment.believable.upperBound.adding(days: Period.longestDays + 1)
  /// Two changes a year for the table's 210 years are 420, four a year in Morocco, whose clock heeds the
  /// fasting month; more is broken time zone data, and every decision would pay for it.
  private static let mostChanges = 2000
}

extension Moment {
  fileprivate var foundationDate: Date { Date(timeIntervalSince1970: Double(microseconds / Self.perSecond)) }
}
