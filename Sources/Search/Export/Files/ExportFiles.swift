internal import Archive
internal import Foundation
internal import Glibc

/// A file of an export that is whole: its place below the export's folder, its size and its digest.
struct ClosedFile: Sendable, Hashable {
  var path: String
  var size: Int64
  var digest: Digest
}

/// Makes the files of an export, below one folder, and remembers what it made.
///
/// Files are not synced one by one: twenty thousand a second would wait for the disk twenty thousand times. The journal
/// syncs the file system once before it says that files are there (``checkpoint()``), and what is found beyond that on
/// resuming is made anew.
final class ExportFiles {
  let root: URL
  /// Files made whole since the last call of ``takeClosed()``.
  private(set) var closed: [ClosedFile] = []
  private var appended: [String: AppendedFile] = [:]
  private let rootDescriptor: Int32
  private var folders: [(path: String, descriptor: Int32)] = []

  /// Folders kept open: a unit writes to three at most.
  private static let openFolders = 4

  /// Works below a folder that is there.
  ///
  /// `lengths` says how long the files that are appended to were when the journal last said so.
  init(root: URL, lengths: [String: Int64] = [:]) throws {
    self.root = root
    rootDescriptor = open(root.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard rootDescriptor >= 0 else { throw ExportStorage.failure("open", root.path) }
    for (path, length) in lengths { appended[path] = try appendedFile(path, length) }
  }

  deinit {
    for folder in folders { Glibc.close(folder.descriptor) }
    Glibc.close(rootDescriptor)
  }

  // MARK: - Files

  /// A new file in a folder below the root; folders are made as needed.
  func create(_ folder: String, _ name: String) throws -> NewFile {
    try NewFile(folder: try descriptor(of: folder), name: name, path: folder.isEmpty ? name : "\(folder)/\(name)") {
      [unowned self] in closed.append($0)
    }
  }

  /// The file that is appended to at a path, as long as the journal knows it.
  func append(to path: String) throws -> AppendedFile {
    if let file = appended[path] { return file }
    let file = try appendedFile(path, 0)
    appended[path] = file
    return file
  }

  private func appendedFile(_ path: String, _ length: Int64) throws -> AppendedFile {
    _ = try descriptor(of: path.split(separator: "/").dropLast().joined(separator: "/"))
    return try AppendedFile(root.appendingPathComponent(path), path: path, length: length)
  }

  /// Ends a file that was appended to.
  func close(_ file: AppendedFile) throws {
    closed.append(try file.close())
    appended[file.path] = nil
  }

  /// Files that are appended to, by their names' ending.
  func appendedFiles(endingIn ending: String) -> [AppendedFile] { appended.values.filter { $0.path.hasSuffix(ending) } }

  /// Whether a file was ended since ``takeClosed()``.
  func isClosed(_ path: String) -> Bool { closed.contains { $0.path == path } }

  func takeClosed() -> [ClosedFile] {
    defer { closed.removeAll(keepingCapacity: true) }
    return closed
  }

  /// Takes back the files made since there were `count`, where what they belong to turned out not to be exportable.
  func discard(since count: Int) throws {
    for file in closed[count...] where unlink(root.appendingPathComponent(file.path).path) != 0 && errno != ENOENT {
      throw ExportStorage.failure("remove", file.path)
    }
    closed.removeSubrange(count...)
  }

  /// Writes out what is appended, and has the whole file system sync.
  ///
  /// Gives the lengths of the files that are appended to.
  func checkpoint() throws -> [String: Int64] {
    for file in appended.values { try file.flush() }
    guard FileSystem.sync(rootDescriptor) == 0 else { throw ExportStorage.failure("sync", root.path) }
    return appended.mapValues(\.size)
  }

  // MARK: - Folders

  private func descriptor(of path: String) throws -> Int32 {
    if path.isEmpty { return rootDescriptor }
    if let known = folders.first(where: { $0.path == path }) { return known.descriptor }
    let url = root.appendingPathComponent(path, isDirectory: true)
    try Self.makeFolder(url)
    let descriptor = open(url.path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { throw ExportStorage.failure("open", url.path) }
    if folders.count == Self.openFolders { Glibc.close(folders.removeFirst().descriptor) }
    folders.append((path, descriptor))
    return descriptor
  }

  /// Makes a folder that only its owner can enter, and those above it.
  static func makeFolder(_ folder: URL) throws {
    if mkdir(folder.path, 0o700) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, folder.pathComponents.count > 1 else { throw ExportStorage.failure("make", folder.path) }
    try makeFolder(folder.deletingLastPathComponent())
    guard mkdir(folder.path, 0o700) == 0 || errno == EEXIST else { throw ExportStorage.failure("make", folder.path) }
  }
}
