internal import Archive
internal import ArchiveTesting
internal import Testing

@testable internal import Service

@Suite("What is planned")
struct JobPlanTests {
  private static let noon = RFC3339.parse("2024-01-05T12:00:00Z")?.moment ?? .distantPast

  private static func due(_ job: Job, _ test: TestArchive, at now: Moment = noon) throws -> String? {
    try JobPlan.all(test.archive, at: now).first { $0.job == job }?.due?.description
  }

  /// An archive with the tables of the index, in a folder of its own.
  private static func with(_ body: (TestArchive) throws -> Void) throws {
    try TestFolders.withTemporary { try body(TestArchive.makeEmpty(in: $0)) }
  }

  @Test("what never ran is due at once, and what there is nothing to do for is not due")
  func fresh() throws {
    try Self.with { test throws in
      for job in [Job.sweep, .reminders, .alarms] { #expect(try Self.due(job, test) == "2024-01-05T12:00:00Z") }
      for job in [Job.erasure, .outbox] { #expect(try Self.due(job, test) == nil) }
      #expect(try Self.due(.imports, test) == nil, "there is no connector")
    }
  }

  @Test("what is done is due again at its time; what failed, in an hour; what was ended, at once")
  func again() throws {
    try Self.with { test throws in
      func run(_ job: Job, _ outcome: JobRecord.Outcome) throws {
        try JobRecord.begin(job, "", at: Self.noon, test.archive)
        if outcome == .running { return }
        try JobRecord.end(job, "", outcome, code: nil, at: Self.noon, test.archive)
      }
      for job in [Job.sweep, .reminders, .alarms] { try run(job, .done) }
      #expect(try Self.due(.sweep, test) == "2024-01-06T02:00:00Z")
      #expect(try Self.due(.reminders, test) == "2024-01-05T13:00:00Z")
      #expect(try Self.due(.alarms, test) == "2024-01-05T12:01:00Z")
      try run(.sweep, .failed)
      #expect(try Self.due(.sweep, test) == "2024-01-05T13:00:00Z")
      try run(.sweep, .running)
      try JobRecord.endInterrupted(at: Self.noon, test.archive)
      #expect(try Self.due(.sweep, test) == "2024-01-05T12:00:00Z")
      #expect(try test.archive.read(JobRecord.all).first { $0.job == .sweep }?.outcome == .stopped)
    }
  }

  @Test("alarms are looked for as soon as another job has ended since the last look")
  func watch() throws {
    try Self.with { test throws in
      try JobRecord.begin(.alarms, "", at: Self.noon, test.archive)
      try JobRecord.end(.alarms, "", .done, at: Self.noon, test.archive)
      let later = Self.noon.adding(microseconds: 5 * Moment.perSecond)
      try JobRecord.begin(.sweep, "", at: Self.noon, test.archive)
      try JobRecord.end(.sweep, "", .done, at: later, test.archive)
      #expect(try Self.due(.alarms, test, at: later) == "2024-01-05T12:00:05Z")
    }
  }

  @Test("a job that fails three times in a row is an alarm, until it is done")
  func failing() throws {
    try Self.with { test throws in
      func alarms() throws -> [String] { JobAlarms.failing(try test.archive.read(JobRecord.all)).map(\.text) }
      for _ in 1...3 {
        #expect(try alarms().isEmpty)
        try JobRecord.begin(.sweep, "", at: Self.noon, test.archive)
        try JobRecord.end(.sweep, "", .failed, code: "storage.full", at: Self.noon, test.archive)
      }
      #expect(
        try alarms() == [
          "the job 'retention-sweep' failed 3 times or more in a row, last with 'storage.full'; 'holdfast service status' "
            + "shows when it is tried again"
        ])
      try JobRecord.begin(.sweep, "", at: Self.noon, test.archive)
      try JobRecord.end(.sweep, "", .done, at: Self.noon, test.archive)
      #expect(try alarms().isEmpty)
    }
  }
}
