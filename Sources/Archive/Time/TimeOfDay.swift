/// A time on the clock's face, to the minute, without a day or a time zone.
public struct TimeOfDay: Sendable, Hashable, CustomStringConvertible {
  /// 0...23.
  public let hour: Int
  /// 0...59.
  public let minute: Int

  /// Reads `HH:MM`, 00:00 to 23:59, and nothing else.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"), let hour = CivilDate.number(bytes[0..<2]), hour < 24,
      let minute = CivilDate.number(bytes[3..<5]), minute < 60
    else { return nil }
    (self.hour, self.minute) = (hour, minute)
  }

  private init(hour: Int) { (self.hour, minute) = (hour, 0) }

  /// An hour of the clock; 24 and 25 are 0 and 1 again.
  public static func at(hour: Int) -> TimeOfDay { TimeOfDay(hour: ((hour % 24) + 24) % 24) }

  /// `HH:MM`.
  public var description: String { "\(CivilDate.padded(hour, 2)):\(CivilDate.padded(minute, 2))" }
}
