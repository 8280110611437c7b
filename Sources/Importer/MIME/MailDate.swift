public import Archive

/// Dates as header fields have them (RFC 5322, 3.3 and 4.3), and as careless senders write them.
public enum MailDate {
  /// The moment, with the offset it was written with; nil where the text is none, or an impossible one.
  ///
  /// Read besides what the standard has: one-digit hours and minutes, no day of the week, no seconds, the zone's hours
  /// alone, the month before the day, and RFC 3339.
  public static func read(_ bytes: [UInt8]) -> ZonedMoment? {
    guard bytes.count <= longest else { return nil }
    let text = withoutComments(HeaderDecoding.unfold(bytes))
    if let moment = RFC3339.parse(String(decoding: text, as: UTF8.self).trimmingBlanks()) { return moment }
    return DateTokens(text).moment()
  }

  /// A date has some forty bytes, comments a few more.
  private static let longest = 300

  private static func withoutComments(_ bytes: [UInt8]) -> [UInt8] {
    var depth = 0
    var out: [UInt8] = []
    for byte in bytes {
      if byte == UInt8(ascii: "(") { depth += 1 }
      if depth == 0 { out.append(byte) }
      if byte == UInt8(ascii: ")") { depth = max(0, depth - 1) }
    }
    return out
  }
}

private struct DateTokens {
  private var day: Int?
  private var month: Int?
  private var year: Int?
  private var time: (hour: Int, minute: Int, second: Int)?
  private var offset: Int?
  private var isAfternoon: Bool?

  private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

  init(_ bytes: [UInt8]) {
    // "1-Jul-2003", "10:52:37+0200": a sign belongs to an offset only behind a time.
    var tokens: [[UInt8]] = []
    var token: [UInt8] = []
    for byte in bytes {
      let isSign = byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
      if byte <= 32 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "/") || isSign {
        if !token.isEmpty { tokens.append(token) }
        token = isSign ? [byte] : []
      } else {
        token.append(byte)
      }
    }
    if !token.isEmpty { tokens.append(token) }
    for token in tokens { take(token) }
  }

  private mutating func take(_ token: [UInt8]) {
    var token = token[...]
    if let sign = token.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
      token = token.dropFirst()
      if time != nil, let value = Self.offset(token) {
        if offset == nil || offset == 0 { offset = sign == UInt8(ascii: "-") ? -value : value }
        return
      }
    }
    if token.contains(UInt8(ascii: ":")) {
      let parts = token.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map { part in
        Self.number(part.prefix { $0 >= 48 && $0 <= 57 })
      }
      if parts.count >= 2, let hour = parts[0], let minute = parts[1], time == nil {
        time = (hour, minute, parts.count > 2 ? parts[2] ?? 0 : 0)
      }
    } else if let number = Self.number(token) {
      if token.count >= 3 {
        if year == nil { year = number }
      } else if day == nil {
        day = number
      } else if year == nil {
        // Two digits (RFC 5322, 4.3).
        year = number < 50 ? 2000 + number : 1900 + number
      }
    } else {
      takeWord(String(decoding: token, as: UTF8.self).lowercased())
    }
  }

  private mutating func takeWord(_ word: String) {
    if month == nil, let index = Self.months.firstIndex(where: { word.hasPrefix($0) }) {
      month = index + 1
    } else if time != nil, offset == nil {
      switch word {
      case "am": isAfternoon = false
      case "pm": isAfternoon = true
      case "ut", "utc", "gmt", "z": offset = 0
      case "est", "cdt": offset = -300
      case "edt": offset = -240
      case "cst", "mdt": offset = -360
      case "mst", "pdt": offset = -420
      case "pst": offset = -480
      case "bst", "cet", "met": offset = 60
      case "cest", "mest", "eet": offset = 120
      default: break
      }
    }
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard !digits.isEmpty, digits.count <= 4 else { return nil }
    return digits.reduce(Int?(0)) { value, byte in
      guard let value, byte >= 48, byte <= 57 else { return nil }
      return value * 10 + Int(byte - 48)
    }
  }

  /// `0200`, `02:00` or `02`, in minutes.
  private static func offset(_ text: ArraySlice<UInt8>) -> Int? {
    let digits = text.filter { $0 != UInt8(ascii: ":") }
    guard let value = number(digits[...]) else { return nil }
    let minutes = digits.count <= 2 ? value * 60 : value / 100 * 60 + value % 100
    return minutes < 1440 ? minutes : nil
  }

  func moment() -> ZonedMoment? {
    guard let day, let month, var year else { return nil }
    // Years of the century's turn, from programs that counted from 1900.
    if year < 1000 { year += 1900 }
    let (hour12, minute, second) = time ?? (0, 0, 0)
    let hour = isAfternoon.map { hour12 <= 12 ? hour12 % 12 + ($0 ? 12 : 0) : hour12 } ?? hour12
    guard let date = CivilDate(year: year, month: month, day: day), hour < 24, minute < 60, second <= 60 else {
      return nil
    }
    let local = Int64(date.daysSince1970) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    let offset = offset ?? 0
    return ZonedMoment(Moment(seconds: local - Int64(offset) * 60), offsetMinutes: offset)
  }
}
