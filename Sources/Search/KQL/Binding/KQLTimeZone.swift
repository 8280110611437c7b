internal import Archive
// Foundation knows the time zone database; nothing else of it is used.
private import Foundation

/// A time zone in which a query's days are meant.
public struct KQLTimeZone: Hashable, Sendable {
  /// As given: `UTC`, `Europe/London`.
  public let identifier: String
  /// Nil for UTC, which needs no tables.
  private let zone: TimeZone?

  /// Longer than any name in the IANA database.
  public static let longestIdentifier = 64

  public static let utc = KQLTimeZone()

  private init() { (identifier, zone) = ("UTC", nil) }

  /// A zone by its IANA name, or nil where there is none of that name.
  public init?(_ identifier: String) {
    let isPlain = identifier.utf8.allSatisfy { byte in
      let scalar = Unicode.Scalar(byte)
      return scalar.isASCIILetter || scalar.isASCIIDigit || "/_+-".unicodeScalars.contains(scalar)
    }
    guard isPlain, !identifier.isEmpty, identifier.utf8.count <= Self.longestIdentifier,
      let zone = TimeZone(identifier: identifier)
    else { return nil }
    self.identifier = identifier
    self.zone = ["UTC", "GMT", "Etc/UTC", "Z"].contains(identifier) ? nil : zone
  }

  /// Seconds east of UTC at a moment given in seconds since 1970.
  private func offset(_ seconds: Int64) -> Int64 {
    guard let zone else { return 0 }
    return Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
  }

  /// The day that a moment falls on here.
  func date(of moment: Moment) -> CivilDate {
    let local = moment.adding(microseconds: offset(moment.microseconds / Moment.perSecond) * Moment.perSecond)
    return CivilTime(ZonedMoment(local)).date
  }

  /// A moment as a wall clock here shows it.
  func zoned(_ moment: Moment) -> ZonedMoment {
    ZonedMoment(moment, offsetMinutes: Int(offset(moment.microseconds / Moment.perSecond) / 60))
  }

  /// When a wall clock here first shows a time of a day; where clocks skip it, when they skip.
  ///
  /// So every day starts where the day before it ends, whether it has 23, 24 or 25 hours, and a day that
  /// a zone left out (Samoa's 30 December 2011) has none.
  func moment(of date: CivilDate, second: Int = 0) -> Moment {
    let local = Int64(date.daysSince1970) * 86_400 + Int64(second)
    // No zone has ever been further than 16 hours from UTC, so the offset in force is one of these two.
    let (before, after) = (offset(local - Self.reach), offset(local + Self.reach))
    if offset(local - before) == before { return Moment(seconds: local - before) }
    if offset(local - after) == after { return Moment(seconds: local - after) }
    // The clock jumps over it: find the second it jumps, which lies between the two readings.
    var (low, high) = (min(local - before, local - after), max(local - before, local - after))
    while low + 1 < high {
      let middle = low + (high - low) / 2
      if offset(middle) == before { low = middle } else { high = middle }
    }
    return Moment(seconds: high)
  }

  /// Seconds on either side of a local time, read as UTC, that surely hold the true moment.
  private static let reach: Int64 = 26 * 3600
}
