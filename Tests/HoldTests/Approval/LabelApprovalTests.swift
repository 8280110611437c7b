internal import Archive
internal import Hold
internal import Search
internal import Testing

@Suite("where two people are asked for, a change that shortens or removes through labels")
struct LabelApprovalTests {
  private static let (rita, sam) = (HoldWorld.recordsManager, HoldWorld.secondManager)

  /// Two texts of 1 February 2024, a few labels, one of them on Ann's first, and approvals on.
  private func withLabels(_ body: (HoldWorld) throws -> Void) async throws {
    try await HoldWorld.with { world in
      try world.appointManagers()
      try world.grant(.eDiscoveryManager, to: Self.rita, Self.sam)
      try await world.deliver(
        [.init(id: "1", sent: "2024-02-01T09:00:00Z"), .init(id: "2", sent: "2024-02-01T09:00:00Z")], on: "2024-02-01")
      try world.label("keep", .retain, years(7))
      try world.label("brief", .retain, Period(10, .days))
      try world.label("ever", .retain, nil)
      try world.label("gone", .delete, Period(10, .days))
      try world.label("left", .retain, years(1), start: .event, eventType: "leaving")
      try world.label("reviewed", .retainThenDelete, Period(10, .days), stages: [[Self.rita], [Self.sam]])
      try world.apply("keep", to: world.item("1"))
      try world.setApproval(.on)
      try body(world)
    }
  }

  private func ask(_ world: HoldWorld, _ change: some ApprovableChange) throws -> PendingChange {
    guard case .waiting(let pending) = try world.submit(change, as: Self.rita) else {
      throw Unreadable(text: "it took no second person: \(change)")
    }
    return pending
  }

  private func approve(_ pending: PendingChange, _ world: HoldWorld) throws {
    _ = try Approval.approve(pending.id, in: world.archive, by: world.session(as: Self.sam))
  }

  private func query(_ text: String, _ world: HoldWorld) throws -> (text: String, query: Query) {
    (text, try world.parsed(text))
  }

  private static let alone = "this takes a second person ('retention-approval' is on); ask for it with the command"

  @Test("a label's shortened period changes nothing while it waits, and is made when another account approves it")
  func period() async throws {
    try await withLabels { world in
      let pending = try ask(world, LabelPeriodChange("keep", to: try Period(10, .days)))
      #expect(pending.summary == "label 'keep': 7 years become 10 days")
      #expect(try world.verdict(world.item("1")) == .keep)
      let own = refusal { try Approval.approve(pending.id, in: world.archive, by: world.session(as: Self.rita)) }
      #expect(own?.contains("it takes another person") == true)
      try approve(pending, world)
      #expect(try world.verdict(world.item("1")) == .free)
      #expect(try world.archive.read { try LabelRecord.require("keep", $0) }.period == Period(10, .days))
      #expect(try world.submit(LabelPeriodChange("keep", to: years(9)), as: Self.rita) == .applied)
      let stale = try ask(world, LabelPeriodChange("keep", to: try Period(20, .days)))
      _ = try world.submit(LabelPeriodChange("keep", to: nil), as: Self.rita)
      #expect(refusal { try approve(stale, world) }?.contains("was changed since") == true)
      #expect(
        refusal {
          try world.archive.perform(.labelChanged, by: world.session()) {
            try LabelChange.change("keep", period: Period(1, .days), $0)
          }
        } == Self.alone)
    }
  }

  @Test("a label taken off or replaced by a shorter one waits, by number and by query; a longer one is put on at once")
  func choices() async throws {
    try await withLabels { world in
      let (labelled, plain) = (try world.item("1"), try world.item("2"))
      let special = try query("special", world)
      let waiting = [
        LabelChoice(nil, to: [labelled], only: nil, reason: nil),
        LabelChoice("brief", to: [labelled], only: nil, reason: nil),
        LabelChoice("gone", to: [plain], only: nil, reason: nil),
        LabelChoice("gone", toAll: special, only: nil, replaces: false, reason: nil),
        LabelChoice("brief", toAll: special, only: nil, replaces: true, reason: nil),
        LabelChoice(nil, toAll: special, only: "keep", replaces: true, reason: nil),
      ]
      let asked = try waiting.map { try ask(world, $0) }
      #expect(
        asked.map(\.summary) == [
          "labels taken off item \(labelled)", "label 'brief' on item \(labelled)", "label 'gone' on item \(plain)",
          "label 'gone' on what matches [special]", "label 'brief' on what matches [special]",
          "label 'keep' taken off what matches [special]",
        ])
      for change in [
        LabelChoice("brief", to: [plain], only: nil, reason: nil),
        LabelChoice("ever", to: [labelled], only: nil, reason: nil),
        LabelChoice("ever", toAll: special, only: nil, replaces: true, reason: nil),
        LabelChoice("brief", toAll: special, only: nil, replaces: false, reason: nil),
      ] {
        #expect(try world.archive.read { try change.assess($0).loosens } == false, "\(change)")
      }
      for label in [nil, "gone"] {
        #expect(refusal { try world.apply(label, to: labelled) } == Self.alone)
        #expect(refusal { try world.apply(label, toAll: "special", replaces: true) } == Self.alone)
      }
      try approve(asked[4], world)
      let carried = try world.archive.read { try LabelHistory(of: labelled, for: .program, $0) }
      #expect(carried.label == "brief" && carried.choices.last?.by == Self.sam)
      // What it was about is no more as it was.
      #expect(refusal { try approve(asked[0], world) }?.contains("was changed since") == true)
    }
  }

  @Test("a rule that deletes or displaces a longer label waits, and so does closing one, and an event")
  func rules() async throws {
    try await withLabels { world in
      let special = try query("special", world)
      let folder = HoldWorld.carrierFolder
      #expect(try world.submit(LabelRuleChange("keep", folder: folder, of: nil), as: Self.rita) == .applied)
      let rule = try world.archive.read { try LabelRule.newest($0) }
      let waiting: [any ApprovableChange] = [
        LabelRuleChange("gone", query: special), LabelRuleChange("brief", query: special),
        LabelRuleChange("gone", folder: folder, of: HoldWorld.email("ann")), LabelRuleChange(closing: rule.id),
        RetentionEventCreation("Ann left", type: "leaving", query: nil, mailboxes: [], date: try moment("2024-03-01")),
      ]
      var asked: [PendingChange] = []
      for change in waiting { asked.append(try ask(world, change)) }
      #expect(
        asked.map(\.summary) == [
          "label 'gone' for what matches [special], now and later",
          "label 'brief' for what matches [special], now and later",
          "label 'gone' for what lies in '\(folder)' of ann@corp.example, now and later",
          "rule \(rule.id) gives the label 'keep' to nothing that arrives",
          "event 'Ann left': leaving on 2024-03-01T00:00:00Z, for everything that waits for it",
        ])
      #expect(try world.submit(LabelRuleChange("ever", query: special), as: Self.rita) == .applied)
      #expect(refusal { try world.auto("gone", "special") } == Self.alone)
      #expect(refusal { try world.close(rule) } == Self.alone)
      #expect(refusal { try world.event("x", type: "leaving", on: "2024-03-01") } == Self.alone)
      #expect(refusal { try approve(asked[0], world) }?.contains("was changed since") == true, "another rule was made")
      try approve(asked[3], world)
      try approve(asked[4], world)
      #expect(try world.archive.read { try LabelRule.require(rule.id, $0) }.isOpen == false)
      #expect(try world.archive.read { try RetentionEvent.all($0) }.map(\.name) == ["Ann left"])
    }
  }

  @Test("a reviewer alone doesn't pass the other stages by with another label")
  func review() async throws {
    try await withLabels { world in
      let item = try world.item("2")
      try world.setApprovalByTwo(.off, by: Self.sam)
      try world.apply("reviewed", to: item)
      try world.setApproval(.on)
      func relabel(_ name: String) -> String? {
        refusal {
          try DispositionReview.decide(
            .relabel(name), on: [item], comment: "x", in: world.archive, by: world.session(as: Self.rita))
        }
      }
      #expect(relabel("gone") == Self.alone)
      #expect(relabel("ever") == nil)
    }
  }

  @Test("is listed like any other, and its reason stands with the label that was chosen")
  func kinds() async throws {
    try await withLabels { world in
      let pending = try ask(world, LabelChoice(nil, to: [world.item("1")], only: "keep", reason: "moved"))
      let read = try world.archive.read { try PendingChange.all(includingDecided: false, $0) }
      #expect(read.map(\.kind) == ["label-choice"])
      #expect(pending.summary == "label 'keep' taken off item 1")
      try approve(pending, world)
      #expect(try world.archive.read { try LabelHistory(of: 1, for: .program, $0) }.choices.last?.reason == "moved")
    }
  }
}

extension HoldWorld {
  /// Changes the setting that takes two people, by two people.
  fileprivate func setApprovalByTwo(_ value: RetentionApproval, by second: String) throws {
    guard case .waiting(let pending) = try submit(SettingChange(.retentionApproval, to: value.rawValue)) else { return }
    _ = try Approval.approve(pending.id, in: archive, by: session(as: second))
  }
}
