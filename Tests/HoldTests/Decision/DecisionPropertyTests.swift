internal import ArchiveTesting
internal import Archive
internal import Hold
internal import Testing

/// What must be true of every decision, tried on worlds made at random from a seed.
@Suite("Every decision")
struct DecisionPropertyTests {
  static let worlds = 5000

  private func each(_ check: (RandomWorld, inout SplitMix) throws -> Void) throws {
    for seed in 0..<Self.worlds {
      var random = SplitMix(seed: UInt64(bitPattern: Int64(seed &+ 1_000_000)))
      try check(try RandomWorld(seed: seed), &random)
    }
  }

  @Test("agrees with the four principles written down a second time")
  func agreesWithModel() throws {
    var seen: [Verdict: Int] = [:]
    try each { world, _ in
      let decision = world.decision
      let answer = ReferenceModel.Answer(verdict: decision.verdict, deleteAt: decision.deleteAt)
      #expect(answer == ReferenceModel.answer(world), "seed \(world.seed)")
      seen[decision.verdict, default: 0] += 1
    }
    // The property says little unless all three answers come up often.
    for verdict in Verdict.allCases { #expect(seen[verdict, default: 0] > Self.worlds / 20, "\(seen)") }
  }

  @Test("is the same with and without its explanation")
  func compiledAgrees() throws {
    try each { world, _ in #expect(world.compiledVerdict == world.decision.verdict, "seed \(world.seed)") }
  }

  @Test("keeps exactly where something it names keeps, until the last of it ends")
  func keepHasReasons() throws {
    try each { world, _ in
      let decision = world.decision
      #expect((decision.verdict == .keep) == !decision.blocking.isEmpty)
      let isEndless = decision.blocking.contains { $0.until == nil }
      #expect(decision.keptUntil == (isEndless ? nil : decision.blocking.compactMap(\.until).max()))
      if let keptUntil = decision.keptUntil { #expect(world.at < keptUntil) }
    }
  }

  @Test("stays a refusal when a hold or a keeping rule is added")
  func addingNeverFrees() throws {
    try each { world, random in
      guard world.decision.verdict == .keep else { return }
      var stricter = world
      if random.chance(1, in: 2) {
        try stricter.addHold(100, &random)
      } else {
        stricter.rules.policies.append(
          RetentionPolicy(
            id: 100, name: "more",
            // A rule that also deletes can free a record: nobody but a rule deletes one.
            retention: try Retention(
              world.isRecord || random.chance(1, in: 2) ? .retain : .retainThenDelete, RandomWorld.period(&random)),
            scope: .everyone(excluding: [])))
      }
      #expect(stricter.decision.verdict == .keep, "seed \(world.seed)")
    }
  }

  @Test("stays free when any hold or rule but the item's label is taken away")
  func removingNeverKeeps() throws {
    try each { world, random in
      guard world.decision.verdict != .keep else { return }
      var looser = world
      if random.chance(1, in: 2) { _ = looser.rules.litigationHolds.popLast() }
      if random.chance(1, in: 2) { _ = looser.rules.caseHolds.popLast() }
      if random.chance(1, in: 2) { _ = looser.rules.delayHolds.popLast() }
      // A record goes only by a rule that asks for it: without that rule it stays.
      if !world.isRecord, random.chance(1, in: 2) { _ = looser.rules.policies.popLast() }
      #expect(looser.decision.verdict != .keep, "seed \(world.seed)")
    }
  }

  @Test("only loosens as time passes")
  func monotoneInTime() throws {
    let order = Verdict.allCases
    try each { world, random in
      var later = world
      later.at = world.at.adding(microseconds: Int64.random(in: 0...300_000_000_000_000, using: &random))
      // Fewer holds in force can end the widening of holds by query, which is a loosening too.
      let (before, after) = (world.decision.verdict, later.decision.verdict)
      let ranks = [before, after].compactMap(order.firstIndex)
      #expect(ranks == ranks.sorted(), "\(before) then \(after), seed \(world.seed)")
    }
  }

  @Test("keeps an item whose date is missing or absurd, whatever the rules")
  func undatedStays() throws {
    try each { world, random in
      var undated = world
      let absurd = [nil, Moment.distantPast, Moment(seconds: 0), .distantFuture][
        Int.random(in: 0..<4, using: &random)]
      if undated.facts.isOutgoing { undated.facts.sent = absurd } else { undated.facts.received = absurd }
      #expect(undated.decision.verdict == .keep)
      #expect(undated.compiledVerdict == .keep)
      #expect(undated.decision.deleteAt == nil)
    }
  }

  @Test("lists what it considered in the same order, however the rules were listed")
  func orderIsFixed() throws {
    try each { world, random in
      var shuffled = world
      shuffled.rules.litigationHolds.shuffle(using: &random)
      shuffled.rules.caseHolds.shuffle(using: &random)
      shuffled.rules.delayHolds.shuffle(using: &random)
      shuffled.rules.policies.shuffle(using: &random)
      #expect(shuffled.decision == world.decision)
      let kinds = world.decision.considered.compactMap { Considered.Kind.allCases.firstIndex(of: $0.kind) }
      #expect(kinds == kinds.sorted())
    }
  }

  @Test("foretells the moment from which a sweep may take the item")
  func deletesWhenForetold() throws {
    try each { world, _ in
      guard let deleteAt = world.decision.deleteAt, deleteAt > world.at else { return }
      // A release dated ahead of the clock is not believed until then; it can only bring the moment forward.
      guard !world.rules.litigationHolds.contains(where: { $0.releasedAt.map { $0 > world.at } ?? false })
      else { return }
      // Of a leaver's mailbox that is true of every hold.
      guard
        world.rules.inactive == nil
          || !world.rules.caseHolds.contains(where: { $0.releasedAt.map { $0 > world.at } ?? false })
      else { return }
      var then = world
      then.at = deleteAt
      #expect(then.decision.verdict == .expired, "seed \(world.seed)")
      then.at = deleteAt.adding(microseconds: -1)
      #expect(then.decision.verdict != .expired, "seed \(world.seed)")
    }
  }
}
