internal import ArchiveTesting
internal import Foundation
internal import Testing

/// `docs/deletions.md` names everything in the sources that can remove anything, and nothing that isn't there.
@Suite("the inventory of deletions") struct DeletionInventoryTests {
  /// By source and way, how often.
  private typealias Inventory = [String: [String: Int]]

  private static func documented() throws -> Inventory {
    let page = TestFolders.root.appendingPathComponent("docs/deletions.md")
    let row = /^\| `(Sources\/[^`]+)` \| `([^`]+)`(?: ×(\d+))? \| .+ \| .+ \|$/.anchorsMatchLineEndings()
    var inventory: Inventory = [:]
    for match in try String(contentsOf: page, encoding: .utf8).matches(of: row) {
      let (source, way) = (String(match.1), String(match.2))
      inventory[source, default: [:]][way, default: 0] += match.3.flatMap { Int($0) } ?? 1
    }
    return inventory
  }

  private static func found() throws -> Inventory {
    let folder = TestFolders.root.appendingPathComponent("Sources")
    var inventory: Inventory = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    where [".swift", ".c", ".cpp", ".h"].contains(where: path.hasSuffix) {
      let text = try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
      let found = try WayToDelete.found(in: text)
      if !found.isEmpty { inventory["Sources/\(path)"] = found }
    }
    return inventory
  }

  @Test("has each way to delete, overwrite or blank that stands in the sources, as often as it stands there")
  func isComplete() throws {
    let (documented, found) = (try Self.documented(), try Self.found())
    #expect(documented.count > 50)
    for source in Set(documented.keys).union(found.keys).sorted() {
      let (said, there) = (documented[source] ?? [:], found[source] ?? [:])
      for way in Set(said.keys).union(there.keys).sorted() {
        #expect(
          said[way, default: 0] == there[way, default: 0],
          "\(source): '\(way)' stands there \(there[way, default: 0]) times, docs/deletions.md has \(said[way, default: 0])"
        )
      }
    }
  }

  @Test(
    "sees a new way at once",
    arguments: [
      (#"try db.execute(sql: "DELETE FROM item WHERE id = ?")"#, "DELETE FROM item"),
      ("INSERT OR REPLACE INTO setting VALUES (1, 2)", "REPLACE INTO setting"),
      ("DROP TABLE IF EXISTS message", "DROP TABLE message"),
      ("UPDATE message SET stored = NULL", "UPDATE message"),
      ("INSERT INTO search_text (search_text, rowid) VALUES ('delete', ?)", "'delete'"),
      ("unlink(file.path)", "unlink"), ("Glibc.rename(a, b)", "rename"),
      ("try FileManager.default.removeItem(at: url)", "removeItem"),
      ("open(path, O_WRONLY | O_TRUNC)", "O_TRUNC"), ("try Data(bytes).write(to: url)", "Data.write(to:)"),
      ("let gate = try DeletionGate(act, content: content)", "DeletionGate()"),
      ("try store.remove(key)", "ObjectStore.remove()"),
    ])
  func sees(code: String, way: String) throws {
    #expect(try WayToDelete.found(in: code) == [way: 1])
    #expect(try WayToDelete.found(in: "  // \(code)").isEmpty)
  }
}
