internal import Foundation
internal import Glibc

extension Check {
  /// Whose files they are, who can read them, and what was left lying.
  static let files = Check("files") { examination in
    var walk = FilesWalk()
    try walk.look(at: examination.folder)
    return walk.findings(examination)
  }

  /// The keys: there, whole, and their owner's alone.
  static let keys = Check("keys") { examination in
    let folder = examination.folder.appendingPathComponent("keys", isDirectory: true)
    do {
      let ring = try KeyRing.open(folder)
      let file = folder.appendingPathComponent(KeyRing.publicFile)
      let written = (try? String(contentsOf: file, encoding: .utf8)).flatMap {
        LedgerPublicKey(hex: $0.prefix { $0 != "\n" })
      }
      guard written == ring.signer.publicKey else {
        return [
          .error(
            "keys", "keys/\(KeyRing.publicFile) is not the public half of keys/ledger.key",
            "compare both with the key that 'holdfast init' showed; put the right ones back from a backup")
        ]
      }
      return [.ok("keys", "whole, and readable by their owner alone")]
    } catch let error as StorageError {
      return [
        .error("keys", error.description, "put the keys back from a backup; the archive doesn't open without them")
      ]
    }
  }
}

/// Goes through all files of an archive's folder.
private struct FilesWalk {
  private var files = 0
  private var owner: uid_t?
  private var open: [String] = []
  private var openCount = 0
  private var foreign: [String] = []
  private var foreignCount = 0
  private var special: [String] = []
  private var leftovers: [String] = []
  private var leftoverCount = 0
  private var log: Int64 = 0

  /// Deeper than an archive's folders go (staging/CONNECTOR/DAY/FILE).
  private static let deepest = 16
  /// A log beyond this was not copied into the database for long: something keeps reading, or commands were killed.
  private static let longestLog: Int64 = 256 << 20
  /// A temporary file that nobody has written to for a day is no one's.
  private static let leftoverAge = 86_400

  mutating func look(at folder: URL, as path: String = "", depth: Int = 0) throws {
    guard depth < Self.deepest else { return special.append(path) }
    note(folder, path.isEmpty ? "." : path, isFolder: true)
    guard let stream = opendir(folder.path) else { throw DurableFile.failure("read", folder) }
    defer { closedir(stream) }
    // Name by name: a folder of content has thousands.
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if name == "." || name == ".." { continue }
      let (file, below) = (folder.appendingPathComponent(name), path.isEmpty ? name : "\(path)/\(name)")
      var status = stat()
      guard lstat(file.path, &status) == 0 else { continue }
      switch status.st_mode & S_IFMT {
      case S_IFDIR: try look(at: file, as: below, depth: depth + 1)
      case S_IFREG: note(file, below, isFolder: false)
      default: if special.count < Finding.mostNames { special.append(below) }
      }
    }
  }

  private mutating func note(_ file: URL, _ path: String, isFolder: Bool) {
    var status = stat()
    guard lstat(file.path, &status) == 0 else { return }
    if owner == nil { owner = status.st_uid }
    if !isFolder { files += 1 }
    if status.st_mode & 0o077 != 0 { Self.add(path, &open, &openCount) }
    if status.st_uid != owner { Self.add(path, &foreign, &foreignCount) }
    if path == "\(Archive.databaseName)-wal" { log = Int64(status.st_size) }
    if path.hasSuffix(".tmp"), time(nil) - status.st_mtim.tv_sec > Self.leftoverAge {
      Self.add(path, &leftovers, &leftoverCount)
    }
  }

  private static func add(_ name: String, _ names: inout [String], _ count: inout Int) {
    count += 1
    if names.count < Finding.mostNames { names.append(name) }
  }

  func findings(_ examination: Examination) -> [Finding] {
    var found: [Finding] = []
    if openCount > 0 {
      found.append(
        .error(
          "files", "others than the owner can get at \(Finding.naming(open, of: openCount))",
          "run 'chmod -R go= \(examination.folder.path)', and find out who could read it since when"))
    }
    if foreignCount > 0 {
      found.append(
        .warning(
          "files", "not the archive's owner's: \(Finding.naming(foreign, of: foreignCount))",
          "run 'chown -R' with the owner that the service runs as; commands run as root leave such files"))
    }
    if !special.isEmpty {
      found.append(
        .warning(
          "files", "neither file nor folder: \(Finding.naming(special, of: special.count))",
          "holdfast makes no links or devices in an archive; find out who did, and remove them"))
    }
    if leftoverCount > 0 {
      found.append(
        .warning(
          "files", "left by processes that were cut off: \(Finding.naming(leftovers, of: leftoverCount))",
          "the next 'holdfast connector run' removes them"))
    }
    if log > Self.longestLog {
      found.append(
        .warning(
          "files", "the write-ahead log has grown to \(log >> 20) MB",
          "see which process keeps reading the archive (fuser \(examination.database.path)); once it ends, the next "
            + "command copies the log into the database"))
    }
    return found.isEmpty
      ? [.ok("files", "\(files) files, all the owner's and readable by nobody else")] : found
  }
}
