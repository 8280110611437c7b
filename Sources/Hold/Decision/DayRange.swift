public import Archive

/// Days of the organisation's calendar, both ends included; an end left out is open.
public struct DayRange: Hashable, Sendable {
  public let from: CivilDate?
  public let to: CivilDate?

  /// Nil where neither end is given.
  ///
  /// Throws ``InputError`` (`hold.dates`) where the range ends before it begins: it would hold nothing.
  public init?(from: CivilDate?, to: CivilDate?) throws {
    if from == nil, to == nil { return nil }
    if let from, let to, to < from {
      throw InputError("a hold from \(from) to \(to) would hold nothing; swap the dates", code: "hold.dates")
    }
    (self.from, self.to) = (from, to)
  }

  /// The range as days since 1970-01-01.
  var dayNumbers: ClosedRange<Int> { (from?.daysSince1970 ?? .min)...(to?.daysSince1970 ?? .max) }

  /// Whether the item was sent or received on one of the days: of its two dates, either is enough.
  func contains(_ facts: ItemFacts, in calendar: RetentionCalendar) -> Bool {
    let days = dayNumbers
    return [facts.date, facts.otherDate].contains { date in
      date.map { days.contains(RetentionCalendar.day(local: calendar.local($0))) } ?? false
    }
  }
}

extension DayRange: CustomStringConvertible {
  public var description: String {
    switch (from, to) {
    case (let from?, let to?) where from == to: "items of \(Question.day(from))"
    case (let from?, let to?): "items from \(Question.day(from)) to \(Question.day(to))"
    case (let from?, nil): "items from \(Question.day(from)) on"
    case (nil, let to?): "items up to \(Question.day(to))"
    case (nil, nil): "items of any day"
    }
  }
}
