public import Archive
public import GRDB

/// The search index: derived from the messages, versioned by its analyser, rebuilt when that changes.
///
/// - `search_text`: the words (FTS5, contentless: the text itself is in the messages, once).
/// - `search_vocabulary`: the words in order, for wildcards and fuzzy words.
/// - `search_block`: what counting, sorting and scoping need of each message, packed (``FactBlock``).
/// - `search_state`: the analyser's version and the running counts; while a rebuild goes on, how far it has come.
public enum SearchIndex {
  /// Changes when anything about what is indexed, or how, changes.
  static let version = "index-4 " + Analyzer.version

  /// Registers the tokenizer on a connection; hand it to ``Archive/open(at:prepare:)``.
  public static func prepare(_ db: Database) throws {
    db.add(tokenizer: HoldfastTokenizer.self)
  }

  /// Makes the index's tables where the archive has none yet.
  public static func attach(to archive: Archive) throws {
    // The vocabulary came last: archives older than it have the rest.
    // GRDB's `tableExists` reads the whole schema, with every command.
    let exists = try archive.read { db in
      try Bool.fetchOne(db, sql: "SELECT 1 FROM sqlite_master WHERE name = 'search_vocabulary'") ?? false
    }
    if !exists {
      try archive.maintain { db in
        try db.inTransaction(.immediate) {
          if try !db.tableExists("search_state") { try create(db) }
          try createVocabulary(db)
          return .commit
        }
      }
    }
  }

  static func create(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE search_state (name TEXT PRIMARY KEY NOT NULL, value) WITHOUT ROWID;
        CREATE TABLE search_block (
          block INTEGER PRIMARY KEY, first_sent INTEGER NOT NULL, last_sent INTEGER NOT NULL, facts BLOB NOT NULL
        ) STRICT;
        CREATE VIRTUAL TABLE search_text USING fts5(
          subject, body, sender, recipients, attachments, content = '', columnsize = 0, tokenize = 'holdfast');
        """)
    try createVocabulary(db)
    // FTS5 sorts new postings in memory and writes a segment each time they fill this many bytes; the default of
    // 1 MB makes a segment every few thousand texts and then spends a third of an import merging them.
    try db.execute(
      sql: "INSERT INTO search_text (search_text, rank) VALUES ('hashsize', ?)", arguments: [hashBytes])
    try write("version", version.databaseValue, db)
    try write("messages", 0.databaseValue, db)
    try write("partial", 0.databaseValue, db)
    try write("waiting", 0.databaseValue, db)
  }

  /// The index's words in order, as FTS5 shows them: it holds nothing of its own.
  private static func createVocabulary(_ db: Database) throws {
    if try db.tableExists("search_vocabulary") { return }
    try db.execute(sql: "CREATE VIRTUAL TABLE search_vocabulary USING fts5vocab('search_text', 'row')")
  }

  /// How many bytes of postings FTS5 gathers before it writes a segment.
  private static let hashBytes = 32 << 20

  static func write(_ name: String, _ value: DatabaseValue, _ db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO search_state (name, value) VALUES (?, ?)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value
        """, arguments: [name, value])
  }

  static func count(_ name: String, _ db: Database) throws -> Int64 {
    try Int64.fetchOne(db, sql: "SELECT value FROM search_state WHERE name = ?", arguments: [name]) ?? 0
  }

  /// Whether the index was made by this version of the analyser.
  public static func isCurrent(_ db: Database) throws -> Bool {
    try madeBy(db) == version
  }

  /// The version that made the index.
  static func madeBy(_ db: Database) throws -> String? {
    try String.fetchOne(db, sql: "SELECT value FROM search_state WHERE name = 'version'")
  }

  /// The last message that a rebuild under way has entered; nil where none is.
  ///
  /// Messages up to it are in the index, and those behind it wait for the rebuild, whenever they came.
  static func rebuiltThrough(_ db: Database) throws -> Int64? {
    try Int64.fetchOne(db, sql: "SELECT value FROM search_state WHERE name = 'through'")
  }

  /// Refuses to write to an index whose words were cut another way.
  static func requireCurrent(_ db: Database) throws {
    guard try isCurrent(db) else {
      throw StorageError(
        "the search index was made by another version of the analyser; run 'holdfast index rebuild', then try again",
        code: "index.stale")
    }
  }

  /// Refuses to answer for all messages from an index that has not all of them.
  static func requireComplete(_ db: Database) throws {
    try requireCurrent(db)
    try requireNotRebuilding(db)
  }

  /// Refuses to tell what is gone by an index that lacks what a rebuild has not come to.
  static func requireNotRebuilding(_ db: Database) throws {
    guard try rebuiltThrough(db) == nil else {
      throw StorageError(
        "the search index is being made anew and \(try count("waiting", db)) messages are not in it yet; wait for "
          + "'holdfast index rebuild' to end, or run it to go on where it stopped, then try again",
        code: "index.incomplete")
    }
  }
}
