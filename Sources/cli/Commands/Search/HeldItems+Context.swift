internal import Archive
internal import Hold

extension HeldItems {
  /// Which of a page's items are held, as the archive is now.
  static func among(_ items: [Item], _ context: Context) throws -> Set<Item.ID> {
    try context.archive.read { try among(items, at: context.session.now, $0) }
  }
}
