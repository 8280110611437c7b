public import Archive
internal import Foundation
public import GRDB

/// What may be known of a decryption key.
public struct DecryptionKeyRecord: Sendable, Hashable, FetchableRecord {
  public var id: String
  /// SHA-256 of the public half (SubjectPublicKeyInfo): what tells keys apart without showing them.
  public var fingerprint: Digest
  public var bits: Int
  public var wrap: KeyWrap
  public var cipher: ContentCipher
  public var added: Moment

  public init(row: Row) throws {
    id = row["key_id"]
    guard let fingerprint = Digest(bytes: row["fingerprint"] as Data), let wrap = KeyWrap(rawValue: row["wrap"]),
      let cipher = ContentCipher(rawValue: row["cipher"])
    else { throw StorageError("the decryption key '\(id)' is damaged", code: "content.altered") }
    (self.fingerprint, self.wrap, self.cipher) = (fingerprint, wrap, cipher)
    bits = row["bits"]
    added = Moment(microseconds: row["added"])
  }

  public static func all(_ db: Database) throws -> [DecryptionKeyRecord] {
    try fetchAll(
      db, sql: "SELECT key_id, fingerprint, bits, wrap, cipher, added FROM decryption_key ORDER BY key_id")
  }

  /// A PEM file of a key of 16,384 bits has some 13,000 bytes.
  public static let largestFile = 64 << 10

  /// Adds a key to the archive, sealed with its vault's key.
  ///
  /// `pem`: PKCS#1 or PKCS#8, not encrypted by itself.
  /// - Throws: ``InputError`` for what is no such key, or an id that is taken.
  public static func add(
    _ id: String, pem: [UInt8], wrap: KeyWrap, cipher: ContentCipher, to archive: Archive, by session: Session
  ) throws -> DecryptionKeyRecord {
    try archive.authorize(.decryptionKeyAdded, on: id, by: session)
    guard !id.isEmpty, id.utf8.count <= EncryptedMail.longestKeyID, HeaderText.clean(id) == id else {
      throw InputError(
        "a key's id has 1 to \(EncryptedMail.longestKeyID) bytes without line breaks, as the partner writes it in "
          + "ENC-KEY-ID", code: "key.id")
    }
    guard let key = try? DecryptionKey(pem: pem, wrap: wrap, cipher: cipher) else {
      throw InputError(
        "the file holds no RSA private key of 2048 bits or more in PEM, without a passphrase (PKCS#1 or PKCS#8)",
        code: "key.form")
    }
    let fingerprint = Digest(of: key.publicKey)
    let sealed = try Sealing.seal(pem, with: archive.keys.vault, context: DecryptionKey.context(id))
    return try archive.perform(.decryptionKeyAdded, on: id, by: session) { act in
      let known = try Int64.fetchOne(act.db, sql: "SELECT 1 FROM decryption_key WHERE key_id = ?", arguments: [id])
      guard known == nil else {
        throw InputError("there is a key '\(id)'; ids are given once, by the partner", code: "key.exists")
      }
      try act.db.execute(
        sql: """
          INSERT INTO decryption_key (key_id, sealed, fingerprint, bits, wrap, cipher, added, entry)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          id, Data(sealed), Data(fingerprint.bytes), key.bits, wrap.rawValue, cipher.rawValue,
          act.now.microseconds, act.entry,
        ])
      act.note("fingerprint", .text(fingerprint.hex))
      act.note("bits", .number(Int64(key.bits)))
      return try require(id, act.db)
    }
  }

  private static func require(_ id: String, _ db: Database) throws -> DecryptionKeyRecord {
    guard
      let found = try fetchOne(
        db, sql: "SELECT key_id, fingerprint, bits, wrap, cipher, added FROM decryption_key WHERE key_id = ?",
        arguments: [id])
    else { throw StorageError("the decryption key '\(id)' was not entered") }
    return found
  }
}
