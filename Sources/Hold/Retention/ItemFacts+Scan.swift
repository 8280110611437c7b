internal import Archive
internal import Search

extension ItemFacts {
  /// The facts of an item as the index knows them.
  ///
  /// A carrier's item has one date, so that who sent it makes no difference.
  init(_ scanned: ItemScan.Facts) {
    self.init(
      item: scanned.item, mailbox: scanned.mailbox, isOutgoing: true, sent: scanned.sent, received: scanned.sent,
      isPartlyIndexed: scanned.isPartlyIndexed)
  }
}
