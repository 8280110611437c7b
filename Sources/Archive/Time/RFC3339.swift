internal import Glibc

/// Reading and writing times as RFC 3339 has them (`2024-01-02T08:15:03+00:00`).
///
/// Written by hand because an import reads one per item: Foundation's parser costs as much as the rest of
/// the item's conversion.
public enum RFC3339 {
  /// Reads a full date-time with its offset, or nil where it isn't one.
  ///
  /// Fractions finer than a microsecond are cut. A leap second (`:60`) reads as the first instant of the next minute.
  public static func parse(_ text: some StringProtocol) -> ZonedMoment? {
    var copy = String(text)
    return copy.withUTF8 { parse($0) }
  }

  /// The longest text worth reading: date, time, nine digits of fraction and an offset.
  static let longest = 40

  static func parse(_ b: UnsafeBufferPointer<UInt8>) -> ZonedMoment? {
    guard b.count >= 20, b.count <= longest else { return nil }
    func number(_ start: Int, _ count: Int) -> Int? {
      var value = 0
      for i in start..<(start + count) {
        guard b[i] >= 48, b[i] <= 57 else { return nil }
        value = value * 10 + Int(b[i] - 48)
      }
      return value
    }
    guard b[4] == UInt8(ascii: "-"), b[7] == UInt8(ascii: "-"),
      b[10] == UInt8(ascii: "T") || b[10] == UInt8(ascii: "t") || b[10] == UInt8(ascii: " "),
      b[13] == UInt8(ascii: ":"), b[16] == UInt8(ascii: ":"),
      let year = number(0, 4), let month = number(5, 2), let day = number(8, 2),
      let date = CivilDate(year: year, month: month, day: day),
      let hour = number(11, 2), hour < 24, let minute = number(14, 2), minute < 60,
      let second = number(17, 2), second <= 60
    else { return nil }
    var i = 19
    var micros: Int64 = 0
    if b[i] == UInt8(ascii: ".") {
      i += 1
      let first = i
      var scale: Int64 = 100_000
      while i < b.count, b[i] >= 48, b[i] <= 57 {
        micros += Int64(b[i] - 48) * scale
        scale /= 10
        i += 1
      }
      guard i > first else { return nil }
    }
    guard i < b.count else { return nil }
    var offset = 0
    switch b[i] {
    case UInt8(ascii: "Z"), UInt8(ascii: "z"):
      guard i + 1 == b.count else { return nil }
    case UInt8(ascii: "+"), UInt8(ascii: "-"):
      guard i + 6 == b.count, b[i + 3] == UInt8(ascii: ":"),
        let hours = number(i + 1, 2), hours < 24, let minutes = number(i + 4, 2), minutes < 60
      else { return nil }
      offset = (hours * 60 + minutes) * (b[i] == UInt8(ascii: "-") ? -1 : 1)
    default: return nil
    }
    let local = Int64(date.daysSince1970) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    let seconds = local - Int64(offset) * 60
    return ZonedMoment(
      Moment(microseconds: seconds * Moment.perSecond + micros), offsetMinutes: offset)
  }

  /// `2024-01-02T08:15:03Z`, with a fraction only where there is one.
  public static func format(_ moment: Moment) -> String { format(ZonedMoment(moment), zulu: true) }

  /// `2024-01-02T09:15:03+01:00`: the local time its source wrote.
  public static func format(_ zoned: ZonedMoment) -> String { format(zoned, zulu: false) }

  /// Written digit by digit: every item has some times in its e-mail, and interpolation makes a string of each part.
  private static func format(_ zoned: ZonedMoment, zulu: Bool) -> String {
    let civil = CivilTime(zoned)
    let date = civil.date.description
    return String(unsafeUninitializedCapacity: date.utf8.count + 24) { bytes in
      var count = 0
      func put(_ byte: UInt8) {
        bytes[count] = byte
        count += 1
      }
      func put(_ separator: UInt8, _ number: Int) {
        put(separator)
        put(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10 % 10))
        put(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
      }
      for byte in date.utf8 { put(byte) }
      put(UInt8(ascii: "T"), civil.hour)
      put(UInt8(ascii: ":"), civil.minute)
      put(UInt8(ascii: ":"), civil.second)
      var fraction = civil.microsecond
      if fraction != 0 {
        put(UInt8(ascii: "."))
        var place = 100_000
        // Without the zeros at its end.
        while fraction > 0 {
          put(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: fraction / place))
          fraction %= place
          place /= 10
        }
      }
      if zulu {
        put(UInt8(ascii: "Z"))
      } else {
        let minutes = abs(zoned.offsetMinutes)
        put(zoned.offsetMinutes < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"), minutes / 60)
        put(UInt8(ascii: ":"), minutes % 60)
      }
      return count
    }
  }
}

extension Moment: CustomStringConvertible {
  /// RFC 3339 in UTC.
  public var description: String { RFC3339.format(self) }

  /// Now, by the system's clock.
  public static var now: Moment {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Moment(microseconds: Int64(time.tv_sec) * perSecond + Int64(time.tv_nsec) / 1000)
  }
}
