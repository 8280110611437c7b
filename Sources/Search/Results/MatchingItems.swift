internal import Archive
internal import GRDB

extension SearchEngine {
  /// The numbers of all items that a query finds for the viewer, for an act on each of them.
  ///
  /// - Throws: ``StorageError`` while the index is not whole: an act on what was found would pass by what is not entered.
  package func items(matching query: Query) throws -> ItemNumbers {
    try SearchIndex.requireComplete(db)
    let newest = try newest()
    var items = MessageSet(limit: newest.item + 1)
    try find(query, in: SearchScope(), through: newest).visit(db) { _, item, _ in items.insert(item) }
    return ItemNumbers(items)
  }
}
