/// What a message to a custodian is.
public enum NoticeKind: String, Sendable, Hashable, Codable, CaseIterable {
  /// The notice, as it is first given.
  case issuance
  /// The notice again, after its texts changed.
  case reissue
  /// The end of the custodian's duties.
  case release
  case reminder
  /// To the custodian and to their manager, when reminders did not help.
  case escalation

  /// Whether whoever gets it is to acknowledge the notice.
  var asksForAcknowledgement: Bool { self != .release }
}
