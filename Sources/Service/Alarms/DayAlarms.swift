internal import Archive
internal import GRDB
internal import Importer

/// Alarms about a connector's days.
enum DayAlarms {
  /// How long after its end a day may still be incomplete: partners have it by the morning, and one that is late is asked
  /// every half hour through the working day.
  static let lateAfterHours = 18
  /// Days of one connector that have an alarm each; of the rest these tell.
  static let mostDays = 7
  /// How long a run may be under way, as one that catches up months is, before its open days are alarms all the same.
  static let longestRun = 24 * 60 * 60 * Moment.perSecond

  /// The last days on record whose items are counted: eight weeks before the days looked at.
  static let historyDays = 70
  /// How far back an empty day is looked for; when it is older nobody waits for it any more, and its alarm ends.
  static let emptyDays = 14
  /// The same weekdays before it that must be on record for a day to be judged.
  static let leastWeeks = 4
  static let mostWeeks = 8
  /// The median from which on a weekday counts as one that usually brings items: below it, chance makes empty days.
  static let usualItems = 10

  // MARK: - Incomplete days

  static func incomplete(
    _ connector: Connector, _ record: JobRecord?, at now: Moment, _ db: Database
  ) throws -> [AlarmCause] {
    if let record, record.outcome == .running, now.microseconds - record.started.microseconds < longestRun {
      return []
    }
    let late = now.adding(microseconds: -Int64(lateAfterHours) * 3_600 * Moment.perSecond)
    let last = Connector.newestDay(at: late)
    let (oldest, count) = try connector.incompleteDays(upTo: last, atMost: mostDays, db)
    let all = count == 1 ? "" : "; \(count) days are open in all"
    return oldest.map { day in
      AlarmCause(
        kind: .dayIncomplete, subject: "\(connector.name) \(day)",
        text: "connector '\(connector.name)': \(day) is not complete \(lateAfterHours) hours after its end\(all); "
          + "'holdfast connector run \(connector.name)' says why, and if the day is not whole there, ask the partner to "
          + "deliver it")
    }
  }

  // MARK: - Empty days

  static func empty(_ connector: Connector, at now: Moment, _ db: Database) throws -> [AlarmCause] {
    let today = CivilTime(ZonedMoment(now)).date
    let offered = try connector.offeredByDay(from: today.adding(days: -historyDays), db)
    return offered.keys.sorted().filter { $0 >= today.adding(days: -emptyDays) && offered[$0] == 0 }.compactMap { day in
      guard let usual = usual(on: day, offered), usual >= usualItems else { return nil }
      return AlarmCause(
        kind: .dayEmpty, subject: "\(connector.name) \(day)",
        text: "connector '\(connector.name)': \(day) came without a single item, where the same weekday brings about "
          + "\(usual); ask the partner whether that is right, and if not read it again with 'holdfast connector run "
          + "\(connector.name) --from \(day) --to \(day)'")
    }
  }

  /// The median of the same weekdays before a day; nil where there are too few.
  static func usual(on day: CivilDate, _ offered: [CivilDate: Int]) -> Int? {
    let before = (1...mostWeeks).compactMap { offered[day.adding(days: -7 * $0)] }
    guard before.count >= leastWeeks else { return nil }
    return before.sorted()[before.count / 2]
  }
}
