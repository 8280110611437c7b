internal import Archive
internal import Hold
internal import Testing

@Suite("A mailbox's rules")
struct MailboxRulesTests {
  @Test("decide an item of another mailbox by that mailbox's rules")
  func otherMailbox() throws {
    let rules = rules {
      $0.litigationHolds = [LitigationHold(id: 1, mailbox: bob, placedAt: Moment(seconds: 0))]
    }
    let ofAlice = MailboxRules(rules, mailbox: alice, at: try moment("2024-06-01"))
    #expect(try ofAlice.verdict(of: text("2024-01-02"), matching: unanswered) == .free)
    #expect(try ofAlice.verdict(of: text("2024-01-02", in: bob), matching: unanswered) == .keep)
  }

  @Test("ask no query where something else keeps the item")
  func asksLast() throws {
    let rules = try rules {
      $0.caseHolds = [
        CaseHold(
          id: 1, caseName: "Acme", name: "mail", mailboxes: [alice], placedAt: Moment(seconds: 0),
          query: "merger")
      ]
      $0.policies = [try policy("books", .retain, Period(1, .years))]
    }
    var asked = 0
    let early = MailboxRules(rules, mailbox: alice, at: try moment("2024-06-01"))
    let late = MailboxRules(rules, mailbox: alice, at: try moment("2025-06-01"))
    let count: (Identifier<CaseHold>) -> QueryMatch = { _ in
      asked += 1
      return .doesNotMatch
    }
    #expect(try early.verdict(of: text("2024-01-02"), matching: count) == .keep)
    #expect(asked == 0)
    #expect(try late.verdict(of: text("2024-01-02"), matching: count) == .free)
    #expect(asked == 1)
  }

  @Test("hold what a query cannot be asked about")
  func unansweredQueries() throws {
    let rules = rules {
      $0.caseHolds = [
        CaseHold(
          id: 1, caseName: "Acme", name: "mail", mailboxes: [alice], placedAt: Moment(seconds: 0),
          query: "merger")
      ]
    }
    let ready = MailboxRules(rules, mailbox: alice, at: try moment("2024-06-01"))
    #expect(try ready.verdict(of: text("2024-01-02"), matching: unanswered) == .keep)
    #expect(try ready.explain(text("2024-01-02"), matching: unanswered).verdict == .keep)
  }

  @Test("pass on why a query failed")
  func queryErrors() throws {
    let rules = rules {
      $0.caseHolds = [
        CaseHold(
          id: 1, caseName: "Acme", name: "mail", mailboxes: [alice], placedAt: Moment(seconds: 0),
          query: "merger")
      ]
    }
    let ready = MailboxRules(rules, mailbox: alice, at: try moment("2024-06-01"))
    let facts = try text("2024-01-02")
    #expect(throws: Unreadable.self) { try ready.verdict(of: facts) { _ in throw Unreadable(text: "index") } }
    #expect(throws: Unreadable.self) { try ready.explain(facts) { _ in throw Unreadable(text: "index") } }
  }

  @Test("let a sweep look no further than where something can have expired")
  func horizonCoversAllThatExpired() throws {
    var (expired, outside) = (0, 0)
    for seed in 0..<5000 {
      let world = try RandomWorld(seed: seed)
      let horizon = MailboxRules(world.rules, mailbox: world.facts.mailbox, at: world.at).sweepHorizon
      let clock = world.facts.isOutgoing ? world.facts.sent : world.facts.received
      let isInside =
        horizon.map { horizon in
          (horizon.latestDate.map { clock ?? .distantFuture <= $0 } ?? false)
            || (horizon.latestSoftDeletion.map { world.facts.softDeletedAt ?? .distantFuture <= $0 } ?? false)
        } ?? false
      if world.decision.verdict == .expired {
        expired += 1
        #expect(isInside, "seed \(world.seed)")
      }
      if !isInside { outside += 1 }
    }
    // It has to be of use: much lies beyond it.
    #expect(expired > 250)
    #expect(outside > 1250)
  }

  @Test("give a sweep nothing to look at where all is held or no rule deletes")
  func noHorizon() throws {
    let at = try moment("2024-06-01")
    let keeping = try rules { $0.policies = [try policy("books", .retain, Period(1, .days))] }
    #expect(MailboxRules(keeping, mailbox: alice, at: at).sweepHorizon == nil)
    let held = try rules {
      $0.policies = [try policy("tidy", .delete, Period(1, .days))]
      $0.litigationHolds = [LitigationHold(id: 1, mailbox: alice, placedAt: at)]
    }
    #expect(MailboxRules(held, mailbox: alice, at: at).sweepHorizon == nil)
    // A day old, and two days for what time zones may do.
    let horizon = MailboxRules(held, mailbox: bob, at: at).sweepHorizon
    #expect(try horizon?.latestDate == moment("2024-06-02"))
  }
}
