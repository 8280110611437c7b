public import Archive
internal import GRDB
internal import Search

/// Where items lie that somebody deleted, or wanted destroyed and may not: searched like all others, brought back until
/// they are purged, and emptied by the sweep once their days are over and nothing keeps them.
///
/// An item's folder, when it was deleted and where it lay before are guarded by the triggers on `item`.
public enum RecoverableItems {
  /// An item that was brought back, and the folder it lies in again.
  public struct Restored: Sendable, Hashable {
    public var item: Item.ID
    public var folder: String
  }

  /// Brings items back to the folders they were deleted from.
  ///
  /// - Returns: those that were brought back; those that were not deleted are left.
  public static func restore(_ ids: [Item.ID], _ act: Act) throws -> [Restored] {
    let items = try SearchEngine(act.db, for: Viewer(act.session)).require(ids)
    let folders = try Folder.all(act.db)
    var restored: [Restored] = []
    var seen: Set<Item.ID> = []
    for item in items where seen.insert(item.id).inserted && item.deleted != nil {
      guard let origin = item.origin.flatMap({ folders[$0] }) else {
        throw StorageError("where item \(item.id) was deleted from is not on record", code: "item.origin")
      }
      try act.db.execute(
        sql: "UPDATE item SET folder = ?, deleted = NULL, origin = NULL, moved_entry = ? WHERE id = ?",
        arguments: [origin.id.rawValue, act.entry, item.id.rawValue])
      restored.append(Restored(item: item.id, folder: origin.name))
    }
    act.note("items", .list(restored.map { .number($0.item.rawValue) }))
    return restored
  }

  /// Moves an item there, or on to another of its folders.
  static func move(_ item: Item, to folder: Folder.Recoverable, _ act: Act) throws {
    let target = try Folder.recoverable(folder, act.db)
    guard item.folder != target else { return }
    try act.db.execute(
      sql: "UPDATE item SET folder = ?, deleted = ?, origin = ?, moved_entry = ? WHERE id = ?",
      arguments: [
        target.rawValue, (item.deleted ?? act.now).microseconds, (item.origin ?? item.folder).rawValue, act.entry,
        item.id.rawValue,
      ])
  }

  /// Keeps what was to be destroyed and may not be: out of its mailbox's folders, and found by every search.
  ///
  /// Gives where it lies now; nil for a record, which nobody deletes and which stays where it is.
  static func keep(_ blocked: DeletionGate.Outcome, _ act: Act) throws -> Folder.Recoverable? {
    let item = try Item.require(blocked.item, act.db)
    guard try RecordLock.among([item], act.db).isEmpty else { return nil }
    let folder = folder(for: blocked.reasons)
    try move(item, to: folder, act)
    return folder
  }

  private static func folder(for reasons: [BlockingReason]) -> Folder.Recoverable {
    let isDiscovery = reasons.contains { [.caseHold, .delayHold, .label, .policy].contains($0.kind) }
    return isDiscovery ? .discoveryHolds : .purges
  }
}
