public import Archive
internal import GRDB

/// Creating, changing and removing retention labels.
public enum LabelChange {
  /// As many as the market leader's: a person has to choose among them.
  static let mostLabels = 1_000

  /// Creates a label.
  ///
  /// Throws ``InputError`` where the terms don't make one, or where regulatory records are not enabled.
  public static func create(_ name: String, _ terms: LabelTerms, _ act: Act) throws -> LabelRecord {
    try RuleName.check(name, what: "label", longest: LabelRecord.longestName)
    try terms.check()
    if terms.record == .regulatoryRecord, try !RegulatoryRecords.areEnabled(act.db) {
      throw InputError(
        "regulatory records can't be undone by anyone, and are off in this archive; an Organization Management member "
          + "can allow them with 'holdfast setting set regulatory-records on'", code: "label.regulatory")
    }
    guard try LabelRecord.find(name, act.db) == nil else {
      throw InputError("there is a retention label '\(name)' already", code: "label.exists")
    }
    guard try LabelRecord.all(act.db).count < mostLabels else {
      throw InputError("there are \(mostLabels) labels already; delete one that is not used", code: "label.many")
    }
    try act.db.execute(
      sql: """
        INSERT INTO retention_label (name, action, period, unit, start, event_type, record, stages, created,
          created_entry, changed_entry) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        name, terms.action.rawValue, terms.period?.count, terms.period?.unit.rawValue, terms.start.rawValue,
        terms.eventType, terms.record.rawValue, terms.stages.count, act.now.microseconds, act.entry, act.entry,
      ])
    let label = try LabelRecord.require(name, act.db)
    for (index, reviewers) in terms.stages.enumerated() {
      for reviewer in Set(try reviewers.map(Accounts.name)) {
        try insertReviewer(reviewer, stage: index + 1, of: label, act)
      }
    }
    note(label, act)
    act.note("reviewers", .list(terms.stages.map { .list($0.map { .text($0) }) }))
    return label
  }

  /// Changes a label's period; all else stays as it was made.
  ///
  /// `period`: nil: forever.
  /// Refused where it takes a second person (``Approval/submit(_:reason:in:by:)`` asks for that).
  public static func change(_ name: String, period: Period?, _ act: Act) throws -> LabelRecord {
    try Approval.applyAlone(LabelPeriodChange(name, to: period), act)
    return try LabelRecord.require(name, act.db)
  }

  /// Removes a label that no item carries and no open rule gives.
  public static func remove(_ name: String, _ act: Act) throws {
    let label = try LabelRecord.require(name, act.db)
    if let rule = try LabelRule.all(act.db).first(where: { $0.label == label.id && $0.isOpen }) {
      throw InputError(
        "labelling rule \(rule.id) gives the label '\(name)' to what arrives; close it first with 'holdfast retention "
          + "label close-rule \(rule.id)'", code: "label.used")
    }
    let carrying = try LabelUse.count(of: label.id, act.db)
    guard carrying == 0 else {
      throw InputError(
        "\(carrying == 1 ? "1 item carries" : "\(carrying) items carry") the label '\(name)'; take it off first with "
          + "'holdfast retention label remove'",
        code: "label.used")
    }
    try act.db.execute(
      sql: "UPDATE retention_label SET removed = ?, changed_entry = ? WHERE id = ?",
      arguments: [act.now.microseconds, act.entry, label.id.rawValue])
  }

  /// Adds a reviewer to a stage of a label's disposal review.
  ///
  /// The stages themselves stay as the label was made.
  public static func addReviewer(_ account: String, stage: Int, of name: String, _ act: Act) throws -> LabelRecord {
    let label = try LabelRecord.require(name, act.db)
    let reviewers = try label.reviewers(act.db)
    guard reviewers.indices.contains(stage - 1) else {
      throw InputError(
        label.stages == 0
          ? "the label '\(name)' has no disposal review" : "the review of '\(name)' has stages 1 to \(label.stages)",
        code: "disposition.stage")
    }
    let reviewer = try Accounts.name(account)
    guard !reviewers[stage - 1].contains(reviewer) else {
      throw InputError("\(reviewer) reviews stage \(stage) of '\(name)' already", code: "disposition.reviewer")
    }
    guard reviewers[stage - 1].count < LabelTerms.mostReviewers else {
      throw InputError(
        "stage \(stage) of '\(name)' has \(LabelTerms.mostReviewers) reviewers already", code: "disposition.reviewer")
    }
    try insertReviewer(reviewer, stage: stage, of: label, act)
    act.note("reviewer", .text(reviewer))
    act.note("stage", .number(stage))
    return label
  }

  private static func insertReviewer(_ reviewer: String, stage: Int, of label: LabelRecord, _ act: Act) throws {
    try act.db.execute(
      sql: "INSERT INTO label_reviewer (label, stage, reviewer, entry) VALUES (?, ?, ?, ?)",
      arguments: [label.id.rawValue, stage, reviewer, act.entry])
  }

  static func note(_ label: LabelRecord, _ act: Act) {
    act.note("action", .text(label.action.rawValue))
    act.note("period", .text(label.period.text))
    act.note("start", .text(label.start.rawValue))
    if let type = label.eventType { act.note("eventType", .text(type)) }
    act.note("record", .text(label.record.rawValue))
  }
}
