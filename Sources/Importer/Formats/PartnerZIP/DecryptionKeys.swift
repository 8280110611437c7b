internal import Archive
internal import CryptoExtras
internal import Foundation
internal import GRDB
internal import struct Crypto.SymmetricKey

/// The customer's private keys that partners encrypt for, by their ids.
struct DecryptionKeys: Sendable {
  private let keys: [String: DecryptionKey]

  static let none = DecryptionKeys([:])

  init(_ keys: [String: DecryptionKey]) { self.keys = keys }

  /// All that are in the archive, opened with its vault's key.
  init(_ archive: Archive) throws {
    let rows = try archive.read { try Row.fetchAll($0, sql: "SELECT * FROM decryption_key") }
    var keys: [String: DecryptionKey] = [:]
    for row in rows {
      let id: String = row["key_id"]
      let pem = try Sealing.open(
        row["sealed"] as Data, with: archive.keys.vault, context: DecryptionKey.context(id))
      guard let wrap = KeyWrap(rawValue: row["wrap"]), let cipher = ContentCipher(rawValue: row["cipher"]) else {
        throw StorageError("the decryption key '\(id)' is of a form this version doesn't know")
      }
      keys[id] = try DecryptionKey(pem: pem, wrap: wrap, cipher: cipher)
    }
    self.init(keys)
  }

  func key(_ id: String) -> DecryptionKey? { keys[id] }
}

/// One private key, with how the partner uses it where its messages don't say.
struct DecryptionKey: Sendable {
  var wrap: KeyWrap
  var cipher: ContentCipher
  /// Read anew for each use: the library's key can't be handed from thread to thread.
  private let pem: String
  let bits: Int
  /// The public half (SubjectPublicKeyInfo), which may be shown.
  let publicKey: [UInt8]

  /// The context a key is sealed to, so that one can't be put in another's place.
  static func context(_ id: String) -> String { "the decryption key '\(id)'" }

  init(pem: [UInt8], wrap: KeyWrap, cipher: ContentCipher) throws {
    (self.wrap, self.cipher, self.pem) = (wrap, cipher, String(decoding: pem, as: UTF8.self))
    let key = try _RSA.Encryption.PrivateKey(pemRepresentation: self.pem)
    (bits, publicKey) = (key.keySizeInBits, Array(key.publicKey.derRepresentation))
  }

  func unwrap(_ wrapped: [UInt8], _ wrap: KeyWrap) throws -> SymmetricKey {
    let padding: _RSA.Encryption.Padding =
      switch wrap {
      case .oaepSHA1: .PKCS1_OAEP
      case .oaepSHA256: .PKCS1_OAEP_SHA256
      case .pkcs1: ._WEAK_AND_INSECURE_PKCS_V1_5
      }
    let bytes = try _RSA.Encryption.PrivateKey(pemRepresentation: pem).decrypt(wrapped, padding: padding)
    guard [16, 24, 32].contains(bytes.count) else { throw ContentCipher.DoesNotOpen() }
    return SymmetricKey(data: bytes)
  }
}
