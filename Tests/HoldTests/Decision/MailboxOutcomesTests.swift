internal import Archive
internal import ArchiveTesting
@testable internal import Hold
internal import Testing

@Suite("What is counted over many items")
struct MailboxOutcomesTests {
  @Test("is what is decided of each alone: the verdict, what keeps it, and what asks for its deletion")
  func agrees() throws {
    var seen: [Verdict: Int] = [:]
    for seed in 0..<800 {
      let world = try RandomWorld(seed: seed)
      var random = SplitMix(seed: UInt64(seed) + 5_000_000)
      let outcomes = MailboxOutcomes(world.rules, mailbox: world.facts.mailbox, at: world.at)
      // Many items of one mailbox, so that what was remembered of one is said of the next.
      for _ in 0..<12 {
        let facts = try Self.another(like: world, &random)
        let number = outcomes.number(of: facts, matching: world.match)
        let decision = Decision.decide(facts, rules: world.rules, at: world.at, matching: world.match)
        let outcome = outcomes.all[number]
        #expect(outcome == Outcome(decision, at: world.at), "seed \(seed)")
        #expect(outcome.verdict == decision.verdict, "seed \(seed)")
        #expect(
          Set(outcome.blockers) == Set(decision.blocking.map { Outcome.Blocker(kind: $0.kind, name: $0.name) }))
        seen[outcome.verdict, default: 0] += 1
      }
    }
    for verdict in Verdict.allCases { #expect(seen[verdict, default: 0] > 300, "\(seen)") }
  }

  @Test("is found for two hundred policies by halving, also where days and months are mixed")
  func manyPolicies() throws {
    var random = SplitMix(seed: 59)
    for _ in 0..<10 {
      let calendar = RandomWorld.calendars.randomElement(using: &random) ?? .utc
      var rules = Rules(calendar: calendar)
      for id in 0..<200 {
        let actions = Retention.Action.allCases
        rules.policies.append(
          RetentionPolicy(
            id: Identifier(Int64(id)), name: "policy \(id)",
            retention: try Retention(actions.randomElement(using: &random) ?? .retain, RandomWorld.period(&random)),
            scope: random.chance(1, in: 2) ? .mailboxes([alice]) : .everyone(excluding: []),
            isEnabled: random.chance(4, in: 5)))
      }
      let at = try moment("2024-03-01T01:30:00Z")
      let outcomes = MailboxOutcomes(rules, mailbox: alice, at: at)
      for _ in 0..<20 {
        var facts = try text("2024-01-01")
        let date = RandomWorld.date(&random)
        (facts.sent, facts.received) = (date, date)
        let number = outcomes.number(of: facts, matching: unanswered)
        let outcome = outcomes.all[number]
        #expect(outcome == Outcome(Decision.decide(facts, rules: rules, at: at, matching: unanswered), at: at))
      }
    }
  }

  /// An item of the same mailbox with other dates, often near an end.
  private static func another(like world: RandomWorld, _ random: inout SplitMix) throws -> ItemFacts {
    var facts = world.facts
    guard random.chance(9, in: 10) else { return facts }
    let near = world.facts.date.map { $0.adding(microseconds: Int64.random(in: -2...2, using: &random)) }
    let date = random.chance(1, in: 3) ? near : RandomWorld.date(&random)
    facts.sent = date
    facts.received = random.chance(3, in: 4) ? date : RandomWorld.date(&random)
    if random.chance(2, in: 3) { facts.softDeletedAt = nil }
    if random.chance(2, in: 3) { facts.label = nil }
    facts.isPartlyIndexed = random.chance(1, in: 12)
    return facts
  }
}
