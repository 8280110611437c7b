public import Crypto
public import Foundation
internal import Glibc

/// The archive's own keys, each a file of hex digits that only its owner can read.
public struct KeyRing: Sendable {
  let folder: URL
  let signer: LedgerSigner
  /// Seals what must not lie in the clear: partners' passwords.
  public let vault: SymmetricKey
  /// Seals what is staged between the partner's site and the archive.
  public let staging: SymmetricKey

  private static let ledgerFile = "ledger.key"
  private static let vaultFile = "vault.key"
  private static let stagingFile = "staging.key"
  static let publicFile = "ledger.pub"

  static func create(in folder: URL) throws -> KeyRing {
    try DurableFile.makeFolder(folder)
    let signer = LedgerSigner()
    try write(signer.rawKey, folder, ledgerFile)
    for name in [vaultFile, stagingFile] {
      try write(SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }, folder, name)
    }
    try DurableFile.replace(
      folder.appendingPathComponent(publicFile), with: Array((signer.publicKey.hex + "\n").utf8))
    return try open(folder)
  }

  static func open(_ folder: URL) throws -> KeyRing {
    KeyRing(
      folder: folder, signer: try LedgerSigner(rawKey: read(folder, ledgerFile)),
      vault: SymmetricKey(data: try read(folder, vaultFile)),
      staging: SymmetricKey(data: try read(folder, stagingFile)))
  }

  /// The keys, for who seals them at once: file names and hex digits.
  func export() throws -> [String: String] {
    try Dictionary(
      uniqueKeysWithValues: Self.secretFiles.map { ($0, Hex.encode(try Self.read(folder, $0))) })
  }

  /// Writes keys that were exported from an archive, as those of a restored one.
  ///
  /// - Throws: ``StorageError`` where they are not all there or not keys.
  static func restore(_ keys: [String: String], in folder: URL) throws -> KeyRing {
    try DurableFile.makeFolder(folder)
    for name in secretFiles {
      guard let key = keys[name].flatMap({ Hex.decode($0) }), key.count == 32 else {
        throw StorageError("the key \(name) is missing, or is none")
      }
      try write(key, folder, name)
    }
    let restored = try open(folder)
    try DurableFile.replace(
      folder.appendingPathComponent(publicFile), with: Array((restored.signer.publicKey.hex + "\n").utf8))
    return restored
  }

  private static let secretFiles = [ledgerFile, vaultFile, stagingFile]

  private static func write(_ key: [UInt8], _ folder: URL, _ name: String) throws {
    try DurableFile.replace(folder.appendingPathComponent(name), with: Array((Hex.encode(key) + "\n").utf8))
  }

  private static func read(_ folder: URL, _ name: String) throws -> [UInt8] {
    let file = folder.appendingPathComponent(name)
    var status = stat()
    guard stat(file.path, &status) == 0 else { throw DurableFile.failure("read the key", file) }
    guard status.st_mode & 0o077 == 0 else {
      throw StorageError(
        "the key \(file.path) can be read by others than its owner; run 'chmod 600' on it, and consider it known")
    }
    let text = try String(decoding: Data(contentsOf: file), as: UTF8.self)
    guard let key = Hex.decode(text.prefix { $0 != "\n" }), key.count == 32 else {
      throw StorageError("the key \(file.path) is damaged; restore it from a backup")
    }
    return key
  }
}

/// AES-256-GCM (NIST SP 800-38D): a random 12-byte nonce, the ciphertext, a 16-byte tag.
public enum Sealing {
  /// Encrypts, binding the ciphertext to `context` so that it can't be moved elsewhere.
  public static func seal(_ bytes: some DataProtocol, with key: SymmetricKey, context: String) throws -> [UInt8] {
    let box = try AES.GCM.seal(bytes, using: key, authenticating: Data(context.utf8))
    guard let combined = box.combined else { throw StorageError("AES-GCM gave no combined form") }
    return Array(combined)
  }

  public static func open(_ sealed: some DataProtocol, with key: SymmetricKey, context: String) throws -> [UInt8] {
    do {
      return Array(
        try AES.GCM.open(AES.GCM.SealedBox(combined: sealed), using: key, authenticating: Data(context.utf8)))
    } catch {
      throw StorageError(
        "\(context): what is stored does not open with the archive's key: altered, or another archive's")
    }
  }
}
