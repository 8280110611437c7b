internal import Archive
internal import Testing

@Suite("Moments at the edges")
struct MomentTests {
  @Test("the ends of time can be shown and moved without trapping")
  func ends() {
    for moment in [Moment.distantPast, .distantFuture, Moment(microseconds: 0)] {
      for offset in [-1439, 0, 1439] {
        #expect(!RFC3339.format(ZonedMoment(moment, offsetMinutes: offset)).isEmpty)
      }
    }
    #expect(Moment.distantPast.description == "0001-01-01T00:00:00Z")
    #expect(Moment.distantFuture.description == "9999-12-31T23:59:59.999999Z")
    #expect(Moment.distantFuture.adding(days: 1) == .distantFuture)
    #expect(Moment.distantPast.adding(days: -1) == .distantPast)
    #expect(Moment(microseconds: 0).adding(days: .max) == .distantFuture)
    #expect(Moment(microseconds: 0).adding(days: .min) == .distantPast)
    #expect(Moment.distantFuture.adding(microseconds: 1) == .distantFuture)
    #expect(Moment.distantPast.adding(microseconds: -1) == .distantPast)
  }

  @Test("a wall clock shows the hour of its offset")
  func wallClock() {
    let civil = CivilTime(ZonedMoment(Moment(microseconds: -1), offsetMinutes: 90))
    #expect(civil.date.description == "1970-01-01")
    #expect([civil.hour, civil.minute, civil.second, civil.microsecond] == [1, 29, 59, 999_999])
  }
}
