internal import Archive
internal import ArchiveTesting
internal import Hold
internal import Search
internal import Testing

extension ArchiveModelRun {
  private static let (mostLabels, mostRules) = (12, 12)

  mutating func stepLabels() throws {
    switch Int.random(in: 0..<9, using: &random) {
    case 0: try createLabel()
    case 1: try changePeriod()
    case 2...3: try choose()
    case 4: try chooseByQuery()
    case 5: try createRule()
    case 6: try closeRule()
    default: try decideDisposal()
    }
  }

  private mutating func createLabel() throws {
    guard model.labelling.labels.count < Self.mostLabels else { return }
    let action = Retention.Action.allCases.randomElement(using: &random) ?? .retain
    let isForever = action == .retain && random.chance(1, in: 5)
    let label = LabelModel.Label(
      name: "label \(model.labelling.labels.count)", action: action,
      days: isForever ? nil : Int.random(in: 20...300, using: &random), isFromLabelling: random.chance(1, in: 3),
      isRecord: action != .delete && random.chance(1, in: 4),
      isReviewed: action == .retainThenDelete && random.chance(2, in: 3))
    try world.label(
      label.name, action, label.days.map { try Period($0, .days) }, start: label.isFromLabelling ? .labelled : .created,
      record: label.isRecord ? .record : .none, stages: label.isReviewed ? [[HoldWorld.user]] : [], at: time)
    model.labelling.labels.append(label)
  }

  private mutating func changePeriod() throws {
    guard let index = model.labelling.labels.indices.randomElement(using: &random) else { return }
    let label = model.labelling.labels[index]
    let days = Int.random(in: 20...300, using: &random)
    let period = try Period(days, .days)
    guard try change(LabelPeriodChange(label.name, to: period), loosens: label.days.map { days < $0 } ?? true) else {
      return
    }
    model.labelling.labels[index].days = days
  }

  /// Sometimes with a reason, which a record takes.
  private mutating func choose() throws {
    guard let copy = anyCopy(), !model.labelling.labels.isEmpty else { return }
    let label = random.chance(1, in: 4) ? nil : model.labelling.labels.indices.randomElement(using: &random)
    let reason = random.chance(1, in: 2) ? "asked for" : nil
    let name = label.map { model.labelling.labels[$0].name }
    let choice = LabelChoice(name, to: [try item(copy)], only: nil, reason: reason)
    if let pending = try request(choice) {
      guard try decide(pending) else { return }
      note(model.labelling.choose(label, for: copy, how: .manual, isReasoned: reason != nil, at: now))
    } else {
      let report = try world.apply(name, to: item(copy), reason: reason, at: time)
      let result = model.labelling.choose(label, for: copy, how: .manual, isReasoned: reason != nil, at: now)
      #expect(
        [report.changed, report.unchanged, report.blocked]
          == [LabelModel.Result.changed, .unchanged, .blocked].map { $0 == result ? 1 : 0 })
      note(result)
    }
  }

  private mutating func chooseByQuery() throws {
    guard let label = model.labelling.labels.indices.randomElement(using: &random) else { return }
    let (name, replaces) = (model.labelling.labels[label].name, random.chance(1, in: 2))
    let query = (text: "merger", query: try world.parsed("merger", at: time))
    let choice = LabelChoice(name, toAll: query, only: nil, replaces: replaces, reason: nil)
    var report: LabelApplication.Report?
    if let pending = try request(choice) {
      guard try decide(pending) else { return }
    } else {
      report = try world.apply(name, toAll: "merger", replaces: replaces, at: time)
    }
    var changed = 0
    for copy in model.copies where copy.isAboutMerger {
      let result = model.labelling.choose(
        label, for: copy, how: .query, isReasoned: false, replaces: replaces, at: now)
      if result == .changed { changed += 1 }
      note(result)
    }
    if let report { #expect(report.changed == changed) }
    counts["labelled by a query", default: 0] += changed
  }

  private mutating func note(_ result: LabelModel.Result) {
    if result == .changed { counts["labelled", default: 0] += 1 }
  }

  private func request(_ choice: LabelChoice) throws -> PendingChange? {
    try Approval.request(choice, in: world.archive, by: world.session(time))
  }

  private mutating func createRule() throws {
    guard model.labelling.rules.count < Self.mostRules,
      let label = model.labelling.labels.indices.randomElement(using: &random)
    else { return }
    // The same by a word's beginning.
    let text = random.chance(1, in: 2) ? "merger" : "merge*"
    let name = model.labelling.labels[label].name
    let rule = LabelRuleChange(name, query: (text: text, query: try world.parsed(text, at: time)))
    guard try change(rule, loosens: model.labelling.labels[label].action != .retain ? true : nil) else { return }
    labelRules.append(try world.archive.read { try LabelRule.newest($0) }.id)
    model.labelling.rules.append(.init(label: label, made: now))
  }

  private mutating func closeRule() throws {
    let open = model.labelling.rules.indices.filter { model.labelling.rules[$0].closed == nil }
    guard let index = open.randomElement(using: &random) else { return }
    guard try change(LabelRuleChange(closing: labelRules[index]), loosens: true) else { return }
    model.labelling.rules[index].closed = model.copies.map(\.number).max() ?? 0
  }

  private mutating func decideDisposal() throws {
    let pending = model.copies.filter { model.labelling.isPending($0, at: now) }
    let listed = try world.archive.read { db in
      try PendingDisposals(db, at: now).page(.init(), limit: 0, for: .program).total
    }
    #expect(listed == pending.count)
    guard let copy = pending.randomElement(using: &random), let carried = model.labelling.carried(copy) else { return }
    let item = try item(copy)
    let verdict: DispositionReview.Verdict
    let others = model.labelling.labels.indices.filter { $0 != carried.label }
    switch Int.random(in: 0..<4, using: &random) {
    case 0: verdict = .extend(until: now.adding(days: Int.random(in: 1...60, using: &random)))
    case 1:
      guard !isApprovalOn, let other = others.randomElement(using: &random) else { return }
      verdict = .relabel(model.labelling.labels[other].name)
      #expect(
        model.labelling.choose(other, for: copy, how: .review, isReasoned: true, at: now) == .changed)
    default: verdict = .approve
    }
    _ = try DispositionReview.decide(
      verdict, on: [item], comment: "decided", in: world.archive, by: world.session(time))
    switch verdict {
    case .approve: model.labelling.approve(copy, at: now)
    case .extend(let until): model.labelling.putOff(copy, until: until)
    case .relabel: break
    }
    counts["disposal decided", default: 0] += 1
  }
}
