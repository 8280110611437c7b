internal import Archive

extension Retention.Action: Codable {}

extension Period: Codable {
  private enum CodingKeys: CodingKey { case count, unit }

  /// Checks what it reads as ``init(_:_:)`` does.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let name = try container.decode(String.self, forKey: .unit)
    guard let unit = Unit(rawValue: name) else {
      throw InputError("a period is counted in days, months or years, not \(name)", code: "retention.period")
    }
    try self.init(try container.decode(Int.self, forKey: .count), unit)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(count, forKey: .count)
    try container.encode(unit.rawValue, forKey: .unit)
  }
}

extension Retention {
  /// Whether an item could go sooner under this than under another of the same action.
  func loosens(_ other: Retention) -> Bool {
    guard let period else { return false }
    return other.period.map { !period.neverEndsBefore($0) } ?? true
  }
}

extension Optional where Wrapped == Period {
  /// `7 years` or `forever`.
  var text: String { map { "\($0)" } ?? "forever" }
}
