/// What there are alarms about.
public enum AlarmKind: String, Sendable, CaseIterable, Codable {
  /// A day of a connector is not complete long after the partner should have had it.
  case dayIncomplete = "day-incomplete"
  /// A day came without an item where such days bring some.
  case dayEmpty = "day-empty"
  /// Far more goes into quarantine than usually.
  case quarantineGrowing = "quarantine-growing"
  /// The partner's site does not accept the sign-in.
  case signInRefused = "sign-in-refused"
  /// The archive's disk is filling.
  case diskFilling = "disk-filling"
  /// The clock reads earlier than it did.
  case clockBackwards = "clock-backwards"
  /// A job of the service fails again and again.
  case jobFailing = "job-failing"
}

/// Something that is the matter now.
public struct AlarmCause: Sendable, Hashable {
  public var kind: AlarmKind
  /// What it is about, which tells it from others of its kind: a connector, a connector's day, a job; or empty.
  public var subject: String
  /// What is the matter and what to do, for people, who may be strangers to the archive: no names, numbers or content.
  public var text: String

  /// What makes two causes the same alarm.
  var key: String { "\(kind.rawValue) \(subject)" }
}
