public import Archive
public import GRDB

/// Something that may shorten or remove what keeps items, so that it may take a second person.
///
/// It is a value that says all of itself: kept as JSON while it waits, and made only by ``Approval``.
public protocol ApprovableChange: Codable, Sendable {
  /// Its name on record, which never comes to mean another.
  static var kind: String { get }

  /// What it is done to, as people call it.
  var object: String { get }
  /// The act that makes it, where one person is enough.
  var action: Action { get }
  /// The act that asks for it.
  var request: Action { get }

  /// What it comes to now.
  ///
  /// - Throws: ``InputError`` where it can't be made.
  func assess(_ db: Database) throws -> ChangeAssessment
  /// What it is asked of: anything that differs where the object was changed since.
  func basis(_ db: Database) throws -> String
  /// Makes the change, which was assessed in this transaction.
  func apply(_ act: Act) throws
}

extension ApprovableChange {
  public var request: Action { .retentionChangeRequested }
}

/// What a change comes to.
public struct ChangeAssessment: Sendable, Hashable {
  /// In a line, for who approves it.
  public var summary: String
  /// Whether after it some item could go sooner than before.
  public var loosens: Bool

  public init(_ summary: String, loosens: Bool) { (self.summary, self.loosens) = (summary, loosens) }
}

/// Every kind of change that may wait for a second person.
enum ApprovableKinds {
  static let all: [any ApprovableChange.Type] = [
    PolicyCreation.self, PolicyEdit.self, SettingChange.self, LabelPeriodChange.self, LabelRuleChange.self,
    LabelChoice.self, RetentionEventCreation.self,
  ]

  /// Reads a change that waits.
  static func decode(_ payload: String, kind: String) throws -> any ApprovableChange {
    guard let type = all.first(where: { $0.kind == kind }) else {
      throw StorageError("a change of the kind '\(kind)' waits, which this version doesn't know", code: "approval.kind")
    }
    return try decode(payload, as: type)
  }

  private static func decode<Change: ApprovableChange>(_ payload: String, as type: Change.Type) throws -> Change {
    do { return try ChangePayload.decode(payload) } catch {
      throw StorageError("what a waiting change is about can't be read: \(error)", code: "approval.damaged")
    }
  }
}
