internal import Archive
internal import Testing

@testable internal import Service

@Suite("What alarms go by")
struct AlarmRulesTests {
  private static func days(_ counts: [Int?], before day: CivilDate) -> [CivilDate: Int] {
    counts.enumerated().reduce(into: [:]) { $0[day.adding(days: -7 * ($1.offset + 1))] = $1.element }
  }

  @Test("what a weekday usually brings is the median of the same weekdays, of which there must be four")
  func median() throws {
    let day = try #require(CivilDate("2024-03-04"))
    #expect(DayAlarms.usual(on: day, Self.days([10, 12, 900], before: day)) == nil)
    #expect(DayAlarms.usual(on: day, Self.days([10, 12, 900, 11], before: day)) == 12)
    #expect(DayAlarms.usual(on: day, Self.days([10, nil, 900, 11, 0], before: day)) == 11)
    #expect(
      DayAlarms.usual(on: day, Self.days([1, 1, 1, 1, 1, 1, 1, 1, 500, 500, 500], before: day)) == 1,
      "two months count, and not what was before")
  }

  @Test("the disk is filling where less than the threshold is free, by what can be used")
  func disk() {
    let space = DiskSpace(total: 100_000_000_000, free: 9_990_000_000)
    #expect(space.percentFree == 9)
    #expect(space.alarm(below: 9).isEmpty)
    #expect(
      space.alarm(below: 10).map(\.text) == [
        "less than 10 % of the archive's disk is free: 10.0 GB of 100.0 GB; free some space or enlarge the disk; an "
          + "import that finds it full stops, loses nothing, and goes on when there is room"
      ])
  }

  @Test("a clock that goes back is told of until it is where it was")
  func clock() {
    let watch = ClockWatch()
    let noon = Moment(seconds: 1_700_000_000)
    #expect(watch.look(noon, lastAct: nil).isEmpty)
    #expect(watch.look(noon.adding(microseconds: -ClockWatch.tolerance), lastAct: nil).isEmpty)
    let back = watch.look(noon.adding(days: -1), lastAct: nil)
    #expect(
      back.map(\.text) == [
        "the clock reads earlier than it did, at 2023-11-14T22:13:20Z; until it is right what is entered has a wrong "
          + "time: 'timedatectl' shows whether it is set by a time server"
      ])
    #expect(watch.look(noon.adding(microseconds: 1), lastAct: nil).isEmpty)
    #expect(watch.look(noon, lastAct: noon.adding(microseconds: 1)).map(\.kind) == [.clockBackwards])
  }
}
