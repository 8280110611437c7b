public import Archive

/// When a custodian who has not acknowledged a notice is written to again: reminders first, then escalations.
///
/// Pure: it knows a plan, how far one custodian has come, and a time.
public struct NoticeWorkflow: Sendable, Hashable {
  /// So many messages, so many days apart.
  public struct Series: Sendable, Hashable {
    /// Days of 24 hours between one message and the next.
    public let days: Int
    public let count: Int

    /// The longest wait: whoever means more than a year means no reminder.
    static let longestInterval = 366
    /// The most messages of one kind: a person written to a hundred times reads none.
    static let most = 100

    /// - Throws: ``InputError`` where there is nothing to send or the numbers are beyond reason.
    public init(days: Int, count: Int, what: String) throws {
      guard (1...Self.longestInterval).contains(days), (1...Self.most).contains(count) else {
        throw InputError(
          "\(what)s come every 1 to \(Self.longestInterval) days, 1 to \(Self.most) times", code: "notice.\(what)")
      }
      (self.days, self.count) = (days, count)
    }
  }

  /// How far one custodian has come since the notice was last issued to them.
  public struct Progress: Sendable, Hashable {
    /// When the last message of the workflow was queued: the notice itself, a reminder or an escalation.
    public var lastStep: Moment
    public var reminders = 0
    public var escalations = 0
    public var isAcknowledged = false

    public init(lastStep: Moment) { self.lastStep = lastStep }
  }

  public enum Step: String, Sendable, Hashable, Codable { case reminder, escalation }

  public var reminders: Series?
  public var escalations: Series?

  public init(reminders: Series? = nil, escalations: Series? = nil) {
    (self.reminders, self.escalations) = (reminders, escalations)
  }

  /// What comes next and when, if the custodian doesn't acknowledge before; nil: nothing any more.
  ///
  /// Each wait counts from the message before it as it was really queued: a machine that was off for a month sends one
  /// reminder when it is back, not all that it missed.
  public func next(_ progress: Progress) -> (step: Step, at: Moment)? {
    guard !progress.isAcknowledged else { return nil }
    if let reminders, progress.reminders < reminders.count {
      return (.reminder, progress.lastStep.adding(days: reminders.days))
    }
    if let escalations, progress.escalations < escalations.count {
      return (.escalation, progress.lastStep.adding(days: escalations.days))
    }
    return nil
  }

  /// What is due now.
  public func due(_ progress: Progress, at now: Moment) -> Step? {
    next(progress).flatMap { $0.at <= now ? $0.step : nil }
  }
}
