internal import Foundation
public import GRDB

/// A message's content, stored once whatever the number of mailboxes it lies in.
public struct Message: Sendable, Hashable {
  public typealias ID = Identifier<Message>

  public var id: ID
  public var connector: Int64
  /// The partner's item id: what makes a redelivery a duplicate.
  public var partnerID: String
  /// 0, or the number of the redelivery that brought the same id with other content.
  public var revision: Int
  /// Nil where the partner gave no believable date.
  public var sent: Moment?
  /// Bytes of the e-mail, attachments included as they are encoded in it.
  public var size: Int64
  public var originalDigest: Digest
  public var emailDigest: Digest
  /// Random; makes the commitment on the ledger say nothing about the content.
  public var salt: [UInt8]
  var stored: [UInt8]

  public static let saltCount = 16

  /// What the ledger knows of a message: `SHA-256(0x00 || salt || original digest || e-mail digest)`, its leaf in
  /// the Merkle tree of its import batch.
  public static func commitment(salt: some Sequence<UInt8>, original: Digest, email: Digest) -> Digest {
    var bytes = [UInt8](salt)
    original.withUnsafeBytes { bytes.append(contentsOf: $0) }
    email.withUnsafeBytes { bytes.append(contentsOf: $0) }
    return MerkleTree.leaf(bytes)
  }

  public var commitment: Digest {
    Self.commitment(salt: salt, original: originalDigest, email: emailDigest)
  }
}

extension Message: FetchableRecord {
  public init(row: Row) throws {
    id = ID(row["id"] as Int64)
    connector = row["connector"]
    partnerID = row["partner_id"]
    revision = row["revision"]
    sent = (row["sent"] as Int64?).map(Moment.init(microseconds:))
    size = row["size"]
    salt = Array(row["salt"] as Data)
    stored = Array(row["stored"] as Data)
    guard let original = Digest(bytes: row["original_digest"] as Data),
      let email = Digest(bytes: row["email_digest"] as Data)
    else { throw StorageError("message \(id) has a damaged digest", code: "content.altered") }
    (originalDigest, emailDigest) = (original, email)
  }

  public static func find(_ id: ID, _ db: Database) throws -> Message? {
    try fetchOne(
      db.cachedStatement(sql: "SELECT * FROM message WHERE id = ?"), arguments: [id.rawValue])
  }

  public static func require(_ id: ID, _ db: Database) throws -> Message {
    guard let message = try find(id, db) else {
      throw StorageError("message \(id) is not in the archive", code: "content.missing")
    }
    return message
  }

  /// The message's three parts.
  public func unpack(_ codec: MessageCodec) throws -> StoredMessage { try codec.unpack(stored) }

  /// The envelope alone, at less cost.
  public func envelope(_ codec: MessageCodec) throws -> Envelope { try codec.envelope(stored) }

  /// The attachments of the envelope, without the rest of it.
  public func attachments(_ codec: MessageCodec) throws -> [Attachment] { try codec.attachments(stored) }

  /// Bytes of the packed frame.
  public var storedSize: Int { stored.count }
}
