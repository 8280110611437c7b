public import Archive

/// How far a sweep of a mailbox has to look: nothing beyond can have expired.
///
/// For choosing candidates by an index; each candidate is then decided by ``MailboxRules``.
public struct SweepHorizon: Hashable, Sendable {
  /// An item can have expired only if its own date is at most this; nil: no rule deletes by
  /// date.
  public let latestDate: Moment?
  /// Or if it was moved to Recoverable Items at this time at the latest; nil: they are not emptied.
  public let latestSoftDeletion: Moment?
}
