public import Archive
internal import GRDB

extension SearchIndex {
  /// How far a rebuild has come.
  public struct RebuildProgress: Sendable, Equatable {
    /// Messages entered since the index was emptied.
    public var done: Int64
    /// Messages still to enter.
    public var waiting: Int64
  }

  /// Messages entered in one transaction: a quarter of a second's work, for which others' writing waits.
  private static let rebuildBatch = 2_000
  /// A transaction ends sooner where messages are large, by their sizes as filed.
  private static let rebuildBatchBytes: Int64 = 64 << 20

  /// Makes the index anew from the stored messages, or goes on with a rebuild that was stopped.
  ///
  /// Emptied in one transaction and filled in many: whatever ends the program, the next call goes on behind the last
  /// batch. Meanwhile searches find what is entered and say how many messages are waiting, holds by query hold
  /// everything, and what arrives is delivered and waits its turn.
  ///
  /// - Parameter progress: called after each batch, outside its transaction.
  /// - Returns: how many messages the index then has.
  @discardableResult
  public static func rebuild(
    _ archive: Archive, by session: Session, progress: (RebuildProgress) throws -> Void = { _ in }
  ) throws -> Int64 {
    try rebuild(archive, by: session, batch: rebuildBatch, progress: progress)
  }

  static func rebuild(
    _ archive: Archive, by session: Session, batch: Int, progress: (RebuildProgress) throws -> Void
  ) throws -> Int64 {
    try archive.perform(.indexRebuildStarted, by: session, begin)
    while true {
      while let state = try archive.maintain({ try enterBatch(of: batch, $0) }) { try progress(state) }
      if let messages = try finish(archive, by: session) { return messages }
    }
  }

  private static func begin(_ act: Act) throws {
    let db = act.db
    let isResumed = try isCurrent(db) && rebuiltThrough(db) != nil
    if !isResumed {
      act.note("madeBy", .text(try madeBy(db) ?? "unknown"))
      try db.execute(sql: "DROP TABLE search_text; DROP TABLE search_block; DROP TABLE search_state")
      try create(db)
      try write("waiting", try Int64.fetchOne(db, sql: "SELECT count(*) FROM message").databaseValue, db)
      try write("through", 0.databaseValue, db)
    }
    act.note("version", .text(version))
    act.note("resumed", .flag(isResumed))
    act.note("waiting", .number(try count("waiting", db)))
  }

  /// Enters the next messages in a transaction; nil where none wait.
  private static func enterBatch(of size: Int, _ db: Database) throws -> RebuildProgress? {
    var state: RebuildProgress?
    try db.inTransaction(.immediate) {
      try requireCurrent(db)
      guard let through = try rebuiltThrough(db) else { return .commit }
      let entered = try enter(behind: through, most: size, db)
      if entered > 0 { state = RebuildProgress(done: try count("messages", db), waiting: try count("waiting", db)) }
      return .commit
    }
    return state
  }

  private static func enter(behind through: Int64, most: Int, _ db: Database) throws -> Int64 {
    // What is written below belongs to messages that the rebuild has come to.
    try write("through", Int64.max.databaseValue, db)
    let (writer, codec) = (try IndexWriter(db), try MessageCodec())
    var (last, entered, bytes) = (through, Int64(0), Int64(0))
    let messages = try Message.fetchCursor(
      db, sql: "SELECT * FROM message WHERE id > ? ORDER BY id LIMIT ?", arguments: [through, most])
    while bytes < rebuildBatchBytes, let message = try messages.next() {
      let copies = try Row.fetchAll(
        db.cachedStatement(sql: "SELECT id, mailbox FROM item WHERE message = ? ORDER BY id"),
        arguments: [message.id.rawValue]
      ).map { IndexedCopy(item: Item.ID($0["id"] as Int64), mailbox: Mailbox.ID($0["mailbox"] as Int64)) }
      try writer.add(message.id, envelope: message.unpack(codec).envelope, size: message.size, copies: copies)
      (last, entered, bytes) = (message.id.rawValue, entered + 1, bytes + message.size)
    }
    try writer.finish()
    try write("through", last.databaseValue, db)
    try db.execute(sql: "UPDATE search_state SET value = value - ? WHERE name = 'waiting'", arguments: [entered])
    return entered
  }

  private struct MoreArrived: Error {}

  /// Ends the rebuild; nil where more messages have arrived since.
  private static func finish(_ archive: Archive, by session: Session) throws -> Int64? {
    do {
      return try archive.perform(.indexRebuilt, by: session) { act in
        let through = try rebuiltThrough(act.db) ?? .max
        let more = try Int.fetchOne(act.db, sql: "SELECT 1 FROM message WHERE id > ? LIMIT 1", arguments: [through])
        if more != nil { throw MoreArrived() }
        try act.db.execute(sql: "DELETE FROM search_state WHERE name = 'through'")
        let messages = try count("messages", act.db)
        act.note("messages", .number(messages))
        return messages
      }
    } catch is MoreArrived {
      return nil
    }
  }
}
