public import Foundation
public import GRDB
internal import CSQLiteLog

/// An archive that is looked at and not changed: no migration, no entry, no key needed.
///
/// So it can be asked of an archive that no longer opens.
public struct Examination: Sendable {
  public let folder: URL
  /// Leave out what reads everything: the bytes of messages and content, and every page of the database.
  public let isQuick: Bool
  public let now: Moment
  private let prepare: Archive.Prepare

  public init(
    of folder: URL, isQuick: Bool = false, now: Moment = .now, prepare: @escaping Archive.Prepare = { _ in }
  ) {
    (self.folder, self.isQuick, self.now, self.prepare) = (folder, isQuick, now, prepare)
  }

  var database: URL { folder.appendingPathComponent(Archive.databaseName) }
  var content: ContentStore {
    ContentStore(folder: folder.appendingPathComponent("content", isDirectory: true), objects: ObjectStores())
  }

  /// Reads one state of the database, on a connection of its own that can't write.
  public func read<T>(_ body: (Database) throws -> T) throws -> T {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.foreignKeysEnabled = false
    configuration.busyMode = .timeout(Self.patience)
    configuration.prepareDatabase { try prepare($0) }
    let queue = try DatabaseQueue(path: database.path, configuration: configuration)
    defer { try? queue.close() }
    return try queue.read(body)
  }

  /// Runs what SQLite takes for writing, FTS5's own check, in a transaction that is taken back.
  public func tryOut<T>(_ body: (Database) throws -> T) throws -> T {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    configuration.busyMode = .timeout(Self.patience)
    configuration.prepareDatabase { db in
      if let connection = db.sqliteConnection { _ = holdfast_leave_log_on_close(connection) }
      try prepare(db)
    }
    let queue = try DatabaseQueue(path: database.path, configuration: configuration)
    defer { try? queue.close() }
    return try queue.writeWithoutTransaction { db in
      try db.execute(sql: "BEGIN")
      defer { try? db.execute(sql: "ROLLBACK") }
      return try body(db)
    }
  }

  /// How long to wait for others' transactions, in seconds.
  private static let patience = 60.0

  /// Whether the archive is for trying things out: what guards a real one is not asked of it.
  public func isSandbox() throws -> Bool { try read { try Setting.sandbox.read($0) == "true" } }
}

/// One thing that an examination looks at.
public struct Check: Sendable {
  /// A stable word, by which it can be left out.
  public let name: String
  private let body: @Sendable (Examination) throws -> [Finding]

  public init(_ name: String, _ body: @escaping @Sendable (Examination) throws -> [Finding]) {
    (self.name, self.body) = (name, body)
  }

  /// Runs it; that it can't be run is a finding as well.
  func run(_ examination: Examination) -> [Finding] {
    do { return try body(examination) } catch let error as DatabaseError {
      let isDamage = [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode)
      let text = "the database could not be read: \(error.message ?? "\(error)")"
      return [
        isDamage
          ? .error(name, text, "restore the newest backup that 'holdfast backup verify' finds intact")
          : .error(name, text, "see the other findings; check the disk and the folder's permissions")
      ]
    } catch {
      return [.error(name, "could not be checked: \(error)", "see the other findings; check the disk and the log")]
    }
  }

  /// Runs checks beside each other, and gives what they found in their order.
  ///
  /// Each has a connection of its own, so that a long one does not hold up the others.
  public static func run(
    _ checks: [Check], _ examination: Examination, progress: @escaping @Sendable (String) -> Void = { _ in }
  ) -> [Finding] {
    let results = Results(checks.count)
    DispatchQueue.concurrentPerform(iterations: checks.count) { index in
      progress("checking \(checks[index].name)")
      results.set(index, checks[index].run(examination))
    }
    return results.all
  }

  private final class Results: @unchecked Sendable {
    private let lock = NSLock()
    private var found: [[Finding]]

    init(_ count: Int) { found = Array(repeating: [], count: count) }

    func set(_ index: Int, _ findings: [Finding]) { lock.withLock { found[index] = findings } }
    var all: [Finding] { lock.withLock { found.flatMap(\.self) } }
  }
}
