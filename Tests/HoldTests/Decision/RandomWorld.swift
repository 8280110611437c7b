internal import ArchiveTesting
internal import Archive
internal import Hold

/// An item, rules and a time at random, chosen so that ends of periods often fall on the very microsecond.
struct RandomWorld {
  /// Makes the same world again.
  let seed: Int
  var facts: ItemFacts
  var rules: Rules
  var at: Moment
  /// What each hold's query says of the item; a hold that is not named cannot be evaluated.
  var matches: [Identifier<CaseHold>: QueryMatch]

  static let calendars = ["UTC", "Europe/London", "Pacific/Apia", "Africa/Casablanca"].compactMap {
    try? RetentionCalendar(zone: $0)
  }

  init(seed: Int) throws {
    self.seed = seed
    var random = SplitMix(seed: UInt64(bitPattern: Int64(seed)))
    let calendar = Self.calendars[Int.random(in: 0..<Self.calendars.count, using: &random)]
    facts = Self.facts(&random)
    rules = Rules(calendar: calendar)
    at = Self.believable(&random)
    matches = [:]
    for id in 0..<Int.random(in: 0...3, using: &random) {
      try addHold(Int64(id), &random)
    }
    for id in 0..<Int.random(in: 0...5, using: &random) { try addPolicy(Int64(id), &random) }
    for id in 0..<2 { rules.labels.append(try Self.label(Int64(id), &random)) }
    if facts.label != nil || random.chance(1, in: 20) { facts.labelling = try labelling(&random) }
    if random.chance(1, in: 3) { rules.recoverableFor = try Self.period(&random) }
    rules.isSingleItemRecovery = random.chance(1, in: 3)
    if random.chance(1, in: 4) { rules.mostConditionalHolds = Int.random(in: 0...2, using: &random) }
    if random.chance(1, in: 6) { rules.longestQueries = Int.random(in: 0...20, using: &random) }
    if random.chance(1, in: 4) { addLeaver(&random) }
    if random.chance(1, in: 2) { try aimAtAnEnd(&random) }
  }

  /// Whether the item is a record.
  var isRecord: Bool { rules.labels.first { $0.id == facts.label }?.isRecord ?? false }
  /// Someone left, and policies made since reach the mailbox no more.
  private mutating func addLeaver(_ random: inout SplitMix) {
    let mailbox = Self.mailbox(&random)
    rules.inactive = InactiveMailbox(
      mailbox: mailbox, since: Self.believable(&random),
      lastPolicyRemoved: random.chance(1, in: 4) ? Self.believable(&random) : nil)
    for name in ["a", "b"] where random.chance(1, in: 3) {
      rules.inactive?.labels.add(name, random.chance(1, in: 4) ? .open : .at(Self.believable(&random)))
    }
    for index in rules.policies.indices where random.chance(1, in: 2) {
      rules.policies[index].closedTo = [mailbox]
    }
  }

  func match(_ id: Identifier<CaseHold>) -> QueryMatch { matches[id] ?? .cannotTell }

  var decision: Decision { Decision.decide(facts, rules: rules, at: at, matching: match) }

  var compiledVerdict: Verdict {
    MailboxRules(rules, mailbox: facts.mailbox, at: at).verdict(of: facts, matching: match)
  }

  mutating func addHold(_ id: Int64, _ random: inout SplitMix) throws {
    let placed = Self.believable(&random)
    let ended = random.chance(1, in: 2) ? Self.believable(&random) : nil
    switch Int.random(in: 0..<5, using: &random) {
    case 0:
      rules.litigationHolds.append(
        LitigationHold(
          id: Identifier(id), mailbox: Self.mailbox(&random), placedAt: placed, releasedAt: ended,
          duration: random.chance(3, in: 4) ? try Self.period(&random) : nil))
    case 1:
      rules.delayHolds.append(
        DelayHold(
          id: Identifier(id), mailbox: Self.mailbox(&random), name: "delay \(id)", placedAt: placed,
          until: ended ?? placed.adding(days: 30)))
    default:
      rules.caseHolds.append(
        CaseHold(
          id: Identifier(id), caseName: "case", name: "hold \(id)",
          mailboxes: [Self.mailbox(&random), Self.mailbox(&random)], placedAt: placed, releasedAt: ended,
          days: random.chance(1, in: 2) ? try Self.days(&random) : nil,
          query: random.chance(3, in: 4) ? "query \(id)" : nil))
      matches[Identifier(id)] = [.matches, .doesNotMatch, .doesNotMatch, .doesNotMatch, .cannotTell]
        .randomElement(using: &random)
    }
  }

  mutating func addPolicy(_ id: Int64, _ random: inout SplitMix) throws {
    let chosen: Set = [Self.mailbox(&random)]
    rules.policies.append(
      RetentionPolicy(
        id: Identifier(id), name: "policy \(id)", retention: try Self.retention(&random),
        scope: random.chance(1, in: 2) ? .mailboxes(chosen) : .everyone(excluding: chosen),
        isEnabled: random.chance(5, in: 6)))
  }

  /// Moves the time to within a microsecond of when something ends.
  private mutating func aimAtAnEnd(_ random: inout SplitMix) throws {
    let ends = decision.considered.flatMap { [$0.until, $0.effect == .delete ? $0.from : nil] }.compactMap {
      $0
    }
    if let end = ends.randomElement(using: &random) {
      at = end.adding(microseconds: Int64.random(in: -1...1, using: &random))
    }
  }

  private static func facts(_ random: inout SplitMix) -> ItemFacts {
    ItemFacts(
      item: 17, mailbox: mailbox(&random), isOutgoing: random.chance(1, in: 2),
      sent: date(&random), received: date(&random),
      softDeletedAt: random.chance(1, in: 3) ? believable(&random) : nil,
      isPartlyIndexed: random.chance(1, in: 12), isQuarantined: random.chance(1, in: 12),
      // Of three labels that an item may carry, the third is on no record.
      label: random.chance(1, in: 3) ? Identifier(Int64.random(in: 0...2, using: &random)) : nil)
  }

  /// What is known of the item's label: often missing, sometimes odd.
  private func labelling(_ random: inout SplitMix) throws -> Labelling {
    var labelling = Labelling()
    labelling.at = Self.date(&random)
    labelling.eventDate = random.chance(1, in: 2) ? Self.date(&random) : nil
    labelling.isUncertain = random.chance(1, in: 20)
    if random.chance(1, in: 2) {
      // Approvals come around the end of the period, when it starts at a date of the item's.
      labelling.review = ReviewProgress(
        approved: Int.random(in: 0...3, using: &random),
        since: random.chance(1, in: 5) ? nil : Self.believable(&random),
        suspendedUntil: random.chance(1, in: 4) ? Self.believable(&random) : nil)
    }
    if random.chance(1, in: 8) {
      let removed = Self.believable(&random)
      labelling.former = FormerLabel(name: "former", removedAt: removed, until: removed.adding(days: 30))
    }
    return labelling
  }

  private static func label(_ id: Int64, _ random: inout SplitMix) throws -> RetentionLabel {
    let retention = try retention(&random)
    let start = random.chance(1, in: 2) ? .created : RetentionLabel.Start.allCases.randomElement(using: &random)
    let record = random.chance(1, in: 3) ? RetentionLabel.RecordKind.allCases.randomElement(using: &random) : nil
    return RetentionLabel(
      id: Identifier(id), name: "label \(id)", retention: retention, start: start ?? .created,
      // Only what keeps can be a record, and only what keeps and then deletes is reviewed.
      record: retention.action == .delete ? .none : record ?? .none,
      stages: retention.action == .retainThenDelete && random.chance(1, in: 3)
        ? Int.random(in: 1...3, using: &random) : 0)
  }

  private static func mailbox(_ random: inout SplitMix) -> Identifier<Mailbox> {
    Identifier(Int64.random(in: 1...2, using: &random))
  }

  static func believable(_ random: inout SplitMix) -> Moment {
    Moment(microseconds: Int64.random(in: 1_400_000_000_000_000...1_900_000_000_000_000, using: &random))
  }

  /// Mostly believable, now and then missing or absurd.
  static func date(_ random: inout SplitMix) -> Moment? {
    let absurd: [Moment?] = [
      nil, Moment(seconds: 0), .distantPast, .distantFuture,
      Moment.believable.lowerBound.adding(microseconds: -1),
      Moment.believable.upperBound.adding(microseconds: 1),
    ]
    return random.chance(1, in: 12)
      ? absurd[Int.random(in: 0..<absurd.count, using: &random)] : believable(&random)
  }

  static func period(_ random: inout SplitMix) throws -> Period {
    switch Int.random(in: 0..<3, using: &random) {
    case 0: try Period(Int.random(in: 1...4000, using: &random), .days)
    case 1: try Period(Int.random(in: 1...120, using: &random), .months)
    default: try Period(Int.random(in: 1...10, using: &random), .years)
    }
  }

  private static func retention(_ random: inout SplitMix) throws -> Retention {
    let action = Retention.Action.allCases[Int.random(in: 0..<3, using: &random)]
    return try Retention(action, action == .retain && random.chance(1, in: 8) ? nil : period(&random))
  }

  private static func days(_ random: inout SplitMix) throws -> DayRange? {
    let from = RetentionCalendar.utc.date(of: believable(&random))
    let to = from.adding(days: Int.random(in: 0...3000, using: &random))
    return try DayRange(
      from: random.chance(3, in: 4) ? from : nil, to: random.chance(3, in: 4) ? to : nil)
  }
}
