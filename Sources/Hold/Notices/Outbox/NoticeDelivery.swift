public import Archive
internal import Foundation
public import GRDB

/// One message to one recipient: the outbox while it waits, and the proof of what was sent afterwards.
public struct NoticeDelivery: Sendable, Hashable {
  public typealias ID = Identifier<NoticeDelivery>

  public enum State: String, Sendable, Codable {
    case waiting
    /// The mail server has taken it.
    case sent
    /// The mail server refuses it for good, or it was tried too often.
    case failed
    /// What it says was overtaken before it was sent.
    case cancelled
  }

  /// In what part somebody gets a message.
  public enum Audience: String, Sendable, Codable { case custodian, manager, officer }

  public var id: ID
  public var enrolment: NoticeEnrolment.ID
  public var kind: NoticeKind
  public var version: Int
  public var audience: Audience
  public var recipient: String
  /// The same at every attempt, so that a copy can be told from a second message.
  public var messageID: String
  /// Of the exact bytes.
  public var digest: Digest
  public var queued: Moment
  public var state: State
  public var attempts: Int
  public var nextAttempt: Moment
  /// What the mail server said last, or why nothing was said.
  public var answer: String?
  /// When it was sent, given up or cancelled.
  public var ended: Moment?
}

extension NoticeDelivery: FetchableRecord {
  public init(row: Row) throws {
    id = ID(row["id"] as Int64)
    enrolment = NoticeEnrolment.ID(row["enrolment"] as Int64)
    guard let kind = NoticeKind(rawValue: row["kind"]), let audience = Audience(rawValue: row["audience"]),
      let state = State(rawValue: row["state"]), let digest = Digest(bytes: row["digest"] as Data)
    else { throw StorageError("delivery \(id) of a notice is unreadable; restore the archive from a backup") }
    (self.kind, self.audience, self.state, self.digest) = (kind, audience, state, digest)
    version = row["version"]
    recipient = row["recipient"]
    messageID = row["message_id"]
    queued = Moment(microseconds: row["queued"])
    attempts = row["attempts"]
    nextAttempt = Moment(microseconds: row["next_attempt"])
    answer = row["answer"]
    ended = (row["ended"] as Int64?).map(Moment.init(microseconds:))
  }

  /// All but the message.
  private static let columns = """
    id, enrolment, kind, version, audience, recipient, message_id, digest, queued, state, attempts, next_attempt,
    answer, ended
    """

  public static func all(of enrolment: NoticeEnrolment.ID, _ db: Database) throws -> [NoticeDelivery] {
    try fetchAll(
      db, sql: "SELECT \(columns) FROM notice_delivery WHERE enrolment = ? ORDER BY id",
      arguments: [enrolment.rawValue])
  }

  static func find(_ id: ID, _ db: Database) throws -> NoticeDelivery? {
    try fetchOne(db, sql: "SELECT \(columns) FROM notice_delivery WHERE id = ?", arguments: [id.rawValue])
  }

  /// What waits and may be tried by that time, oldest first; nil: all that waits.
  static func waiting(by time: Moment?, _ db: Database) throws -> [ID] {
    try Int64.fetchAll(
      db, sql: "SELECT id FROM notice_delivery WHERE state = 'waiting' AND next_attempt <= ? ORDER BY id",
      arguments: [(time ?? .distantFuture).microseconds]
    ).map { ID($0) }
  }

  public static func countWaiting(_ db: Database) throws -> Int {
    try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM notice_delivery WHERE state = 'waiting'") ?? 0
  }

  /// The exact bytes that were, or will be, handed to the mail server.
  static func message(_ id: ID, _ db: Database) throws -> [UInt8] {
    let row = try Row.fetchOne(
      db, sql: "SELECT message, digest FROM notice_delivery WHERE id = ?", arguments: [id.rawValue])
    guard let row else {
      throw InputError("there is no message \(id); 'holdfast notice status' lists them", code: "notice.message")
    }
    let bytes = Array(row["message"] as Data)
    guard Digest(of: bytes) == Digest(bytes: row["digest"] as Data) else {
      throw StorageError("message \(id) of a notice is not what was queued; restore the archive from a backup")
    }
    return bytes
  }

  static func insert(
    _ kind: NoticeKind, for enrolment: NoticeEnrolment.ID, version: Int, to audience: Audience, at recipient: String,
    messageID: String, message: [UInt8], _ act: Act
  ) throws {
    try act.db.execute(
      sql: """
        INSERT INTO notice_delivery (enrolment, kind, version, audience, recipient, message_id, message, digest, queued,
          queued_entry, state, attempts, next_attempt, changed_entry)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', 0, ?, ?)
        """,
      arguments: [
        enrolment.rawValue, kind.rawValue, version, audience.rawValue, recipient, messageID, Data(message),
        Data(Digest(of: message).bytes), act.now.microseconds, act.entry, act.now.microseconds, act.entry,
      ])
  }

  /// Keeps what became of an attempt.
  func update(_ act: Act) throws {
    try act.db.execute(
      sql: """
        UPDATE notice_delivery SET state = ?, attempts = ?, next_attempt = ?, answer = ?, ended = ?, changed_entry = ?
        WHERE id = ?
        """,
      arguments: [
        state.rawValue, attempts, nextAttempt.microseconds, answer, ended?.microseconds, act.entry, id.rawValue,
      ])
  }

  /// Takes back what still waits for a custodian, of these kinds, and is overtaken by this act.
  static func cancelWaiting(
    of enrolment: NoticeEnrolment.ID, kinds: [NoticeKind] = NoticeKind.allCases, because reason: String, _ act: Act
  ) throws {
    for var delivery in try all(of: enrolment, act.db)
    where delivery.state == .waiting && kinds.contains(delivery.kind) {
      (delivery.state, delivery.answer, delivery.ended) = (.cancelled, reason, act.now)
      try delivery.update(act)
    }
  }
}
