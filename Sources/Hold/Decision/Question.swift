internal import Archive

/// One item at one time: what each rule is asked about.
struct Question {
  let facts: ItemFacts
  let at: Moment
  let calendar: RetentionCalendar
  /// The holds in force on the item's mailbox are so many, or their queries so long, that those with conditions hold everything.
  let holdsAreWidened: Bool

  /// `31 December 2030`, by the organisation's wall clock.
  func day(_ moment: Moment) -> String { Self.day(calendar.date(of: moment)) }

  /// When a period counted from a date of the item's ends.
  func end(of period: Period, from date: Moment) -> Moment { period.end(from: date, in: calendar) }

  static func day(_ date: CivilDate) -> String { "\(date.day) \(months[date.month - 1]) \(date.year)" }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
  ]
}
