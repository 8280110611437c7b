public import Archive
internal import GRDB
internal import Search

/// Makes purged bytes leave everything: after the transaction that purged, large content's files are unlinked, the
/// index's segments are merged, and the write-ahead log is emptied.
///
/// Merging goes over the whole index, some seconds for each million messages, so it is done in steps that keep other
/// writers waiting no longer than ``longestStep``. Each is a transaction that leaves on record how far it has come:
/// whoever deletes next, or runs `holdfast erasure run`, goes on there. No search finds what was purged meanwhile.
public enum Erasure {
  public enum State: String, Sendable, Codable {
    case done
    /// Some bytes are still on disk; the next purge or sweep goes on, and so does `holdfast erasure run`.
    case pending
  }

  /// What is still to be done.
  public struct Status: Sendable {
    /// Messages purged whose words may still lie in the index's segments.
    public var wordsOf: Int
    /// Messages purged of which nothing but the write-ahead log may still have something.
    public var inLogOf: Int
    /// Files of large content to unlink.
    public var files: Int
    /// Objects to remove from stores.
    public var objects: Int
    /// Why some of them could not be removed.
    public var refusals: [ObjectRemoval.Failure]
    public var state: State { wordsOf + inLogOf + files + objects > 0 ? .pending : .done }

    /// What to tell the person who asked for a purge and reads that it isn't at its end; nil where it is.
    public var advice: String? {
      guard state == .pending else { return nil }
      if let refusal = refusals.first {
        return "\(objects) purged objects are still in \(refusal.store): \(refusal.reason); they are tried again at "
          + "the next purge or sweep, and with 'holdfast erasure run'"
      }
      if objects > 0, wordsOf + inLogOf == 0 {
        return "\(objects) purged objects are still in their store; 'holdfast erasure run' removes them"
      }
      return wordsOf > 0
        ? "the purged words are found no more, but still lie in the index's files; "
          + "'holdfast erasure run' makes them leave, and so do the next purges and sweeps"
        : "another process is reading: the purged bytes leave the log at the next purge or sweep, "
          + "or with 'holdfast erasure run'"
    }
  }

  /// How long a command that deletes spends on erasing: two million messages' index, and no more than a person waits.
  public static let patience = Duration.seconds(5)

  /// How long one step may keep other writers waiting.
  static let longestStep = Duration.milliseconds(100)
  /// A step's pages to begin with, about 20 ms' work; the later ones go by how long the last took.
  static let firstPages = 200
  /// Fewer would spend the time on commits.
  static let fewestPages = 16
  /// Files unlinked in one transaction, each some tens of microseconds.
  private static let filesAtOnce = 500

  public static func status(_ archive: Archive) throws -> Status {
    try archive.read { db in
      Status(
        wordsOf: try Int.fetchOne(db, sql: "SELECT SUM(messages) FROM erasure WHERE stage < 2") ?? 0,
        inLogOf: try Int.fetchOne(db, sql: "SELECT SUM(messages) FROM erasure WHERE stage = 2") ?? 0,
        files: try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM content_unlink") ?? 0,
        objects: try ObjectRemoval.pending(db), refusals: try ObjectRemoval.failures(db))
    }
  }

  /// Erases what earlier purges left, this one's included.
  ///
  /// `patience`: how long; nil: until it is done.
  /// `progress`: told after each step how many were made; throwing ends it there, to be taken up later.
  public static func run(
    _ archive: Archive, within patience: Duration? = Erasure.patience, progress: (Int) throws -> Void = { _ in }
  ) throws -> State {
    try run(archive, within: patience, pages: firstPages, progress: progress)
  }

  /// Erases after a deletion that is committed.
  ///
  /// Whatever stops it there, a full disk above all, the deletion was done and is not to be reported as a failure: what is
  /// left to erase is on record, and the state says so.
  public static func afterDeletion(_ archive: Archive, progress: (Int) throws -> Void = { _ in }) throws -> State {
    do { return try run(archive, progress: progress) } catch is StorageError { return .pending } catch let error
      as DatabaseError
      where [.SQLITE_FULL, .SQLITE_IOERR, .SQLITE_BUSY].contains(error.resultCode)
    { return .pending }
  }

  /// `pages`: the first step's.
  static func run(
    _ archive: Archive, within patience: Duration? = Erasure.patience, pages: Int,
    progress: (Int) throws -> Void = { _ in }
  ) throws -> State {
    guard try status(archive).state == .pending else { return .done }
    let begun = ContinuousClock.now
    while try unlinkFiles(archive) == filesAtOnce {}
    try ObjectRemoval.run(archive, until: patience.map { begun + $0 })
    var pages = pages
    var steps = 0
    while true {
      let started = ContinuousClock.now
      guard try step(archive, pages: pages) == .more else { break }
      steps += 1
      try progress(steps)
      let now = ContinuousClock.now
      if let patience, now - begun > patience { return .pending }
      if now - started > longestStep { pages = max(pages / 2, fewestPages) }
      if now - started < longestStep / 4 { pages = min(pages * 2, mostPages) }
    }
    guard try emptyLog(archive) else { return .pending }
    try archive.maintain { try $0.execute(sql: "DELETE FROM erasure WHERE stage = 2") }
    // The rows just deleted name no content; the log is emptied again so that it is as short as it can be.
    _ = try emptyLog(archive)
    return try status(archive).state
  }

  /// More would not be quicker, and where the disk stalls a step would take too long.
  private static let mostPages = 4_000

  // MARK: - Steps, a transaction each

  private static func unlinkFiles(_ archive: Archive) throws -> Int {
    var count = 0
    try archive.maintain { db in
      try db.inTransaction(.immediate) {
        count = try archive.content.unlinkPending(db, atMost: filesAtOnce)
        return .commit
      }
    }
    return count
  }

  /// Merges some of the index; `done` where no purged message's words are left in it.
  private static func step(_ archive: Archive, pages: Int) throws -> SearchIndex.ErasingStep {
    var step = SearchIndex.ErasingStep.done
    try archive.maintain { db in
      try db.inTransaction(.immediate) {
        step = try nextStep(pages, db)
        return .commit
      }
    }
    return step
  }

  private static func nextStep(_ pages: Int, _ db: Database) throws -> SearchIndex.ErasingStep {
    let stages = Set(try Int.fetchAll(db, sql: "SELECT DISTINCT stage FROM erasure WHERE stage < 2"))
    // A round ends before the next begins: purges that come meanwhile are the next one's.
    if stages.contains(1) {
      if case .more = try SearchIndex.continueErasing(pages: pages, db) { return .more }
      try db.execute(sql: "UPDATE erasure SET stage = 2 WHERE stage = 1")
      return stages.contains(0) ? .more : .done
    }
    guard stages.contains(0) else { return .done }
    try db.execute(sql: "UPDATE erasure SET stage = 1 WHERE stage = 0")
    _ = try SearchIndex.beginErasing(pages: pages, db)
    return .more
  }

  // MARK: - The write-ahead log

  /// How long emptying the log waits for who is reading, in milliseconds.
  ///
  /// While it waits nobody can write, and a hold must be placed at once; what stays in the log goes at the next purge.
  private static let logPatience = 250

  /// Moves the write-ahead log into the database and truncates it to nothing.
  private static func emptyLog(_ archive: Archive) throws -> Bool {
    try archive.maintain { db in
      let usual = try Int.fetchOne(db, sql: "PRAGMA busy_timeout") ?? 0
      try db.execute(sql: "PRAGMA busy_timeout = \(logPatience)")
      let row = Result { try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
      try db.execute(sql: "PRAGMA busy_timeout = \(usual)")
      return (try row.get()?[0] as Int?) == 0
    }
  }
}
