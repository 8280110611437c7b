public import Foundation
internal import Glibc

/// A folder of backups: each whole, and what they have in common stored once.
///
/// ```
/// repository.json    what it is, and how its key is made of the passphrase
/// blobs/ab/…         pieces of the database and content files, by digest
/// backups/NAME/      manifest.json, database.list, content.list, keys.json: a backup, once it is complete
/// incomplete/        what is being made
/// ```
public struct BackupFolder: Sendable {
  public let url: URL
  let coding: BackupCoding
  private let about: Repository

  /// The folder's own file, in the clear.
  private struct Repository: Codable {
    var format: String
    var version: Int
    var id: String
    var encryption: BackupEncryption?
  }

  private static let format = "holdfast-backup"
  private static let fileName = "repository.json"
  /// The file is some hundred bytes; anything much longer is none.
  private static let longestFile = 64 << 10

  private init(_ url: URL, _ about: Repository, _ coding: BackupCoding) {
    (self.url, self.about, self.coding) = (url, about, coding)
  }

  public var isEncrypted: Bool { coding.isSealed }

  // MARK: - Opening

  /// Opens a folder of backups, or makes one where there is an empty folder or none.
  public static func openOrMake(_ url: URL, passphrase: Secret?) throws -> BackupFolder {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    if names.contains(fileName) { return try open(url, passphrase: passphrase) }
    // A crash between the folder and its file leaves the lock alone.
    guard names.allSatisfy({ $0 == lockName }) else {
      throw InputError(
        "\(url.path) is not empty and holds no backups; name an empty folder, or one that is not there yet",
        code: "backup.foreign")
    }
    do { try DurableFile.makeFolder(url) } catch {
      throw StorageError("could not make the folder \(url.path): \(error.localizedDescription)")
    }
    let id = UUID().uuidString.lowercased()
    let made = try passphrase.map { try BackupEncryption.make($0, folder: id) }
    let about = Repository(format: format, version: 1, id: id, encryption: made?.0)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    try DurableFile.replace(url.appendingPathComponent(fileName), with: Array(try encoder.encode(about)))
    return BackupFolder(url, about, made?.1 ?? .plain)
  }

  /// Opens a folder of backups.
  ///
  /// - Throws: ``InputError`` where it is none, or the passphrase is missing, wrong or not asked for.
  public static func open(_ url: URL, passphrase: Secret?) throws -> BackupFolder {
    let file = url.appendingPathComponent(fileName)
    guard let bytes = try? BackupFile.bytes(file, .plain, context: "", most: longestFile) else {
      throw InputError("there are no backups in \(url.path)", code: "backup.none")
    }
    guard let about = try? JSONDecoder().decode(Repository.self, from: Data(bytes)), about.format == format,
      about.version == 1
    else { throw InputError("\(file.path) is of no version this program knows", code: "backup.unknown") }
    guard let encryption = about.encryption else {
      guard passphrase == nil else {
        throw InputError(
          "the backups in \(url.path) are not encrypted; leave the passphrase out, or name another folder",
          code: "backup.passphrase")
      }
      return BackupFolder(url, about, .plain)
    }
    guard let passphrase else {
      throw InputError(
        "the backups in \(url.path) are encrypted; give --passphrase-file", code: "backup.passphrase")
    }
    return BackupFolder(url, about, try encryption.open(passphrase, folder: about.id))
  }

  // MARK: - Places

  static let lockName = "lock"
  var blobs: URL { url.appendingPathComponent("blobs", isDirectory: true) }
  var backups: URL { url.appendingPathComponent("backups", isDirectory: true) }
  var incomplete: URL { url.appendingPathComponent("incomplete", isDirectory: true) }
  var incompleteBlobs: URL { incomplete.appendingPathComponent("blobs", isDirectory: true) }

  func folder(of backup: String) -> URL { backups.appendingPathComponent(backup, isDirectory: true) }

  /// Where content of that name lies below a folder of blobs.
  static func place(of name: String, in folder: URL) -> URL {
    folder.appendingPathComponent(String(name.prefix(2)), isDirectory: true).appendingPathComponent(name)
  }

  /// What a sealed blob is bound to.
  static func context(of name: String) -> String { "blob \(name)" }

  /// What a sealed file of a backup is bound to.
  static func context(of file: String, in backup: String) -> String { "backup \(backup) \(file)" }

  /// The lock, for who writes to the folder.
  func lock() throws -> FileLock {
    guard let lock = try FileLock.tryLock(url.appendingPathComponent(Self.lockName)) else {
      throw StorageError(
        "another process is making a backup in \(url.path); try again when it is done",
        code: "backup.busy")
    }
    return lock
  }

  /// The lock for who reads, so that nothing expires meanwhile; nil where the folder can't be written to, and nobody does.
  func readingLock() throws -> FileLock? {
    access(url.path, W_OK) == 0 ? try lock() : nil
  }

  // MARK: - Backups

  /// The names of the complete backups, oldest first: a name begins with the number of its ledger's entries.
  public func names() throws -> [String] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: backups.path)) ?? []
    return all.filter { !$0.hasPrefix(".") }.sorted()
  }

  /// The backup of that name; nil: the newest.
  public func manifest(_ name: String? = nil) throws -> BackupManifest {
    guard let wanted = try name ?? names().last else {
      throw InputError("there is no complete backup in \(url.path)", code: "backup.none")
    }
    guard try names().contains(wanted) else {
      throw InputError(
        "there is no backup '\(wanted)' in \(url.path); 'holdfast backup list' names them", code: "backup.none")
    }
    return try read(wanted).manifest
  }

  /// The manifest with the digest of its bytes.
  func read(_ name: String) throws -> (manifest: BackupManifest, digest: Digest) {
    let bytes = try BackupFile.bytes(
      folder(of: name).appendingPathComponent(BackupManifest.fileName), coding,
      context: Self.context(of: BackupManifest.fileName, in: name), most: BackupManifest.longest)
    guard let manifest = try? JSONDecoder().decode(BackupManifest.self, from: Data(bytes)), manifest.name == name,
      manifest.schema == 1
    else { throw BackupDamage("the manifest of \(name) is not one, or another's") }
    return (manifest, Digest(of: bytes))
  }

  /// The files of a part of a backup, one after the other.
  func entries(_ list: String, of backup: String, as part: BackupManifest.Part) throws -> () throws -> BackupList.Entry?
  {
    BackupList.entries(
      try BackupFile.pieces(
        folder(of: backup).appendingPathComponent(list), coding, context: Self.context(of: list, in: backup)),
      as: part)
  }

  /// The bytes of a blob, checked against its digest when the end is reached.
  func pieces(of entry: BackupList.Entry, in folder: URL? = nil) throws -> ContentPieces {
    let name = coding.name(of: entry.digest)
    let file = Self.place(of: name, in: folder ?? blobs)
    let next = try BackupFile.pieces(file, coding, context: Self.context(of: name))
    var running = RunningDigest()
    return {
      if let piece = try next() {
        running.update(piece)
        return piece
      }
      guard running.count == entry.size, running.finish() == entry.digest else {
        throw BackupDamage("\(file.path) does not have its digest")
      }
      return nil
    }
  }
}
