internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Hold
internal import Testing

@Suite("over months of deliveries, holds, releases, policies and sweeps")
struct SweepModelTests {
  @Test("nothing goes that should stay, and nothing stays that a sweep should take", arguments: [UInt64](1...2))
  func agreesWithModel(seed: UInt64) async throws {
    try await HoldWorld.with { world in
      var run = ModelRun(world: world, seed: seed)
      for step in 1...300 {
        try await run.step()
        if step % 10 == 0 { try run.compare("seed \(seed), step \(step)") }
      }
      // Ten years on, with everything let go, the sweep takes what the policies ask for.
      try run.end()
      try run.compare("seed \(seed), at the end")
      // The run was about something.
      for (what, count) in run.counts { #expect(count > 0, "seed \(seed): \(what)") }
    }
  }
}

/// One run of random acts on an archive and on the model beside it.
private struct ModelRun {
  var world: HoldWorld
  var model = SweepModel()
  var random: SplitMix
  var now: Moment
  private var numbers = 0
  private var caseHolds: [(name: String, hold: Int)] = []
  private(set) var counts = ["purged": 0, "blocked": 0, "swept": 0, "survived a sweep": 0]

  init(world: HoldWorld, seed: UInt64) {
    self.world = world
    random = SplitMix(seed: seed)
    now = Moment(seconds: 1_717_243_200)
  }

  private var time: String { now.description }

  private mutating func number() -> Int {
    numbers += 1
    return numbers
  }

  private mutating func person() -> String { HoldWorld.people.randomElement(using: &random) ?? "ann" }

  mutating func step() async throws {
    switch Int.random(in: 0..<16, using: &random) {
    case 0...2: try await deliver()
    case 3: try placeLitigationHold()
    case 4: try releaseLitigationHold()
    case 5: try placeCaseHold()
    case 6: try releaseCaseHold()
    case 7: try createPolicy()
    case 8: try removePolicy()
    case 9: try softDelete()
    case 10...11: try purge()
    case 12: try sweep()
    case 13...14: now = now.adding(days: Int.random(in: 1...25, using: &random))
    default: world = try world.reopened()
    }
  }

  private mutating func deliver() async throws {
    var texts: [HoldWorld.Text] = []
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      let isAboutMerger = random.chance(1, in: 3)
      let sent = now.adding(days: -Int.random(in: 0...200, using: &random))
      let people = HoldWorld.people.shuffled(using: &random).prefix(Int.random(in: 2...3, using: &random))
      let text = HoldWorld.Text(
        id: "\(number())", sent: sent.description, from: people[0], to: Array(people.dropFirst()),
        body: isAboutMerger ? "the merger" : "lunch")
      texts.append(text)
      for person in people {
        model.copies.insert(.init(id: text.id, person: person, sent: sent, isAboutMerger: isAboutMerger))
      }
    }
    let day = CivilDate(daysSince1970: 19_724 + number())
    try await world.deliver(texts, on: day.description, at: time)
  }

  private mutating func placeLitigationHold() throws {
    let person = person()
    guard !model.holds.contains(where: { $0.person == person && !$0.query && !$0.released }) else { return }
    let days = random.chance(1, in: 2) ? Int.random(in: 10...200, using: &random) : nil
    try world.hold(person, days: days, at: time)
    model.holds.append(.init(person: person, days: days))
  }

  private mutating func releaseLitigationHold() throws {
    let standing = model.holds.indices.filter { !model.holds[$0].query && !model.holds[$0].released }
    guard let index = standing.randomElement(using: &random) else { return }
    try world.release(model.holds[index].person, at: time)
    letGo(index)
  }

  private mutating func placeCaseHold() throws {
    if caseHolds.isEmpty, try world.count("legal_case") == 0 { try world.legalCase("Matter") }
    let (person, name) = (person(), "hold \(number())")
    try world.hold([person], in: "Matter", name: name, query: "merger", at: time)
    caseHolds.append((name, model.holds.count))
    model.holds.append(.init(person: person, query: true))
  }

  private mutating func releaseCaseHold() throws {
    guard !caseHolds.isEmpty else { return }
    let (name, index) = caseHolds.remove(at: Int.random(in: 0..<caseHolds.count, using: &random))
    try world.onCase("Matter", at: time) { _ = try HoldPlacement.release(name, in: $0, $1) }
    letGo(index)
  }

  private mutating func letGo(_ index: Int) {
    model.holds[index].released = true
    model.holds[index].delayUntil = now.adding(days: 30)
  }

  private mutating func createPolicy() throws {
    let person = random.chance(1, in: 2) ? person() : nil
    let policy = SweepModel.Policy(
      name: "policy \(number())", action: Retention.Action.allCases.randomElement(using: &random) ?? .delete,
      days: Int.random(in: 20...250, using: &random), person: person)
    try world.policy(
      policy.name, policy.action, days: policy.days,
      for: person.map { .mailboxes([HoldWorld.email($0)]) } ?? .all(excluding: []), at: time)
    model.policies.append(policy)
  }

  private mutating func removePolicy() throws {
    let standing = model.policies.indices.filter { !model.policies[$0].removed }
    guard let index = standing.randomElement(using: &random) else { return }
    let name = model.policies[index].name
    try world.archive.perform(.retentionPolicyRemoved, by: world.session(time)) { try PolicyChange.remove(name, $0) }
    model.policies[index].removed = true
    if model.policies[index].action != .delete { model.policies[index].graceUntil = now.adding(days: 30) }
  }

  private mutating func anyCopy() -> SweepModel.Copy? {
    model.copies.sorted { ($0.id, $0.person) < ($1.id, $1.person) }.randomElement(using: &random)
  }

  /// Begins the item's days in Recoverable Items, or ends them.
  private mutating func softDelete() throws {
    guard let copy = anyCopy() else { return }
    let item = try world.item(copy.id, of: copy.person)
    if model.deleted[copy] != nil, random.chance(1, in: 2) {
      try world.restore(item, at: time)
      model.deleted[copy] = nil
    } else {
      try world.delete(item, at: time)
      model.deleted[copy] = model.deleted[copy] ?? now
    }
  }

  private mutating func purge() throws {
    guard let copy = anyCopy() else { return }
    let isPurged = try world.purge(world.item(copy.id, of: copy.person), at: time)[0].isPurged
    #expect(isPurged == !model.isKept(copy, at: now))
    counts[isPurged ? "purged" : "blocked", default: 0] += 1
    if isPurged {
      model.copies.remove(copy)
    } else {
      model.deleted[copy] = model.deleted[copy] ?? now
    }
  }

  private mutating func sweep() throws {
    let expired = model.copies.filter { model.isExpired($0, at: now) }
    #expect(try world.rehearse(at: time).wouldRemove == expired.count)
    let report = try world.sweep(at: time)
    #expect(report.removed == expired.count)
    model.copies.subtract(expired)
    #expect(report.kept == model.copies.count)
    counts["swept", default: 0] += report.removed
    counts["survived a sweep", default: 0] += report.kept
  }

  mutating func end() throws {
    for index in model.holds.indices where !model.holds[index].query && !model.holds[index].released {
      try world.release(model.holds[index].person, at: time)
      letGo(index)
    }
    while !caseHolds.isEmpty { try releaseCaseHold() }
    now = now.adding(days: 3_650)
    try sweep()
  }

  /// The items, the index and the model have the same copies.
  func compare(_ place: String) throws {
    let rows = try world.archive.read { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT m.partner_id || ' ' || b.email FROM item i JOIN message m ON m.id = i.message
          JOIN mailbox b ON b.id = i.mailbox
          """)
    }
    #expect(Set(rows) == Set(model.copies.map { "\($0.id) \(HoldWorld.email($0.person))" }), "\(place)")
    #expect(try world.found("") == model.copies.count, "\(place)")
    #expect(try world.found("merger") == model.copies.count(where: \.isAboutMerger), "\(place)")
    #expect(try world.count("message") == Set(model.copies.map(\.id)).count, "\(place)")
    #expect(try world.count("deletion_permit") == 0, "\(place)")
  }
}
