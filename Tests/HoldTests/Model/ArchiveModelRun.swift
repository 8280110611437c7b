internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Hold
internal import Testing

/// One run of random acts on an archive and on the model beside it.
struct ArchiveModelRun {
  var world: HoldWorld
  var model = ArchiveModel()
  var random: SplitMix
  var now = Moment(seconds: 1_717_243_200)
  /// Whether two people are asked for.
  var isApprovalOn = false
  private var numbers = 0
  private var caseHolds: [(name: String, hold: Int)] = []
  var labelRules: [LabelRule.ID] = []
  var counts: [String: Int] = Dictionary(uniqueKeysWithValues: Self.kinds.map { ($0, 0) })

  /// What a run must have seen to have been about something.
  private static let kinds = [
    "purged", "blocked", "swept", "survived a sweep", "labelled", "record kept", "labelled by a query",
    "disposal decided", "left", "came back", "delay ended", "waited for approval", "approved",
  ]

  init(world: HoldWorld, seed: UInt64) throws {
    self.world = world
    random = SplitMix(seed: seed)
    try world.appointManagers()
  }

  var time: String { now.description }

  mutating func number() -> Int {
    numbers += 1
    return numbers
  }

  private mutating func person() -> String { HoldWorld.people.randomElement(using: &random) ?? "ann" }

  mutating func step() async throws {
    switch Int.random(in: 0..<32, using: &random) {
    case 0...4: try await deliver()
    case 5: try placeLitigationHold()
    case 6: try releaseLitigationHold()
    case 7: try placeCaseHold()
    case 8: try releaseCaseHold()
    case 9: try endDelay()
    case 10: try createPolicy()
    case 11: try removePolicy()
    case 12: try softDelete()
    case 13...15: try purge()
    case 16...17: try sweep()
    case 18: try leaveOrReturn()
    case 19: try switchApproval()
    case 20...26: try stepLabels()
    case 27...30: now = now.adding(days: Int.random(in: 1...25, using: &random))
    default: world = try world.reopened()
    }
  }

  // MARK: - Content

  private mutating func deliver() async throws {
    let active = HoldWorld.people.filter { model.leavers[$0] == nil }
    var texts: [HoldWorld.Text] = []
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      let isAboutMerger = random.chance(1, in: 3)
      let sent = now.adding(days: -Int.random(in: 0...200, using: &random))
      let people = active.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random))
      let text = HoldWorld.Text(
        id: "\(number())", sent: sent.description, from: people[0],
        to: people.count > 1 ? Array(people.dropFirst()) : ["+447700900999"],
        body: isAboutMerger ? "the merger" : "lunch")
      texts.append(text)
      for person in people {
        model.copies.append(
          .init(id: text.id, person: person, sent: sent, filed: now, number: number(), isAboutMerger: isAboutMerger))
      }
    }
    let day = CivilDate(daysSince1970: 19_724 + number())
    try await world.deliver(texts, on: day.description, at: time)
  }

  mutating func anyCopy() -> ArchiveModel.Copy? { model.copies.randomElement(using: &random) }

  func item(_ copy: ArchiveModel.Copy) throws -> Item.ID { try world.item(copy.id, of: copy.person) }

  /// Begins the item's days in Recoverable Items, or ends them.
  private mutating func softDelete() throws {
    guard let copy = anyCopy() else { return }
    let item = try item(copy)
    if model.deleted[copy] != nil, random.chance(1, in: 2) {
      try world.restore(item, at: time)
      model.deleted[copy] = nil
    } else {
      try world.delete(item, at: time)
      noteDeleted(copy)
    }
  }

  private mutating func noteDeleted(_ copy: ArchiveModel.Copy) {
    guard !model.labelling.isRecord(copy) else { return counts["record kept", default: 0] += 1 }
    model.deleted[copy] = model.deleted[copy] ?? now
  }

  private mutating func purge() throws {
    guard let copy = anyCopy() else { return }
    let isPurged = try world.purge(item(copy), at: time)[0].isPurged
    #expect(isPurged == !model.isKept(copy, at: now))
    counts[isPurged ? "purged" : "blocked", default: 0] += 1
    if isPurged { model.remove([copy], at: now) } else { noteDeleted(copy) }
  }

  mutating func sweep() throws {
    let expired = Set(model.copies.filter { model.isExpired($0, at: now) })
    #expect(try world.rehearse(at: time).wouldRemove == expired.count)
    let report = try world.sweep(at: time)
    #expect(report.removed == expired.count)
    model.remove(expired, at: now)
    #expect(report.kept == model.copies.count)
    counts["swept", default: 0] += report.removed
    counts["survived a sweep", default: 0] += report.kept
  }

  // MARK: - Holds

  private mutating func placeLitigationHold() throws {
    let person = person()
    guard !model.holds.contains(where: { $0.person == person && !$0.query && $0.released == nil }) else { return }
    let days = random.chance(1, in: 2) ? Int.random(in: 10...200, using: &random) : nil
    try world.hold(person, days: days, at: time)
    model.holds.append(.init(person: person, days: days))
  }

  private mutating func releaseLitigationHold() throws {
    let standing = model.holds.indices.filter { !model.holds[$0].query && model.holds[$0].released == nil }
    guard let index = standing.randomElement(using: &random) else { return }
    try world.release(model.holds[index].person, at: time)
    letGo(index)
  }

  /// By a word, or by its beginning.
  private mutating func placeCaseHold() throws {
    if caseHolds.isEmpty, try world.count("legal_case") == 0 { try world.legalCase("Matter") }
    let (person, name) = (person(), "hold \(number())")
    try world.hold([person], in: "Matter", name: name, query: random.chance(1, in: 2) ? "merger" : "merg*", at: time)
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
    model.holds[index].released = now
    model.holds[index].delayUntil = now.adding(days: ArchiveModel.delay)
  }

  private mutating func endDelay() throws {
    let running = model.holds.indices.filter { model.holds[$0].delayUntil.map { now < $0 } ?? false }
    guard let person = running.map({ model.holds[$0].person }).randomElement(using: &random) else { return }
    try world.endDelay(person, at: time)
    for index in running where model.holds[index].person == person { model.holds[index].delayUntil = now }
    counts["delay ended", default: 0] += 1
  }

  // MARK: - Policies and people

  private mutating func createPolicy() throws {
    let person = random.chance(1, in: 2) ? person() : nil
    let policy = ArchiveModel.Policy(
      name: "policy \(number())", action: Retention.Action.allCases.randomElement(using: &random) ?? .delete,
      days: Int.random(in: 20...250, using: &random), person: person)
    let isMade = try change(
      PolicyCreation(
        policy.name, action: policy.action, period: Period(policy.days, .days),
        scope: person.map { .mailboxes([HoldWorld.email($0)]) } ?? .all(excluding: [])),
      loosens: policy.action != .retain)
    if isMade { model.policies.append(policy) }
  }

  private mutating func removePolicy() throws {
    let standing = model.policies.indices.filter { model.policies[$0].removed == nil }
    guard let index = standing.randomElement(using: &random) else { return }
    guard try change(PolicyEdit(model.policies[index].name, .remove), loosens: true) else { return }
    model.policies[index].removed = now
    if model.policies[index].action != .delete {
      model.policies[index].graceUntil = now.adding(days: ArchiveModel.delay)
    }
  }

  private mutating func leaveOrReturn() throws {
    let person = person()
    if model.leavers[person] != nil {
      try world.directoryNames(person, at: time)
      model.leavers[person] = nil
      counts["came back", default: 0] += 1
    } else if model.leavers.count < HoldWorld.people.count - 1 {
      try world.leaves(person, at: time)
      model.leavers[person] = .init(since: now, policies: model.policies.count)
      counts["left", default: 0] += 1
    }
  }

  private mutating func switchApproval() throws {
    let wanted: RetentionApproval = isApprovalOn ? .off : .on
    if try change(SettingChange(.retentionApproval, to: wanted.rawValue), loosens: isApprovalOn) {
      isApprovalOn.toggle()
    }
  }

  /// Makes a change, by two people where it takes them and both want it.
  ///
  /// `loosens`: nil: it depends.
  mutating func change(_ change: some ApprovableChange, loosens: Bool?) throws -> Bool {
    switch try world.submit(change, at: time) {
    case .applied:
      #expect(!isApprovalOn || loosens != true, "\(change) took one person")
      return true
    case .waiting(let pending): return try decide(pending, loosens: loosens)
    }
  }

  /// Approves what waits, or leaves it.
  mutating func decide(_ pending: PendingChange, loosens: Bool? = nil) throws -> Bool {
    #expect(isApprovalOn && loosens != false, "\(pending.summary) took two people")
    counts["waited for approval", default: 0] += 1
    guard random.chance(2, in: 3) else { return false }
    _ = try Approval.approve(pending.id, in: world.archive, by: world.session(time, as: HoldWorld.secondManager))
    counts["approved", default: 0] += 1
    return true
  }

  // MARK: - The end

  mutating func end() throws {
    for index in model.holds.indices where !model.holds[index].query && model.holds[index].released == nil {
      try world.release(model.holds[index].person, at: time)
      letGo(index)
    }
    while !caseHolds.isEmpty { try releaseCaseHold() }
    for days in [100, 200, 3_650] {
      now = now.adding(days: days)
      try sweep()
    }
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
