internal import Archive
internal import Synchronization

/// Notices that the clock has gone back.
final class ClockWatch: Sendable {
  /// What time servers set a clock back by without anyone's harm: steps they make by slowing it down.
  static let tolerance = 2 * Moment.perSecond

  private let latest = Mutex(Moment.distantPast)

  /// The alarm, where it reads earlier than it has, or than the ledger's last act.
  func look(_ now: Moment, lastAct: Moment?) -> [AlarmCause] {
    let seen = latest.withLock { latest in
      latest = max(latest, now)
      return latest
    }
    if let lastAct, now < lastAct {
      return [cause("the clock reads earlier than the ledger's last entry at \(lastAct)", "nothing can be done")]
    }
    guard now < seen.adding(microseconds: -Self.tolerance) else { return [] }
    return [cause("the clock reads earlier than it did, at \(seen)", "what is entered has a wrong time")]
  }

  private func cause(_ what: String, _ effect: String) -> AlarmCause {
    AlarmCause(
      kind: .clockBackwards, subject: "",
      text: "\(what); until it is right \(effect): 'timedatectl' shows whether it is set by a time server")
  }
}
