internal import Archive

/// Every hold and rule that a decision weighs, as they stand on record.
///
/// Give a decision all there are, released and switched off ones too: its explanation names each.
public struct Rules: Sendable {
  public var litigationHolds: [LitigationHold] = []
  public var caseHolds: [CaseHold] = []
  public var delayHolds: [DelayHold] = []
  public var policies: [RetentionPolicy] = []
  public var labels: [RetentionLabel] = []
  /// How long an item that someone deleted stays in Recoverable Items before a sweep may take it, where
  /// nothing keeps it; nil is without end.
  public var recoverableFor: Period?
  /// Whether nothing may take such an item before.
  public var isSingleItemRecovery = false
  /// With more holds in force on a mailbox than this, those limited by dates or a query hold everything.
  public var mostConditionalHolds = Self.standardMostConditionalHolds
  public var calendar: RetentionCalendar

  public init(calendar: RetentionCalendar) { self.calendar = calendar }

  /// The market leader stops telling a mailbox's items apart beyond five holds, and lawyers count on it.
  public static let standardMostConditionalHolds = 5

  /// Whether so many holds are in force on the mailbox that none of them is limited any more.
  func areHoldsWidened(on mailbox: Identifier<Mailbox>, at moment: Moment) -> Bool {
    let litigation = litigationHolds.count { $0.mailbox == mailbox && $0.isInForce(at: moment) }
    let cases = caseHolds.count { $0.mailboxes.contains(mailbox) && $0.isInForce(at: moment) }
    let delays = delayHolds.count { $0.mailbox == mailbox && $0.isInForce(at: moment) }
    return litigation + cases + delays > mostConditionalHolds
  }
}
