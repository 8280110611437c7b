internal import Archive

extension DateForm {
  /// `45 s`, `3 min 2 s`, `1 h 2 min`: as a person says it.
  static func duration(_ seconds: Int64) -> String {
    if seconds < 60 { return "\(seconds) s" }
    let isLong = seconds >= 3600
    let (whole, rest) = isLong ? (seconds / 3600, seconds % 3600 / 60) : (seconds / 60, seconds % 60)
    return "\(whole) \(isLong ? "h" : "min")" + (rest == 0 ? "" : " \(rest) \(isLong ? "min" : "s")")
  }
}
