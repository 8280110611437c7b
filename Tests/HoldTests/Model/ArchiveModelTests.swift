internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Testing

/// Random acts of everybody on an archive, beside a model in plain memory.
///
/// Some hundred ordinarily. With `HOLDFAST_LONG_TESTS=1` a million, or as many as `HOLDFAST_MODEL_OPERATIONS` says, on one
/// archive after another; each says on standard output how far it has come.
@Suite("over years of deliveries, holds, policies, labels, reviews, leavers, approvals and sweeps")
struct ArchiveModelTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let isLong = environment["HOLDFAST_LONG_TESTS"] == "1"
  private static let operations =
    isLong ? environment["HOLDFAST_MODEL_OPERATIONS"].flatMap { Int($0) } ?? 1_000_000 : 600
  /// On one archive; its rules only ever get more, and with them its time for a step.
  private static let most = isLong ? 1_000 : 300

  @Test("nothing goes that should stay, and nothing stays that a sweep should take")
  func agreesWithModel() async throws {
    var (done, seed) = (0, UInt64(environmentSeed))
    var counts: [String: Int] = [:]
    while done < Self.operations {
      seed += 1
      let steps = min(Self.most, Self.operations - done)
      try await HoldWorld.with { world in
        var run = try ArchiveModelRun(world: world, seed: seed)
        for step in 1...steps {
          try await run.step()
          if step % 10 == 0 { try run.compare("seed \(seed), step \(step)") }
        }
        // Years on, with every hold let go, the sweep takes what the rules ask for.
        try run.end()
        try run.compare("seed \(seed), at the end")
        _ = try world.archive.verifyLedger(by: world.session(run.time))
        counts.merge(run.counts, uniquingKeysWith: +)
      }
      done += steps
      if Self.isLong { print("\(done) operations, to seed \(seed)") }
    }
    // The runs were about something.
    for (what, count) in counts { #expect(count > 0, "\(what)") }
  }

  /// Where the seeds begin, so that another long run does other things.
  private var environmentSeed: Int { Self.environment["HOLDFAST_MODEL_SEED"].flatMap { Int($0) } ?? 0 }
}
