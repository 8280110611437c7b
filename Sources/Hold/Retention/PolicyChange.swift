public import Archive
internal import GRDB

/// Creating, changing and removing retention policies within an act that is under way.
///
/// Each is refused where it takes a second person (``Approval/submit(_:reason:in:by:)`` asks for that).
public enum PolicyChange {
  public typealias Scope = PolicyCreation.Scope

  /// Creates a policy.
  ///
  /// `days`: nil: forever, which only `retain` can be.
  /// Throws ``InputError`` where the terms don't make a policy.
  public static func create(
    _ name: String, action: Retention.Action, days: Int?, start: PolicyRecord.Start, scope: Scope, _ act: Act
  ) throws -> PolicyRecord {
    let period = try days.map { try Period($0, .days) }
    try Approval.applyAlone(PolicyCreation(name, action: action, period: period, start: start, scope: scope), act)
    return try PolicyRecord.require(name, act.db)
  }

  /// Changes the period and where it starts; a policy's name and action stay as they were made.
  public static func change(_ name: String, days: Int?, start: PolicyRecord.Start?, _ act: Act) throws
    -> PolicyRecord
  {
    try Approval.applyAlone(PolicyEdit(name, .terms(try days.map { try Period($0, .days) }, start)), act)
    return try PolicyRecord.require(name, act.db)
  }

  /// Removes a policy.
  ///
  /// What it retained stays held for the delay, so that a mistake can still be noticed.
  public static func remove(_ name: String, _ act: Act) throws {
    try Approval.applyAlone(PolicyEdit(name, .remove), act)
  }
}
