internal import Archive
internal import Foundation
internal import GRDB
internal import Glibc
internal import Search

/// Writes messages and items: the inner loop of every import.
final class MessageWriter {
  private let act: Act
  private let connector: Connector.ID
  private let content: ContentStore
  private let index: IndexWriter
  private let insertMessage: PreparedStatement
  private let insertItem: PreparedStatement
  private let insertContent: PreparedStatement
  private let findRevisions: PreparedStatement
  private let findPurged: PreparedStatement?
  private let findCopy: PreparedStatement
  private let firstMessage: Int64
  private var nextMessage: Int64
  private var nextItem: Int64
  private var salts = SaltSource()
  private(set) var tree = MerkleTree()

  init(_ act: Act, connector: Connector.ID, content: ContentStore) throws {
    let db = act.db
    (self.act, self.connector, self.content) = (act, connector, content)
    index = try IndexWriter(db)
    // OR FAIL because for ABORT, the default, SQLite opens a savepoint and copies each page it touches, row by row.
    insertMessage = try PreparedStatement(
      db,
      """
      INSERT OR FAIL INTO message (id, connector, partner_id, revision, kind, sent, size, original_digest, email_digest,
        salt, stored) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    insertItem = try PreparedStatement(
      db, "INSERT OR FAIL INTO item (id, message, mailbox, folder, outgoing, archived) VALUES (?, ?, ?, ?, ?, ?)")
    insertContent = try PreparedStatement(db, "INSERT INTO message_content (message, content) VALUES (?, ?)")
    findRevisions = try PreparedStatement(
      db,
      """
      SELECT id, revision, original_digest, email_digest FROM message WHERE connector = ? AND partner_id = ?
      ORDER BY revision
      """)
    // Most archives' imports run before anything was purged; then there is nothing to look up.
    let anyPurged = try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM purged_message)") ?? false
    findPurged =
      anyPurged
      ? try PreparedStatement(db, "SELECT 1 FROM purged_message WHERE connector = ? AND partner_id = ?") : nil
    // A copy that was purged counts as delivered: a redelivery never brings it back.
    findCopy = try PreparedStatement(
      db,
      """
      SELECT 1 FROM item WHERE message = ?1 AND mailbox = ?2
      UNION ALL SELECT 1 FROM certificate WHERE message = ?1 AND mailbox = ?2
      """)
    firstMessage = try RowNumbers.message.next(db)
    nextMessage = firstMessage
    nextItem = try RowNumbers.item.next(db)
  }

  /// The message entered last.
  var newest: Message.ID { Message.ID(nextMessage - 1) }

  struct Revision {
    var message: Message.ID
    var revision: Int
    var originalDigest: Digest?
    var emailDigest: Digest?
  }

  /// Whether an item is what was archived as that revision: it reads the same, or it is the same record again.
  ///
  /// The same record with a file that was missing the first time is more than a duplicate.
  func isSame(_ revision: Revision, _ original: Digest, _ item: PreparedItem) throws -> Bool {
    if revision.emailDigest == item.emailDigest { return true }
    guard item.isNamedByContent || revision.originalDigest == original else { return false }
    if item.contents.isEmpty { return true }
    let archived = try Data.fetchSet(
      act.db,
      sql: "SELECT c.digest FROM message_content m JOIN content c ON c.id = m.content WHERE m.message = ?",
      arguments: [revision.message.rawValue])
    return item.contents.allSatisfy { archived.contains(Data($0.digest.bytes)) }
  }

  func revisions(of partnerID: String) throws -> [Revision] {
    var found: [Revision] = []
    findRevisions.bind(1, connector.rawValue)
    findRevisions.bind(2, partnerID)
    try findRevisions.rows { row in
      found.append(
        Revision(
          message: Message.ID(row.int64(0)), revision: Int(row.int64(1)),
          originalDigest: row.blob(2) { Digest(bytes: $0) }, emailDigest: row.blob(3) { Digest(bytes: $0) }))
      return true
    }
    return found
  }

  func wasPurged(_ partnerID: String) throws -> Bool {
    guard let findPurged else { return false }
    findPurged.bind(1, connector.rawValue)
    findPurged.bind(2, partnerID)
    return try findPurged.int64() != nil
  }

  func hasCopy(_ message: Message.ID, _ mailbox: Mailbox.ID) throws -> Bool {
    findCopy.bind(1, message.rawValue)
    findCopy.bind(2, mailbox.rawValue)
    return try findCopy.int64() != nil
  }

  /// Stores a new message, files its copies and indexes it.
  func add(_ item: PreparedItem, original: Digest, revision: Int, folder: Folder.ID) throws {
    let envelope = item.converted.envelope
    let id = Message.ID(nextMessage)
    nextMessage += 1
    let salt = try salts.next()
    insertMessage.bind(1, id.rawValue)
    insertMessage.bind(2, connector.rawValue)
    insertMessage.bind(3, item.carrier.partnerID)
    insertMessage.bind(4, Int64(revision))
    insertMessage.bind(5, Int64(envelope.kind.code))
    insertMessage.bind(6, envelope.sent.moment.microseconds)
    insertMessage.bind(7, item.emailSize)
    insertMessage.bind(8, original)
    insertMessage.bind(9, item.emailDigest)
    insertMessage.bind(10, salt)
    insertMessage.bind(11, item.stored)
    try insertMessage.run()
    tree.append(leaf: Message.commitment(salt: salt, original: original, email: item.emailDigest))
    for part in Set(item.contents.map(\.digest)) {
      guard let file = item.contents.first(where: { $0.digest == part }) else { continue }
      if let temporary = file.temporary { try content.adopt(temporary, as: part) }
      let row = try content.register(part, size: file.size, bytes: file.bytes, act.db)
      insertContent.bind(1, id.rawValue)
      insertContent.bind(2, row)
      try insertContent.run()
    }
    let copies = try item.copies.map { try enter($0, id, folder) }
    try index.add(id, envelope: envelope, words: item.words, size: item.emailSize, copies: copies)
  }

  /// Files another copy of a message that is stored already.
  func add(_ copy: PreparedItem.Copy, of message: Message.ID, folder: Folder.ID) throws {
    try index.add(copy: try enter(copy, message, folder), of: message)
  }

  private func enter(_ copy: PreparedItem.Copy, _ message: Message.ID, _ folder: Folder.ID) throws -> IndexedCopy {
    let id = nextItem
    nextItem += 1
    insertItem.bind(1, id)
    insertItem.bind(2, message.rawValue)
    insertItem.bind(3, copy.mailbox.rawValue)
    insertItem.bind(4, folder.rawValue)
    insertItem.bind(5, copy.isOutgoing ? 1 : 0)
    insertItem.bind(6, act.now.microseconds)
    try insertItem.run()
    return IndexedCopy(item: Item.ID(id), mailbox: copy.mailbox)
  }

  /// Gives back the numbers used, writes the index's held facts, and records the batch under the act's entry.
  func finish() throws {
    try index.finish()
    _ = try RowNumbers.message.take(Int(nextMessage - firstMessage), act.db)
    let first = try RowNumbers.item.next(act.db)
    _ = try RowNumbers.item.take(Int(nextItem - first), act.db)
    guard tree.size > 0 else { return }
    try act.db.execute(
      sql: "INSERT INTO import_batch (entry, first_message, messages) VALUES (?, ?, ?)",
      arguments: [act.entry, firstMessage, tree.size])
  }
}

/// Random bytes in bulk: Swift's generator, and swift-crypto's keys with it, call the system for every eight.
private struct SaltSource {
  private var pool: [UInt8] = []
  /// What the system gives in one call without a break (getentropy(3)).
  private static let bulk = 256

  mutating func next() throws -> [UInt8] {
    if pool.count < Message.saltCount {
      pool = try [UInt8](unsafeUninitializedCapacity: Self.bulk) { bytes, count in
        guard let base = bytes.baseAddress, getentropy(base, Self.bulk) == 0 else {
          throw StorageError("the system gave no random bytes: \(String(cString: strerror(errno)))")
        }
        count = Self.bulk
      }
    }
    defer { pool.removeLast(Message.saltCount) }
    return Array(pool.suffix(Message.saltCount))
  }
}
