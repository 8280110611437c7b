internal import Archive
internal import Foundation
internal import GRDB

/// Sets records aside with their bytes and the reason, each once, and notes when one was archived after all.
final class QuarantineWriter {
  private let act: Act
  private let connector: Connector.ID
  private let place: RecordPlace
  private let content: ContentStore
  private let find: PreparedStatement
  /// Whether anything waits at all: most imports need look no further.
  private let anyWaiting: Bool

  init(_ act: Act, connector: Connector.ID, place: RecordPlace, content: ContentStore) throws {
    (self.act, self.connector, self.place, self.content) = (act, connector, place, content)
    find = try PreparedStatement(
      act.db, "SELECT state = 'waiting' FROM quarantine WHERE connector = ? AND digest = ?")
    anyWaiting =
      try Bool.fetchOne(
        act.db, sql: "SELECT EXISTS (SELECT 1 FROM quarantine WHERE connector = ? AND state = 'waiting')",
        arguments: [connector.rawValue]) ?? false
  }

  enum State { case waiting, replayed }

  /// What became of a record that was set aside before; nil where it never was.
  func state(of digest: Digest) throws -> State? {
    find.bind(1, connector.rawValue)
    find.bind(2, digest)
    return try find.int64().map { $0 == 1 ? .waiting : .replayed }
  }

  /// Sets the record aside and gives its number.
  func add(_ record: PreparedRecord, _ problem: RecordProblem) throws -> Int64 {
    var held: Data?
    var stored: Data?
    switch problem.bytes {
    case .held(let bytes): held = Data(bytes)
    case .file(let temporary):
      try content.adopt(temporary, as: record.digest)
      _ = try content.register(record.digest, size: record.size, bytes: nil, act.db)
      stored = Data(record.digest.bytes)
    }
    let id = try RowNumbers.quarantine.take(1, act.db)
    try act.db.cachedStatement(
      sql: """
        INSERT INTO quarantine (id, connector, date, file, line, partner_id, reason, detail, digest, size, record,
          content, state, created, entry, foreign_file, note)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?, ?, ?)
        """
    ).execute(arguments: [
      id, connector.rawValue, place.day.description, place.file, record.line, problem.partnerID, problem.reason,
      problem.detail, Data(record.digest.bytes), record.size, held, stored, act.now.microseconds,
      act.entry, place.foreignFile, problem.beside.map { Data($0.note) },
    ])
    for part in problem.beside?.contents ?? [] {
      if let temporary = part.temporary { try content.adopt(temporary, as: part.digest) }
      _ = try content.register(part.digest, size: part.size, bytes: part.bytes, act.db)
      try act.db.cachedStatement(sql: "INSERT OR IGNORE INTO quarantine_content (quarantine, digest) VALUES (?, ?)")
        .execute(arguments: [id, Data(part.digest.bytes)])
    }
    return id
  }

  /// Notes that a record which waited has been archived; its bytes are the message's now, and lie there alone.
  func resolve(_ digest: Digest, message: Message.ID) throws {
    // The look is cheap; the UPDATE opens a savepoint, for its triggers, whether it finds anything or not.
    guard anyWaiting, try state(of: digest) == .waiting else { return }
    try act.db.cachedStatement(
      sql: """
        UPDATE quarantine SET state = 'replayed', replayed_entry = ?, message = ?, record = NULL, content = NULL
        WHERE connector = ? AND digest = ? AND state = 'waiting'
        """
    ).execute(arguments: [act.entry, message.rawValue, connector.rawValue, Data(digest.bytes)])
  }
}
