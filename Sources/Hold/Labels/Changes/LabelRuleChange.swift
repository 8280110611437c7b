public import Archive
public import GRDB
public import Search

/// A new labelling rule, or the end of one.
public struct LabelRuleChange: ApprovableChange, Hashable {
  public static let kind = "label-rule"

  private enum Change: Codable, Hashable, Sendable {
    /// The query as it was typed, and with its dates resolved.
    case query(label: String, text: String, canonical: String)
    /// `mailbox`: nil: of every mailbox.
    case folder(label: String, folder: String, mailbox: String?)
    case close(Int64)
  }

  private let change: Change

  /// The label for what matches a query.
  public init(_ label: String, query: (text: String, query: Query)) {
    change = .query(label: label, text: query.text, canonical: query.query.description)
  }

  /// The label for what lies in a folder and carries no other.
  public init(_ label: String, folder: String, of mailbox: String?) {
    change = .folder(label: label, folder: folder, mailbox: mailbox)
  }

  /// No more labels by this rule.
  public init(closing rule: LabelRule.ID) { change = .close(rule.rawValue) }

  public var object: String {
    switch change {
    case .query(let label, _, _), .folder(let label, _, _): label
    case .close(let rule): "rule \(rule)"
    }
  }

  public var action: Action {
    if case .close = change { .labelRuleClosed } else { .labelRuleCreated }
  }

  public func assess(_ db: Database) throws -> ChangeAssessment {
    switch change {
    case .query(let name, let text, let canonical):
      let label = try labelForRule(name, db)
      // What can't be answered would keep everything; whoever makes the rule can write it otherwise.
      try SearchEngine.require(answerable: KQL.canonicalReading(canonical), db)
      return ChangeAssessment(
        "label '\(label.name)' for what matches [\(text)], now and later", loosens: try displaces(label, db))
    case .folder(let name, let folder, let mailbox):
      let label = try labelForRule(name, db)
      if let mailbox { _ = try Mailbox.require(mailbox, db) }
      if try Folder.all(db).values.contains(where: { $0.name == folder && $0.isRecoverable }) {
        throw InputError("what people deleted has no label of its own: name another folder", code: "label.folder")
      }
      let place = mailbox.map { " of \($0)" } ?? ""
      return ChangeAssessment(
        "label '\(label.name)' for what lies in '\(folder)'\(place), now and later", loosens: try displaces(label, db))
    case .close(let id):
      let rule = try LabelRule.require(LabelRule.ID(id), db)
      guard rule.isOpen else { throw InputError("labelling rule \(id) is closed already", code: "label.rule") }
      // What would have been kept by its label, or deleted late by it, no longer is.
      let name = try LabelRecord.name(of: rule.label, db)
      return ChangeAssessment("rule \(id) gives the label '\(name)' to nothing that arrives", loosens: true)
    }
  }

  private func labelForRule(_ name: String, _ db: Database) throws -> LabelRecord {
    let label = try LabelRecord.require(name, db)
    guard label.record != .regulatoryRecord else {
      throw InputError(
        "'\(name)' makes regulatory records, which are declared one by one and never by a rule",
        code: "label.regulatory"
      )
    }
    guard try LabelRule.all(db).count < LabelRule.most else {
      throw InputError(
        "there are \(LabelRule.most) labelling rules already, which every decision asks", code: "label.many")
    }
    return label
  }

  /// Whether an item could go sooner by the label's rule: what carries none, or another by another rule.
  private func displaces(_ label: LabelRecord, _ db: Database) throws -> Bool {
    try label.loosens(nil) || LabelRule.labels(db).contains { try label.loosens($0) }
  }

  public func basis(_ db: Database) throws -> String {
    let rules = try Int.fetchOne(db, sql: "SELECT MAX(MAX(entry, COALESCE(closed_entry, 0))) FROM label_rule") ?? 0
    switch change {
    case .query(let label, _, _), .folder(let label, _, _): return try "\(LabelRecord.basis(label, db)) \(rules)"
    case .close(let id): return try "\(LabelRule.require(LabelRule.ID(id), db).isOpen)"
    }
  }

  public func apply(_ act: Act) throws {
    _ = try assess(act.db)
    switch change {
    case .query(let name, let text, let canonical):
      act.note("query", .text(text))
      try LabelRule.insert(.query(text, canonical: canonical), LabelRecord.require(name, act.db), act)
    case .folder(let name, let folder, let email):
      act.note("folder", .text(folder))
      let mailbox = try email.map { try Mailbox.require($0, act.db) }
      if let mailbox { act.note("mailbox", .text(mailbox.email)) }
      try LabelRule.insert(
        .folder(Folder.named(folder, act), of: mailbox?.id), LabelRecord.require(name, act.db), act)
    case .close(let id): try LabelRule.require(LabelRule.ID(id), act.db).close(act)
    }
  }
}

extension LabelRule {
  /// The labels that rules give or gave, removed ones left out.
  static func labels(_ db: Database) throws -> [LabelRecord] {
    let given = Set(try all(db).map(\.label))
    return try LabelRecord.all(db).filter { given.contains($0.id) }
  }
}
