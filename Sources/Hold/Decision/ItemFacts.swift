public import Archive

/// All that a decision needs to know of one custodian's copy of a message.
///
/// Facts are read in the transaction that acts on them. Nothing here comes from an index: an item imported a
/// second ago is decided like any other.
public struct ItemFacts: Hashable, Sendable {
  public var item: Identifier<Item>
  public var mailbox: Identifier<Mailbox>
  /// Whether the mailbox's owner sent it or placed the call: then its date is `sent`, else `received`.
  public var isOutgoing: Bool
  public var sent: Moment?
  /// When it reached the owner; where a source gives one date only, it is both.
  public var received: Moment?
  /// When the item was moved to Recoverable Items; nil while it lies in its folder.
  public var softDeletedAt: Moment?
  /// Some of the content could not be read, so that no query can clear the item.
  public var isPartlyIndexed: Bool
  /// The content waits in quarantine and nobody has read it.
  public var isQuarantined: Bool
  /// The one retention label an item may carry.
  public var label: Identifier<RetentionLabel>?
  /// What else is known of it.
  public var labelling = Labelling()

  public init(
    item: Identifier<Item>, mailbox: Identifier<Mailbox>, isOutgoing: Bool, sent: Moment?,
    received: Moment?, softDeletedAt: Moment? = nil, isPartlyIndexed: Bool = false,
    isQuarantined: Bool = false, label: Identifier<RetentionLabel>? = nil
  ) {
    (self.item, self.mailbox, self.isOutgoing) = (item, mailbox, isOutgoing)
    (self.sent, self.received, self.softDeletedAt) = (sent, received, softDeletedAt)
    (self.isPartlyIndexed, self.isQuarantined, self.label) = (isPartlyIndexed, isQuarantined, label)
  }

  /// The date every period is counted from, or nil where it is missing or outside ``Moment/believable``.
  ///
  /// Without one, nothing can be said to have lasted long enough: such an item is always kept.
  public var date: Moment? { Self.believed(isOutgoing ? sent : received) }

  /// The item's other date, where there is a believable one: a hold by dates looks at both.
  var otherDate: Moment? { Self.believed(isOutgoing ? received : sent) }

  /// Whether no query and no range of dates may clear the item of a hold.
  var isUnreadable: Bool { isPartlyIndexed || isQuarantined }

  /// The moment, where an item can believably bear it.
  static func believed(_ moment: Moment?) -> Moment? {
    guard let moment, moment >= earliest, moment <= latest else { return nil }
    return moment
  }

  /// Copies of the range's ends: a decision compares with them for each of millions of items, and a
  /// `ClosedRange` from another module costs a generic call each time.
  private static let earliest = Moment.believable.lowerBound
  private static let latest = Moment.believable.upperBound
}
