internal import Archive
internal import Foundation

/// Times as telephone switches write them: `2024-01-02 08:15:03` on the wall's clock, seconds since 1970, or RFC 3339.
struct LocalTime {
  private let zone: TimeZone

  /// `zone`: a name of the IANA database; nil: UTC.
  ///
  /// - Throws: ``InputError`` where there is no such zone.
  init(_ zone: String?) throws {
    guard let found = TimeZone(identifier: zone ?? "UTC") else {
      throw InputError(
        "there is no time zone '\(zone ?? "")'; give one as UTC or Europe/London", code: "format.time-zone")
    }
    self.zone = found
  }

  /// The moment, or nil where it is none of these.
  ///
  /// Of an hour that the clock showed twice it is the first; of one it left out, the hour after.
  func read(_ text: String) -> ZonedMoment? {
    let text = text.trimmingBlanks
    if let zoned = RFC3339.parse(text) { return zoned }
    if let epoch = text.wholeMatch(of: /(\d{9,11})(?:\.\d*)?/), let seconds = Int64(epoch.1) {
      return ZonedMoment(Moment(seconds: seconds))
    }
    // On the wall's clock, read as if it were UTC.
    guard let wall = RFC3339.parse(text + "Z") else { return nil }
    let seconds = Double(wall.moment.microseconds) / 1_000_000
    var offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: seconds))
    offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: seconds - Double(offset)))
    let moment = wall.moment.adding(microseconds: Int64(-offset) * Moment.perSecond)
    return ZonedMoment(moment, offsetMinutes: offset / 60)
  }
}
