internal import Foundation
internal import GRDB
internal import Glibc

extension Check {
  /// The files of large content: there, as they were, and none that nothing refers to.
  static let content = Check("content") { examination in
    try examination.read { db in
      var files = ContentFiles(examination)
      try files.compare(db)
      try files.findOrphans(db)
      return files.findings
    }
  }
}

/// Compares the content store with the database's rows.
private struct ContentFiles {
  private let folder: URL
  private let isQuick: Bool
  private var files = 0
  private var missing = Named()
  private var altered = Named()
  private var orphans = Named()
  private var pending = 0
  /// In object stores.
  private var elsewhere = 0

  /// Files looked at together on all cores: memory is so many names.
  private static let batch = 128

  private struct Named {
    var names: [String] = []
    var count = 0

    mutating func add(_ name: String) {
      count += 1
      if names.count < Finding.mostNames { names.append(name) }
    }

    var text: String { Finding.naming(names, of: count) }
  }

  init(_ examination: Examination) { (folder, isQuick) = (examination.content.folder, examination.isQuick) }

  mutating func compare(_ db: Database) throws {
    // What lies in an object store is not this machine's; 'audit verify --deep' reads it.
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT c.digest, c.size FROM content c LEFT JOIN content_object o ON o.digest = c.digest
        WHERE c.bytes IS NULL AND o.store IS NULL ORDER BY c.digest
        """)
    elsewhere = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM content_object WHERE store IS NOT NULL") ?? 0
    var batch: [(Digest, Int64)] = []
    while let row = try rows.next() {
      guard let digest = Digest(bytes: row[0] as Data) else { continue }
      batch.append((digest, row[1]))
      if batch.count == Self.batch {
        look(at: batch)
        batch = []
      }
    }
    look(at: batch)
    pending = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM content_unlink") ?? 0
  }

  private enum State: UInt8 { case whole, missing, altered }

  private mutating func look(at batch: [(Digest, Int64)]) {
    guard !batch.isEmpty else { return }
    let states = UnsafeStates(batch.count)
    let (folder, isQuick) = (folder, isQuick)
    DispatchQueue.concurrentPerform(iterations: batch.count) { index in
      states.set(index, Self.state(of: batch[index].0, size: batch[index].1, folder, isQuick))
    }
    files += batch.count
    for (index, state) in states.all.enumerated() {
      switch state {
      case .whole: break
      case .missing: missing.add(batch[index].0.hex)
      case .altered: altered.add(batch[index].0.hex)
      }
    }
  }

  private static func state(of digest: Digest, size: Int64, _ folder: URL, _ isQuick: Bool) -> State {
    let file = ContentStore.location(of: digest, in: folder)
    var status = stat()
    guard stat(file.path, &status) == 0 else { return .missing }
    guard Int64(status.st_size) == size else { return .altered }
    if isQuick { return .whole }
    do {
      let next = try BackupFile.pieces(file, .plain, context: "")
      var running = RunningDigest()
      while let piece = try next() { running.update(piece) }
      return running.finish() == digest ? .whole : .altered
    } catch { return .altered }
  }

  /// One slot for each, written by whichever thread looks at it.
  private final class UnsafeStates: @unchecked Sendable {
    private let lock = NSLock()
    private var states: [State]

    init(_ count: Int) { states = Array(repeating: .whole, count: count) }

    func set(_ index: Int, _ state: State) { lock.withLock { states[index] = state } }
    var all: [State] { lock.withLock { states } }
  }

  mutating func findOrphans(_ db: Database) throws {
    let known = try db.cachedStatement(
      sql:
        "SELECT EXISTS (SELECT 1 FROM content WHERE digest = ?1) OR EXISTS (SELECT 1 FROM content_unlink WHERE digest = ?1)"
    )
    let root = self.folder
    for prefix in (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? [] where prefix.count == 2 {
      let folder = root.appendingPathComponent(prefix, isDirectory: true)
      for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] {
        guard let digest = Digest(hex: name), name.hasPrefix(prefix) else {
          orphans.add("\(prefix)/\(name)")
          continue
        }
        if try Bool.fetchOne(known, arguments: [Data(digest.bytes)]) != true { orphans.add(name) }
      }
    }
  }

  var findings: [Finding] {
    var found: [Finding] = []
    if missing.count > 0 {
      found.append(
        .error(
          "content", "\(missing.count) content files are missing: \(missing.text)",
          "copy them back from a backup (restore it elsewhere): the name is the SHA-256 of what must be in it"))
    }
    if altered.count > 0 {
      found.append(
        .error(
          "content", "\(altered.count) content files are not what they were: \(altered.text)",
          "check the disk; copy them back from a backup (restore it elsewhere)"))
    }
    if orphans.count > 0 {
      found.append(
        .warning(
          "content", "\(orphans.count) content files that nothing refers to: \(orphans.text)",
          "a crash leaves such files, and the next delivery of the same content takes them up; if none is due, remove them"
        ))
    }
    if pending > 0 {
      found.append(
        .warning(
          "content", "\(pending) files of purged content are still to be removed", "run 'holdfast erasure run'"))
    }
    let depth = isQuick ? "all there" : "all as they were"
    if found.isEmpty { found.append(.ok("content", "\(files) files, \(depth), and no others")) }
    if elsewhere > 0 {
      found.append(
        .ok("content", "\(elsewhere) more lie in object stores, where 'holdfast storage show' looks after them"))
    }
    return found
  }
}
