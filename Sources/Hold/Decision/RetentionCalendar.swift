public import Archive

/// The organisation's calendar: what its wall clock shows at any moment, and the moment a wall clock means.
///
/// It keeps its zone's clock changes in a table, so that a sweep over a million items asks no library.
/// "Local" below is what the wall clock shows, written as microseconds as though the zone were UTC.
public struct RetentionCalendar: Hashable, Sendable {
  /// The IANA name, `Europe/London`.
  public let zone: String
  /// The moments from which each of `offsets` holds, ascending; the first holds from the beginning.
  private let starts: [Int64]
  /// Microseconds east of UTC.
  private let offsets: [Int64]
  /// What the clock shows at each of `starts`, by its new offset.
  private let localStarts: [Int64]

  public static let utc = RetentionCalendar(zone: "UTC", firstOffset: 0, changes: [])

  /// A zone's table, from its offset before the first change of its clock and each change with its new offset.
  ///
  /// Changes ascend; offsets are seconds east of UTC.
  init(zone: String, firstOffset: Int, changes: [(from: Moment, offset: Int)]) {
    self.zone = zone
    starts = [.min] + changes.map(\.from.microseconds)
    offsets = ([firstOffset] + changes.map(\.offset)).map { Int64($0) * Moment.perSecond }
    localStarts = [.min] + zip(starts, offsets).dropFirst().map { $0 + $1 }
  }

  /// The day the wall clock shows.
  public func date(of moment: Moment) -> CivilDate {
    CivilDate(daysSince1970: Self.day(local: local(moment)))
  }

  /// What the wall clock shows; the ends of time stay what they are.
  func local(_ moment: Moment) -> Int64 {
    moment.adding(microseconds: offsets[Self.last(in: starts, notAfter: moment.microseconds)]).microseconds
  }

  /// The moment the wall clock shows `local`: the later of two, and where there is none (the clock was put
  /// forward) the moment as long after the change as the time lies in the gap.
  func moment(local: Int64) -> Moment {
    Moment(microseconds: local).adding(microseconds: -offsets[Self.last(in: localStarts, notAfter: local)])
  }

  /// Days since 1970-01-01 of a wall-clock time.
  static func day(local: Int64) -> Int {
    let day = local / Moment.perDay
    return Int(local % Moment.perDay < 0 ? day - 1 : day)
  }

  /// The last index whose value is at most `value`; `values` begins with the smallest there is.
  private static func last(in values: [Int64], notAfter value: Int64) -> Int {
    var (low, high) = (0, values.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if values[middle] <= value { low = middle } else { high = middle }
    }
    return low
  }
}
