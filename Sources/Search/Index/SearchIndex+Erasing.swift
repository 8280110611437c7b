public import GRDB

extension SearchIndex {
  /// What one step of erasing came to.
  public enum ErasingStep: Sendable {
    case more
    /// What was purged before the first step is in the index no longer.
    case done
  }

  /// Takes a first step towards an index without the words of what was purged so far.
  ///
  /// FTS5 keeps a deleted word in its old segment, and beside it a note of its deletion, until both are merged into
  /// the oldest segment there is. This marks all segments to be merged into one, and merges about so many pages of
  /// them. FTS5 keeps in its tables how far it has come, so that the steps may lie in any number of transactions,
  /// processes and days; until the last of them the deleted words are on disk and no search finds them.
  ///
  /// `pages`: of about 4 kB; the work of one transaction, for which other writers wait.
  public static func beginErasing(pages: Int, _ db: Database) throws -> ErasingStep {
    // Two segments are enough for a merge to go on: the usual four would leave the last ones lying.
    try db.execute(sql: "INSERT INTO search_text (search_text, rank) VALUES ('usermerge', 2)")
    return try merge(-pages, db)
  }

  /// Takes a further step.
  ///
  /// What was added since the first step is not merged into the whole again: that would never end while an import runs.
  public static func continueErasing(pages: Int, _ db: Database) throws -> ErasingStep { try merge(pages, db) }

  /// FTS5 tells by the number of rows it changed whether anything was left to merge: one that changes nothing counts 1.
  private static func merge(_ pages: Int, _ db: Database) throws -> ErasingStep {
    let before = db.totalChangesCount
    try db.execute(sql: "INSERT INTO search_text (search_text, rank) VALUES ('merge', ?)", arguments: [pages])
    return db.totalChangesCount - before < 2 ? .done : .more
  }
}
