internal import Foundation
internal import Glibc

/// Writes what is new into a backup folder's `incomplete`, and makes it a backup once all is there and synced.
///
/// A run that is cut off leaves `incomplete` and nothing else, and the next takes over from it what has its digest.
final class BackupWriter {
  let folder: BackupFolder
  /// A run before was cut off: what it left is looked through, and what nobody refers to is removed in the end.
  let foundLeftovers: Bool
  /// What was written in this run.
  private(set) var written = BackupReport.Volume()

  private static let listing = "listing"
  private var listing: URL { folder.incomplete.appendingPathComponent(Self.listing, isDirectory: true) }

  init(_ folder: BackupFolder) throws {
    self.folder = folder
    foundLeftovers = access(folder.incomplete.path, F_OK) == 0
    try begin()
  }

  /// Begins the lists anew, keeping what was copied.
  func begin() throws {
    if access(listing.path, F_OK) == 0 { try FileManager.default.removeItem(at: listing) }
    // Each by itself: what is made on the way to a folder may have other permissions.
    for place in [folder.blobs, folder.backups, folder.incomplete, folder.incompleteBlobs, listing] {
      try Self.makeFolder(place)
    }
  }

  /// With this folder's errors told from the archive's, of which a backup makes the best.
  private static func makeFolder(_ place: URL) throws {
    do { try DurableFile.makeFolder(place) } catch {
      throw StorageError("could not make the folder \(place.path): \(error.localizedDescription)")
    }
  }

  /// A file of the backup itself.
  func file(_ name: String, of backup: String) throws -> BackupFileWriter {
    try BackupFileWriter(
      listing.appendingPathComponent(name), folder.coding, context: BackupFolder.context(of: name, in: backup))
  }

  /// The files that a list written before names.
  func listed(_ name: String, of backup: String, as part: BackupManifest.Part) throws -> () throws -> BackupList.Entry?
  {
    BackupList.entries(
      try BackupFile.pieces(
        listing.appendingPathComponent(name), folder.coding, context: BackupFolder.context(of: name, in: backup)),
      as: part)
  }

  // MARK: - Blobs

  /// Whether the folder has content of that digest: of an earlier backup, or whole from a run that was cut off.
  func has(_ entry: BackupList.Entry) throws -> Bool {
    let name = folder.coding.name(of: entry.digest)
    // What earlier backups have was synced before they counted: its length tells that it is there.
    if length(BackupFolder.place(of: name, in: folder.blobs)) == folder.coding.stored(entry.size) { return true }
    let begun = BackupFolder.place(of: name, in: folder.incompleteBlobs)
    guard length(begun) == folder.coding.stored(entry.size) else { return false }
    // What was never synced may be anything after a power cut.
    guard foundLeftovers else { return true }
    do {
      let next = try folder.pieces(of: entry, in: folder.incompleteBlobs)
      while try next() != nil {}
      return true
    } catch is BackupDamage { return false }
  }

  private func length(_ file: URL) -> Int64? {
    var status = stat()
    return lstat(file.path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? Int64(status.st_size) : nil
  }

  /// Copies content whose pieces are checked against its digest by who gives them.
  func copy(_ entry: BackupList.Entry, _ pieces: ContentPieces) throws {
    let name = folder.coding.name(of: entry.digest)
    let place = BackupFolder.place(of: name, in: folder.incompleteBlobs)
    try Self.makeFolder(place.deletingLastPathComponent())
    let temporary = folder.incomplete.appendingPathComponent("blob.tmp")
    let file = try BackupFileWriter(temporary, folder.coding, context: BackupFolder.context(of: name))
    while let piece = try pieces() { try file.write(piece) }
    try file.finish()
    guard rename(temporary.path, place.path) == 0 else { throw DurableFile.failure("rename", temporary) }
    written.files += 1
    written.bytes += entry.size
  }

  // MARK: - The end

  /// Makes it a backup: everything is synced, then moved to its place, the backup's own folder last and at once.
  func publish(_ backup: String) throws {
    try FileSystem.sync(folder.url)
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.incompleteBlobs.path) {
      let from = folder.incompleteBlobs.appendingPathComponent(name, isDirectory: true)
      let to = folder.blobs.appendingPathComponent(name, isDirectory: true)
      try Self.makeFolder(to)
      for blob in try FileManager.default.contentsOfDirectory(atPath: from.path) {
        let source = from.appendingPathComponent(blob)
        guard rename(source.path, to.appendingPathComponent(blob).path) == 0 else {
          throw DurableFile.failure("rename", source)
        }
      }
    }
    try FileSystem.sync(folder.url)
    let place = folder.folder(of: backup)
    guard rename(listing.path, place.path) == 0 else { throw DurableFile.failure("rename", listing) }
    try DurableFile.syncFolder(folder.backups)
    try FileManager.default.removeItem(at: folder.incomplete)
  }
}
