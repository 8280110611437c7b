internal import Archive

/// Decides many items of one mailbox, and says by name what keeps each and what would delete it.
///
/// The same answers as ``Decision/decide(_:rules:at:matching:)``, by another way: a sentence for every rule costs a
/// thousand times a verdict. Policies are asked by their ladder. Of everything else, what is said changes only at the end
/// of a hold's time or at the edge of its days, and with what its query makes of the item: it is asked once for each
/// stretch of dates between, and remembered. What lies in Recoverable Items, is not dated or dated
/// near such an edge is asked about anew, and what carries a label is decided like any single item.
final class MailboxOutcomes {
  /// A number for each answer that was given, from 0.
  typealias Number = Int

  private let rules: Rules
  /// The rules without the policies.
  private let others: Rules
  private let moment: Moment
  private let ladder: PolicyLadder
  /// Dates about which what the other rules say may change.
  private let edges: [ClosedRange<Moment>]
  private let queried: [Identifier<CaseHold>]

  private(set) var all: [Outcome] = []
  private var numbers: [Outcome: Number] = [:]
  private var remembered: [Situation: Number] = [:]
  private var otherwise: [Situation.Other: Outcome] = [:]

  /// What an answer depends on.
  private struct Situation: Hashable {
    /// What it depends on apart from policies.
    struct Other: Hashable {
      /// Between which edges the item is dated.
      var stretch: Int
      var isUnreadable: Bool
      var matches: [QueryMatch]
    }

    var other: Other
    var rungs: PolicyLadder.Rungs
  }

  init(_ rules: Rules, mailbox: Identifier<Mailbox>, at moment: Moment) {
    (self.rules, self.moment) = (rules, moment)
    ladder = PolicyLadder(rules, mailbox: mailbox, at: moment)
    var others = rules
    others.policies = []
    self.others = others
    let ends = rules.litigationHolds.compactMap { $0.duration?.startsInDoubt(at: moment) }
    let days = rules.caseHolds.compactMap(\.days).flatMap { [$0.from, $0.to?.adding(days: 1)] }.compactMap { day in
      day.map { $0.startUTC.adding(days: -Self.slackDays)...$0.startUTC.adding(days: Self.slackDays) }
    }
    edges = ends + days
    queried = rules.caseHolds.filter { $0.query != nil && $0.mailboxes.contains(mailbox) && $0.isInForce(at: moment) }
      .map(\.id).sorted()
  }

  /// The answer's number; ``all`` has the answers.
  func number(
    of facts: ItemFacts, matching: (Identifier<CaseHold>) throws -> QueryMatch
  ) rethrows -> Number {
    // A leaver's mailbox is emptied by what policies say, too.
    guard facts.label == nil, facts.labelling == Labelling(), rules.inactive == nil else {
      return number(
        of: Outcome(try Decision.decide(facts, rules: rules, at: moment, matching: matching), at: moment))
    }
    let rungs = ladder.rungs(facts.date)
    guard facts.softDeletedAt == nil, let stretch = stretch(of: facts) else {
      return number(of: outcome(try decided(facts, matching: matching), rungs))
    }
    let situation = Situation(
      other: Situation.Other(
        stretch: stretch, isUnreadable: facts.isUnreadable, matches: try queried.map(matching)),
      rungs: rungs)
    if let known = remembered[situation] { return known }
    let other = try otherwise[situation.other] ?? decided(facts, matching: matching)
    otherwise[situation.other] = other
    let answer = number(of: outcome(other, rungs))
    remembered[situation] = answer
    return answer
  }

  /// What the rules but the policies say.
  private func decided(
    _ facts: ItemFacts, matching: (Identifier<CaseHold>) throws -> QueryMatch
  ) rethrows -> Outcome {
    Outcome(try Decision.decide(facts, rules: others, at: moment, matching: matching), at: moment)
  }

  private func outcome(_ other: Outcome, _ rungs: PolicyLadder.Rungs) -> Outcome {
    Outcome(
      blockers: other.blockers + ladder.names(keeping: rungs).map { .init(kind: .policy, name: $0) },
      dueRule: ladder.name(due: rungs) ?? other.dueRule, isAsked: rungs.isAsked || other.isAsked)
  }

  private func number(of outcome: Outcome) -> Number {
    if let known = numbers[outcome] { return known }
    all.append(outcome)
    numbers[outcome] = all.count - 1
    return all.count - 1
  }

  /// Between which edges the item is dated, as how many lie before it; nil where it is too near to one, or not dated.
  private func stretch(of facts: ItemFacts) -> Int? {
    // A hold by days looks at both of an item's dates.
    guard let date = facts.date, facts.otherDate == date || edges.isEmpty else { return nil }
    var before = 0
    for edge in edges {
      if edge.contains(date) { return nil }
      if edge.upperBound < date { before += 1 }
    }
    return before
  }

  /// Further than any time zone shifts a day's edge.
  private static let slackDays = 2
}
