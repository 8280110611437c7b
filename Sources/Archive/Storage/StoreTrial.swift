internal import Foundation

/// Finds out whether a store does what the archive needs of it, with an object that it removes again.
public enum StoreTrial {
  /// Stores, reads and removes an object; says whether the store can lock objects.
  ///
  /// - Throws: ``StorageError`` for the first thing that fails.
  public static func run(_ store: any ObjectStore, _ settings: StoreSettings) throws -> Bool {
    let bytes = (0..<64).map { _ in UInt8.random(in: 0 ... .max) }
    let key = "\(settings.prefix)trial/\(UUID().uuidString.lowercased())"
    try put(bytes, as: key, in: store)
    guard try store.size(of: key) == Int64(bytes.count), try store.read(key, from: 0, count: bytes.count) == bytes
    else { throw StoreProblem.failed.error("\(store.address) does not give back what it was given") }
    guard try store.list("\(settings.prefix)trial/", page: nil).objects.contains(where: { $0.key == key }) else {
      throw StoreProblem.failed.error("\(store.address) does not list what it was given")
    }
    try store.remove(key)
    return try store.hasLocks()
  }

  /// Makes the place this archive's, or finds that it is.
  ///
  /// Two archives in one place would each take the other's content for leftovers, so whoever comes second is refused.
  public static func claim(_ store: any ObjectStore, _ settings: StoreSettings, for archive: Archive) throws {
    let name = Array((archive.ledgerKey.hex + "\n").utf8)
    let key = "\(settings.prefix)archive"
    if let size = try store.size(of: key) {
      guard size == Int64(name.count), try store.read(key, from: 0, count: name.count) == name else {
        throw InputError(
          "\(store.address) is another archive's: its object 'archive' has another ledger's key; give each archive a "
            + "prefix of its own", code: "storage.taken")
      }
      return
    }
    try put(name, as: key, in: store)
  }

  private static func put(_ bytes: [UInt8], as key: String, in store: any ObjectStore) throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-trial-\(UUID().uuidString)")
    try Data(bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    try store.put(LocalObject(path: file.path, size: Int64(bytes.count), digest: Digest(of: bytes)), as: key)
  }
}
