public import Archive

/// Something the service does by itself, on a schedule.
public enum Job: String, Sendable, CaseIterable, Codable {
  /// A connector's daily run; the subject is the connector's name.
  case imports = "import"
  case sweep = "retention-sweep"
  case erasure
  case reminders = "notice-reminders"
  case outbox = "notice-outbox"
  case alarms = "alarm-watch"

  /// What the service's account must be allowed to do for it.
  public var action: Action {
    switch self {
    case .imports: .connectorRun
    case .sweep: .retentionSwept
    case .erasure: .erasureRun
    case .reminders: .noticeReminded
    case .outbox: .noticeDelivery
    case .alarms: .alarmRaised
    }
  }

  /// Jobs of one lane run one after the other; lanes run beside each other.
  ///
  /// What writes much has one to itself. A mail server that keeps us waiting holds up neither it nor the alarms.
  enum Lane: String, Sendable, CaseIterable { case work, mail, watch }

  var lane: Lane {
    switch self {
    case .imports, .sweep, .erasure: .work
    case .reminders, .outbox: .mail
    case .alarms: .watch
    }
  }

  /// Whether each run is worth a line in the log; of the others only what they changed is.
  var isLogged: Bool { lane == .work }
}
