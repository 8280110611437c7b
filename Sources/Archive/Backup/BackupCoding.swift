internal import Crypto
internal import CryptoExtras
internal import Foundation

/// How the files of a backup folder are written: as they are, or sealed with a key that a passphrase gives.
enum BackupCoding: Sendable {
  case plain
  /// `seal` seals files, and `names` makes names of digests, which would tell whoever has a file that it is in the backup.
  case sealed(seal: SymmetricKey, names: SymmetricKey)

  var isSealed: Bool {
    if case .sealed = self { true } else { false }
  }

  /// The name that content of that digest has in the folder.
  func name(of digest: Digest) -> String {
    switch self {
    case .plain: digest.hex
    case .sealed(_, let names):
      Hex.encode(HMAC<SHA256>.authenticationCode(for: digest.bytes, using: names).map { $0 })
    }
  }

  /// Bytes that a file of so many takes in the folder.
  func stored(_ size: Int64) -> Int64 {
    switch self {
    case .plain: size
    case .sealed:
      size + max(1, (size + Int64(SealedFrames.size) - 1) / Int64(SealedFrames.size)) * Int64(SealedFrames.overhead)
    }
  }
}

/// What a backup folder says of its encryption; kept in the clear, as it is needed to make the key.
struct BackupEncryption: Codable, Equatable {
  /// scrypt (RFC 7914).
  var derivation = "scrypt"
  var salt: String
  var rounds: Int
  var blockSize: Int
  var parallelism: Int
  /// Nothing, sealed: opens with the right passphrase only.
  var check: String

  /// 128 MB and about a third of a second for each guess: what OWASP asks of a passphrase that guards files.
  static let standardRounds = 1 << 17
  /// A folder that asks for more wants to use up our memory (rounds × block size × 128 bytes).
  private static let mostRounds = 1 << 20
  private static let standardBlockSize = 8
  private static let saltBytes = 32
  /// Fewer characters can be tried out, whatever the derivation.
  static let shortestPassphrase = 12

  /// Makes the key for a new folder.
  static func make(_ passphrase: Secret, folder id: String) throws -> (BackupEncryption, BackupCoding) {
    guard passphrase.reveal().count >= shortestPassphrase else {
      throw InputError(
        "the passphrase has fewer than \(shortestPassphrase) characters; take a longer one, such as six random words",
        code: "backup.passphrase")
    }
    var generator = SystemRandomNumberGenerator()
    let salt = (0..<saltBytes).map { _ in UInt8.random(in: 0 ... .max, using: &generator) }
    var made = BackupEncryption(
      salt: Hex.encode(salt), rounds: standardRounds, blockSize: standardBlockSize, parallelism: 1, check: "")
    let coding = try made.derive(passphrase, id)
    guard case .sealed(let key, _) = coding else { return (made, coding) }
    made.check = Hex.encode(try Sealing.seal([UInt8](), with: key, context: checked(id)))
    return (made, coding)
  }

  /// The coding that the passphrase gives.
  ///
  /// - Throws: ``InputError`` where it is not the folder's.
  func open(_ passphrase: Secret, folder id: String) throws -> BackupCoding {
    guard derivation == "scrypt", rounds.nonzeroBitCount == 1, (2...Self.mostRounds).contains(rounds),
      blockSize == Self.standardBlockSize, parallelism == 1, let check = Hex.decode(check)
    else {
      throw InputError("the folder's encryption is none that this version knows", code: "backup.unknown")
    }
    let coding = try derive(passphrase, id)
    if case .sealed(let key, _) = coding {
      do { _ = try Sealing.open(check, with: key, context: Self.checked(id)) } catch {
        throw InputError("the passphrase is not the one this backup folder was made with", code: "backup.passphrase")
      }
    }
    return coding
  }

  private func derive(_ passphrase: Secret, _ id: String) throws -> BackupCoding {
    let master = try KDF.Scrypt.deriveKey(
      from: Array(passphrase.reveal().utf8), salt: Array(salt.utf8), outputByteCount: 32, rounds: rounds,
      blockSize: blockSize, parallelism: parallelism)
    func key(_ use: String) -> SymmetricKey {
      HKDF<SHA256>.deriveKey(
        inputKeyMaterial: master, salt: Array(id.utf8), info: Array("holdfast-backup \(use)".utf8), outputByteCount: 32)
    }
    return .sealed(seal: key("seal"), names: key("names"))
  }

  private static func checked(_ id: String) -> String { "passphrase of backup folder \(id)" }
}
