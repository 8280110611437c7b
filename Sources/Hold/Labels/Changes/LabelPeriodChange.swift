public import Archive
public import GRDB

/// A change of a label's period; all else stays as the label was made.
public struct LabelPeriodChange: ApprovableChange, Hashable {
  public static let kind = "label-period"

  private let name: String
  private let period: Period?

  /// `period`: nil: forever.
  public init(_ name: String, to period: Period?) { (self.name, self.period) = (name, period) }

  public var object: String { name }
  public var action: Action { .labelChanged }

  public func assess(_ db: Database) throws -> ChangeAssessment {
    let label = try LabelRecord.require(name, db)
    let (old, new) = (try Retention(label.action, label.period), try Retention(label.action, period))
    if label.record == .regulatoryRecord, !isExtension(of: label.period) {
      throw InputError(
        "'\(name)' makes regulatory records, whose period is only ever extended: from \(label.period.text) to a longer "
          + "one in \(label.period?.unit.rawValue ?? "days"), or to forever", code: "label.regulatory")
    }
    return ChangeAssessment(
      "label '\(label.name)': \(label.period.text) become \(period.text)", loosens: new.loosens(old))
  }

  /// Whether no item's end comes sooner by it, in the same unit or to forever, as the database's own guard has it.
  private func isExtension(of old: Period?) -> Bool {
    guard let period else { return true }
    return old.map { period.unit == $0.unit && period.count >= $0.count } ?? false
  }

  public func basis(_ db: Database) throws -> String { try LabelRecord.basis(name, db) }

  public func apply(_ act: Act) throws {
    let label = try LabelRecord.require(name, act.db)
    _ = try assess(act.db)
    try act.db.execute(
      sql: "UPDATE retention_label SET period = ?, unit = ?, changed_entry = ? WHERE id = ?",
      arguments: [period?.count, period?.unit.rawValue, act.entry, label.id.rawValue])
    act.note("periodBefore", .text(label.period.text))
    LabelChange.note(try LabelRecord.require(name, act.db), act)
  }
}

extension LabelRecord {
  /// Anything that differs once the label of that name is another, or was changed.
  static func basis(_ name: String, _ db: Database) throws -> String {
    try find(name, db).map { "\($0.id) \($0.changedEntry)" } ?? "none"
  }
}
