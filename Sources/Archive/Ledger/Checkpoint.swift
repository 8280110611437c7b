internal import Crypto
internal import Foundation

/// A signed statement that the ledger had this many entries under this root.
public struct Checkpoint: Sendable, Hashable, Codable {
  public var size: Int64
  public var root: Digest
  /// Microseconds since 1970, UTC.
  public var at: Int64
  /// Ed25519 (RFC 8032) over ``message``, as 128 hex digits.
  public var signature: String

  /// What is signed: a text so that anyone can rebuild it with a shell.
  static func message(size: Int64, root: Digest, at: Int64) -> [UInt8] {
    Array("holdfast-ledger-v1\n\(size)\n\(root.hex)\n\(at)\n".utf8)
  }
}

/// The key that signs checkpoints.
struct LedgerSigner: Sendable {
  private let key: Curve25519.Signing.PrivateKey

  init() { key = Curve25519.Signing.PrivateKey() }

  init(rawKey: [UInt8]) throws {
    guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: rawKey) else {
      throw StorageError("the ledger's signing key is damaged; restore keys/ledger.key from a backup")
    }
    self.key = key
  }

  /// Signs a message, as 128 hex digits.
  func sign(_ message: [UInt8]) throws -> String { Hex.encode(try key.signature(for: Data(message))) }

  var rawKey: [UInt8] { Array(key.rawRepresentation) }
  var publicKey: LedgerPublicKey { LedgerPublicKey(bytes: Array(key.publicKey.rawRepresentation)) }

  func checkpoint(of tree: MerkleTree, at: Moment) throws -> Checkpoint {
    let message = Checkpoint.message(size: tree.size, root: tree.root, at: at.microseconds)
    return Checkpoint(size: tree.size, root: tree.root, at: at.microseconds, signature: try sign(message))
  }
}

/// The key that checks them: what an auditor writes down on the first day.
public struct LedgerPublicKey: Sendable, Hashable {
  public let bytes: [UInt8]

  public init(bytes: [UInt8]) { self.bytes = bytes }

  /// Reads 64 hex digits, as `holdfast init` shows them.
  public init?(hex: some StringProtocol) {
    guard let bytes = Hex.decode(hex), bytes.count == Self.byteCount else { return nil }
    self.bytes = bytes
  }

  private static let byteCount = 32

  public var hex: String { Hex.encode(bytes) }

  public func signed(_ checkpoint: Checkpoint) -> Bool {
    let message = Checkpoint.message(size: checkpoint.size, root: checkpoint.root, at: checkpoint.at)
    return signed(message, checkpoint.signature)
  }

  /// Whether that signature, in hex, is this key's over that message.
  func signed(_ message: [UInt8], _ signature: String) -> Bool {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes),
      let signature = Hex.decode(signature)
    else { return false }
    return key.isValidSignature(Data(signature), for: Data(message))
  }
}
