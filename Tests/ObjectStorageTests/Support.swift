internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import ObjectStorage
internal import Testing

/// Buckets of the real server, and archives that keep their content there.
enum Bucket {
  static let isThere = ObjectServer.shared != nil

  /// The settings of a new bucket.
  static func settings(
    _ keys: KeyRing, withLocks: Bool = false, lock: StoreSettings.Lock = .off, bucket: String? = nil,
    endpoint: String? = nil, secret: String = ObjectServer.secret
  ) throws -> StoreSettings {
    let server = try #require(ObjectServer.shared)
    let place = try server.place(withLocks: withLocks)
    return try StoreSettings(
      kind: .s3, endpoint: endpoint ?? server.endpoint, bucket: bucket ?? place.bucket, prefix: place.prefix,
      region: "us-east-1", lock: lock, authorities: nil,
      credentials: .key(id: ObjectServer.keyID, secret: secret), keys: keys)
  }

  /// Tries that don't make a test wait.
  static var quick: StoreOptions {
    var options = StoreOptions()
    (options.attempts, options.firstPause, options.connectTimeout) = (2, .milliseconds(10), .seconds(2))
    return options
  }

  static func open(_ settings: StoreSettings, _ keys: KeyRing, options: StoreOptions = quick) throws -> any ObjectStore
  {
    try ObjectStorage.open(settings, settings.credentials(keys), options: options)
  }
}

extension ObjectStore {
  /// Stores bytes by way of a file, as everything is stored.
  func put(_ bytes: [UInt8], as key: String, in folder: URL) throws {
    let file = folder.appendingPathComponent(UUID().uuidString)
    try Data(bytes).write(to: file)
    try put(LocalObject(path: file.path, size: Int64(bytes.count), digest: Digest(of: bytes)), as: key)
  }

  func all(_ key: String, size: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    let next = pieces(of: key, size: Int64(size))
    while let piece = try next() { bytes += piece }
    return bytes
  }

  func keys(_ prefix: String) throws -> [String] {
    var found: [String] = []
    var page: String?
    repeat {
      let answer = try list(prefix, page: page)
      found += answer.objects.map(\.key)
      page = answer.next
    } while page != nil
    return found
  }
}

extension TestArchive {
  /// The archive opened anew, as the command opens it.
  func withStores(_ options: StoreOptions = Bucket.quick) throws -> TestArchive {
    let archive = try Archive.open(at: archive.folder) { try ObjectStorage.open($0, $1, options: options) }
    return TestArchive(archive: archive, session: session)
  }

  /// Sends content or staging to a store, or back.
  func use(_ settings: StoreSettings?, for purpose: ObjectStores.Purpose = .content) throws {
    var settings = settings
    try archive.perform(.storageChanged, by: session) { act in
      try settings?.save(act)
      try ObjectStores.use(settings?.id, for: purpose, act)
    }
  }

  func store(_ purpose: ObjectStores.Purpose = .content) throws -> any ObjectStore {
    try #require(try archive.content.objects.current(purpose)).store
  }

  /// Keeps content as an import does, and enters it.
  func keep(_ bytes: [UInt8]) async throws -> Digest {
    let digest = Digest(of: bytes)
    let file = try archive.content.temporaryFile()
    try Data(bytes).write(to: file)
    try await archive.content.keep(file, as: digest, size: Int64(bytes.count))
    try enter(digest, bytes.count)
    return digest
  }

  func enter(_ digest: Digest, _ size: Int) throws {
    _ = try archive.perform(.itemsImported, by: session) {
      try archive.content.register(digest, size: Int64(size), bytes: nil, $0.db)
    }
  }

  func read(_ digest: Digest) throws -> [UInt8] {
    try archive.read { db in
      var bytes: [UInt8] = []
      let next = try archive.content.pieces(of: digest, db)
      while let piece = try next() { bytes += piece }
      return bytes
    }
  }

  func drop(_ digest: Digest) throws {
    try archive.perform(.itemsPurged, by: session) { act in
      let id = try Int64.fetchOne(
        act.db, sql: "SELECT id FROM content WHERE digest = ?", arguments: [Data(digest.bytes)])
      try archive.content.dropUnreferenced([#require(id)], act.db)
    }
  }

  func count(_ table: String) throws -> Int {
    try archive.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM \(table)") } ?? 0
  }
}

/// Bytes of which no two pages are the same: random once, and numbered.
func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
  var random = SplitMix(seed: seed)
  var page = (0..<4_096).map { _ in UInt8.random(in: 0 ... .max, using: &random) }
  var bytes: [UInt8] = []
  bytes.reserveCapacity(count + page.count)
  while bytes.count < count {
    withUnsafeBytes(of: bytes.count) { page.replaceSubrange(0..<8, with: $0) }
    bytes += page
  }
  return Array(bytes.prefix(count))
}
