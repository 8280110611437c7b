internal import Archive
public import Foundation
internal import Glibc

/// The folder an export goes to.
///
/// Until it is whole, everything of it lies in `.incomplete`: the journal, a lock, and the files. Nobody takes half an
/// export for a whole one, and a finished one appears by a handful of renames, `manifest.json` last.
public struct ExportFolder: Sendable {
  public let url: URL

  public init(_ url: URL) { self.url = url }

  /// What is in the folder.
  public enum State: Sendable {
    /// Nothing, or no folder.
    case empty
    /// An export that was cut off before what it covers was fixed.
    case unplanned
    /// An export that can go on.
    case unfinished(ExportRequest)
    case finished(ExportRequest)
    /// Somebody else's files.
    case foreign
  }

  static let workName = ".incomplete"
  var work: URL { url.appendingPathComponent(Self.workName, isDirectory: true) }
  var files: URL { work.appendingPathComponent("files", isDirectory: true) }
  var journal: URL { work.appendingPathComponent(ExportJournal.name) }
  var manifest: URL { url.appendingPathComponent(ExportManifest.fileName) }
  private var lockFile: URL { work.appendingPathComponent("lock") }

  /// Looks what is there, changing nothing.
  ///
  /// - Throws: ``StorageError`` where it can't be read; where another process is exporting into it.
  public func state() throws -> State {
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: url.path) } catch {
      guard access(url.path, F_OK) != 0, errno == ENOENT else { throw ExportStorage.failure("read", url.path) }
      return .empty
    }
    if names.isEmpty { return .empty }
    if names.contains(Self.workName) {
      let lock = try lock()
      defer { lock.release() }
      guard FileManager.default.fileExists(atPath: journal.path) else { return .unplanned }
      let journal = try ExportJournal(journal)
      defer { try? journal.close() }
      guard let text = try journal.text(.request) else { return .unplanned }
      return .unfinished(try Self.request(text))
    }
    guard names.contains(ExportManifest.fileName), let reader = try? ManifestReader(manifest) else { return .foreign }
    return .finished(reader.manifest.request)
  }

  /// What the export in the folder is of; nil where none has begun.
  public func request() throws -> ExportRequest? {
    switch try state() {
    case .unfinished(let request), .finished(let request): request
    case .empty, .unplanned, .foreign: nil
    }
  }

  static func request(_ json: String) throws -> ExportRequest {
    guard let request = try? JSONDecoder().decode(ExportRequest.self, from: Data(json.utf8)) else {
      throw StorageError(
        "the export's journal was written by another version of this program; export anew", code: ExportStorage.code)
    }
    return request
  }

  /// Makes the folder ready for a new export, and keeps other processes out of it.
  ///
  /// - Throws: ``InputError`` where something is in it, be it that another process was faster.
  func prepare() throws -> FileLock {
    try ExportFiles.makeFolder(work)
    let lock = try lock()
    let manager = FileManager.default
    do {
      guard try manager.contentsOfDirectory(atPath: url.path) == [Self.workName] else { throw notEmpty }
      for name in try manager.contentsOfDirectory(atPath: work.path) where name != lockFile.lastPathComponent {
        try manager.removeItem(at: work.appendingPathComponent(name))
      }
    } catch let error as CocoaError {
      throw StorageError("could not empty \(work.path): \(error.localizedDescription)", code: ExportStorage.code)
    }
    try ExportFiles.makeFolder(files)
    return lock
  }

  var notEmpty: InputError {
    InputError(
      "\(url.path) is not empty; name a folder that is empty or does not exist", code: "export.folder-not-empty")
  }

  /// Keeps a second process from writing to the same export.
  func lock() throws -> FileLock {
    guard let lock = try FileLock.tryLock(lockFile) else {
      throw StorageError("another process is exporting into \(url.path); wait until it is done", code: "export.busy")
    }
    return lock
  }

  /// Removes what the journal doesn't know: files made after its last checkpoint, which are made anew.
  func removeUnknown(_ journal: ExportJournal) throws {
    let walk = FolderWalk(files)
    while let found = try walk.next() {
      if try journal.knows(found.path) { continue }
      guard unlink(files.appendingPathComponent(found.path).path) == 0 else {
        throw ExportStorage.failure("remove", found.path)
      }
    }
  }

  /// Moves what is finished to its place, the manifest last, and removes the rest.
  ///
  /// It goes on where a crash left it.
  func publish() throws {
    let manager = FileManager.default
    do {
      for name in try manager.contentsOfDirectory(atPath: files.path) {
        let source = files.appendingPathComponent(name)
        guard rename(source.path, url.appendingPathComponent(name).path) == 0 else {
          throw ExportStorage.failure("move", source.path)
        }
      }
      let made = work.appendingPathComponent(ExportManifest.fileName)
      guard rename(made.path, manifest.path) == 0 else { throw ExportStorage.failure("move", made.path) }
      try sync()
      try manager.removeItem(at: work)
      try sync()
    } catch let error as CocoaError {
      throw StorageError("could not finish \(url.path): \(error.localizedDescription)", code: ExportStorage.code)
    }
  }

  private func sync() throws {
    let descriptor = open(url.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ExportStorage.failure("open", url.path) }
    defer { Glibc.close(descriptor) }
    guard fsync(descriptor) == 0 else { throw ExportStorage.failure("sync", url.path) }
  }
}
