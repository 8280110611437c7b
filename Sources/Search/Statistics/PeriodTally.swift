internal import Archive

/// Counts hits by the days, months or years of a time zone.
///
/// Asking the time zone's tables about every message would cost more than all else; a period is looked up once, and its
/// messages are found to lie between its ends.
struct PeriodTally {
  private struct Slot {
    /// Microseconds since 1970, UTC.
    var start: Int64
    var end: Int64
    var first: CivilDate
    var counts = SearchStatistics.Counts()
  }

  private let length: PeriodLength
  private let zone: KQLTimeZone
  /// In the order of time.
  private var slots: [Slot] = []
  private var latest = 0

  init(_ length: PeriodLength, in zone: KQLTimeZone) { (self.length, self.zone) = (length, zone) }

  mutating func add(_ facts: borrowing MessageFacts, isNew: Bool) {
    let sent = facts.sent
    if latest >= slots.count || !(slots[latest].start..<slots[latest].end).contains(sent) { latest = slot(for: sent) }
    slots[latest].counts.add(facts, isNew: isNew)
  }

  private mutating func slot(for sent: Int64) -> Int {
    var (low, high) = (0, slots.count)
    while low < high {
      let middle = (low + high) / 2
      if slots[middle].end <= sent { low = middle + 1 } else { high = middle }
    }
    if low < slots.count, slots[low].start <= sent { return low }
    slots.insert(makeSlot(sent), at: low)
    return low
  }

  private func makeSlot(_ sent: Int64) -> Slot {
    let date = zone.date(of: Moment(microseconds: sent))
    let first = firstDay(of: date)
    let next = firstDay(after: first)
    // At the calendar's ends (years 1 and 9999) a period takes in whatever lies beyond.
    let start = min(zone.moment(of: first).microseconds, sent)
    let end = max(next.map { zone.moment(of: $0).microseconds } ?? .max, sent == .max ? sent : sent + 1)
    return Slot(start: start, end: end, first: first)
  }

  private func firstDay(of date: CivilDate) -> CivilDate {
    switch length {
    case .day: date
    case .month: date.adding(days: 1 - date.day)
    case .year: CivilDate(year: date.year, month: 1, day: 1) ?? date
    }
  }

  private func firstDay(after first: CivilDate) -> CivilDate? {
    switch length {
    case .day: first.year == 9999 && first.month == 12 && first.day == 31 ? nil : first.adding(days: 1)
    case .month:
      first.month == 12
        ? CivilDate(year: first.year + 1, month: 1, day: 1)
        : CivilDate(year: first.year, month: first.month + 1, day: 1)
    case .year: CivilDate(year: first.year + 1, month: 1, day: 1)
    }
  }

  var periods: [SearchStatistics.Period] {
    slots.map { slot in
      let day = slot.first.description
      let name =
        switch length {
        case .day: day
        case .month: String(day.prefix(7))
        case .year: String(day.prefix(4))
        }
      return SearchStatistics.Period(name: name, counts: slot.counts)
    }
  }
}
