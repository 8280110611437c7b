internal import Archive
internal import GRDB
internal import Search

/// The facts of items for whoever looks over all of them: from the index, with when each was deleted and how it is
/// labelled.
struct ScannedItems {
  private let labels: LabelBook
  private let deletions: SoftDeletions

  init(_ rules: RuleBook, _ db: Database) throws {
    labels = rules.labels
    deletions = try SoftDeletions(db)
  }

  /// When an item was deleted; nil where it wasn't.
  func deleted(_ item: Item.ID) -> Moment? { deletions[item] }

  func facts(_ scanned: ItemScan.Facts) throws -> ItemFacts {
    var facts = ItemFacts(scanned)
    facts.softDeletedAt = deletions[scanned.item]
    try labels.enter(into: &facts, of: scanned.message)
    return facts
  }
}
