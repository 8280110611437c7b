internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Hold
internal import Testing

/// Labels over years of random acts, against a model in plain memory that knows only what docs/retention.md promises.
@Suite("over years of labelling, closing of rules, relabelling and sweeps")
struct LabelModelTests {
  @Test("nothing goes that a label should keep, and nothing stays that one lets go", arguments: [UInt64](1...3))
  func agreesWithModel(seed: UInt64) async throws {
    try await HoldWorld.with { world in
      try world.policy("everyone", .delete, days: 300)
      var run = LabelRun(world: world, seed: seed)
      for _ in 1...140 { try await run.step() }
      for days in [200, 400, 4_000] {
        run.now = run.now.adding(days: days)
        try run.sweep()
      }
      for (what, count) in run.counts { #expect(count > 0, "seed \(seed): \(what)") }
    }
  }
}

/// One run of random acts on an archive and on the model beside it; all periods are in days of 24 hours.
private struct LabelRun {
  struct Label {
    var name: String
    var action: Retention.Action
    var days: Int
    var isFromLabelling: Bool
    var isRecord: Bool
  }

  struct Copy: Hashable {
    var id: String
    var person: String
    var sent: Moment
    var filed: Moment
    var number: Int64
    var isAboutMerger: Bool
  }

  struct Rule {
    var label: Label
    /// Nil: by query, for what is about the merger.
    var folderOf: String??
    var at: Moment
    var lastItem: Int64?
    var record: LabelRule
  }

  /// What was last chosen for an item.
  struct Chosen {
    var label: Label?
    var at: Moment
    var heldUntil: Moment?
  }

  let world: HoldWorld
  var now = Moment(seconds: 1_717_243_200)
  private var random: SplitMix
  private var labels: [Label] = []
  private var copies: [Copy] = []
  private var rules: [Rule] = []
  private var chosen: [Copy: Chosen] = [:]
  /// When somebody first wanted an item purged and might not, by its number.
  private var deletions: [Int64: Moment] = [:]
  private var number = 0
  private(set) var counts = ["swept": 0, "survived": 0, "blocked": 0, "purged": 0, "records refused": 0]

  init(world: HoldWorld, seed: UInt64) {
    self.world = world
    random = SplitMix(seed: seed)
  }

  private var time: String { now.description }

  mutating func step() async throws {
    switch Int.random(in: 0..<14, using: &random) {
    case 0...2: try await deliver()
    case 3...4: try createLabel()
    case 5...6: try choose()
    case 7: try createRule()
    case 8: try closeRule()
    case 9: try chooseByQuery()
    case 10: try purge()
    case 11: try sweep()
    default: now = now.adding(days: Int.random(in: 1...40, using: &random))
    }
  }

  private mutating func deliver() async throws {
    var texts: [HoldWorld.Text] = []
    for _ in 0..<3 {
      number += 1
      let isAboutMerger = random.chance(1, in: 2)
      let person = HoldWorld.people.randomElement(using: &random) ?? "ann"
      let sent = now.adding(days: -Int.random(in: 0...200, using: &random))
      texts.append(
        .init(id: "\(number)", sent: sent.description, from: person, body: isAboutMerger ? "the merger" : "lunch"))
      copies.append(
        Copy(id: "\(number)", person: person, sent: sent, filed: now, number: 0, isAboutMerger: isAboutMerger))
    }
    let day = CivilDate(daysSince1970: 19_724 + number)
    try await world.deliver(texts, on: day.description, at: time)
    for index in copies.indices where copies[index].number == 0 {
      copies[index].number = try world.item(copies[index].id, of: copies[index].person).rawValue
    }
  }

  private mutating func createLabel() throws {
    let action = Retention.Action.allCases.randomElement(using: &random) ?? .retain
    let label = Label(
      name: "label \(labels.count)", action: action, days: Int.random(in: 20...500, using: &random),
      isFromLabelling: random.chance(1, in: 3), isRecord: action != .delete && random.chance(1, in: 4))
    try world.label(
      label.name, action, Period(label.days, .days), start: label.isFromLabelling ? .labelled : .created,
      record: label.isRecord ? .record : .none, at: time)
    labels.append(label)
  }

  /// Sometimes with a reason, which a record takes.
  private mutating func choose() throws {
    guard let copy = copies.randomElement(using: &random) else { return }
    let label = random.chance(1, in: 4) ? nil : labels.randomElement(using: &random)
    let reason = random.chance(1, in: 2) ? "asked for" : nil
    let report = try world.apply(label?.name, to: Item.ID(copy.number), reason: reason, at: time)
    let before = carried(copy)
    let isBlocked = before?.label.isRecord == true && reason == nil
    if label == nil ? before == nil : before?.isChosen == true && before?.label.name == label?.name {
      return #expect(report.unchanged == 1)
    }
    #expect(report.changed == (isBlocked ? 0 : 1))
    if isBlocked { counts["records refused", default: 0] += 1 } else { note(copy, label, before: before) }
  }

  private mutating func chooseByQuery() throws {
    guard let label = labels.randomElement(using: &random) else { return }
    let report = try world.apply(label.name, toAll: "merger", at: time)
    var changed = 0
    for copy in copies where copy.isAboutMerger {
      let before = carried(copy)
      guard before?.label.name != label.name, before?.isChosen != true, before?.label.isRecord != true else { continue }
      changed += 1
      note(copy, label, before: before)
    }
    #expect(report.changed == changed)
  }

  private mutating func note(_ copy: Copy, _ label: Label?, before: Carried?) {
    let cut = before.map { $0.label.action != .delete && $0.label.name != label?.name } ?? false
    let held = [chosen[copy]?.heldUntil, cut ? now.adding(days: 30) : nil].compactMap { $0 }.max()
    chosen[copy] = Chosen(label: label, at: now, heldUntil: held)
  }

  private mutating func createRule() throws {
    guard let label = labels.randomElement(using: &random), rules.count < 12 else { return }
    if random.chance(1, in: 2) {
      let record = try world.auto(label.name, "merger", at: time)
      rules.append(Rule(label: label, folderOf: nil, at: now, record: record))
    } else {
      let person = random.chance(1, in: 2) ? HoldWorld.people.randomElement(using: &random) : nil
      let record = try world.standard(label.name, of: person, at: time)
      rules.append(Rule(label: label, folderOf: .some(person), at: now, record: record))
    }
  }

  private mutating func closeRule() throws {
    guard let index = rules.indices.filter({ rules[$0].lastItem == nil }).randomElement(using: &random) else { return }
    try world.close(rules[index].record, at: time)
    rules[index].lastItem = try world.archive.read { try RowNumbers.item.next($0) - 1 }
  }

  // MARK: - What the documentation promises

  struct Carried {
    var label: Label
    var at: Moment
    var isChosen: Bool
  }

  private func carried(_ copy: Copy) -> Carried? {
    if let chosen = chosen[copy] { return chosen.label.map { Carried(label: $0, at: chosen.at, isChosen: true) } }
    let mine = rules.filter { $0.lastItem.map { copy.number <= $0 } ?? true }
    let byQuery = mine.filter { $0.folderOf == nil && copy.isAboutMerger }
    let ofMailbox = mine.filter { $0.folderOf == .some(.some(copy.person)) }.reversed()
    let ofEveryone = mine.filter { $0.folderOf == .some(.none) }.reversed()
    let inOrder = byQuery + ofMailbox + ofEveryone
    guard let rule = inOrder.first(where: \.label.isRecord) ?? inOrder.first else { return nil }
    return Carried(label: rule.label, at: max(rule.at, copy.filed), isChosen: false)
  }

  /// Whether the item is kept, and when something asks for its deletion.
  private func fate(_ copy: Copy) -> (isKept: Bool, isExpired: Bool) {
    var due = copy.sent.adding(days: 300)
    var isKept = chosen[copy]?.heldUntil.map { now < $0 } ?? false
    let carried = carried(copy)
    if let carried {
      let end = (carried.label.isFromLabelling ? carried.at : copy.sent).adding(days: carried.label.days)
      if carried.label.action != .delete, now < end { isKept = true }
      if carried.label.action != .retain { due = end }
    }
    // What somebody wanted purged and might not lies in Recoverable Items; nobody deletes a record.
    if carried?.label.isRecord != true, let deleted = deletions[copy.number] {
      due = min(due, deleted.adding(days: 14))
    }
    let isExpired = !isKept && due <= now
    return (isKept || (carried?.label.isRecord == true && !isExpired), isExpired)
  }

  private mutating func purge() throws {
    guard let copy = copies.randomElement(using: &random) else { return }
    let isPurged = try world.purge(Item.ID(copy.number), at: time)[0].isPurged
    #expect(isPurged == !fate(copy).isKept)
    counts[isPurged ? "purged" : "blocked", default: 0] += 1
    if isPurged {
      copies.removeAll { $0 == copy }
    } else if carried(copy)?.label.isRecord != true, deletions[copy.number] == nil {
      deletions[copy.number] = now
    }
  }

  mutating func sweep() throws {
    let expired = Set(copies.filter { fate($0).isExpired })
    #expect(try world.rehearse(at: time).wouldRemove == expired.count)
    #expect(try world.sweep(at: time).removed == expired.count)
    copies.removeAll { expired.contains($0) }
    let left = try world.archive.read { try Set(Int64.fetchAll($0, sql: "SELECT id FROM item")) }
    #expect(left == Set(copies.map(\.number)))
    counts["swept", default: 0] += expired.count
    counts["survived", default: 0] += copies.count
  }
}
