internal import Archive
internal import Foundation
internal import Hold
internal import Testing

/// What anyone with the file and Debian's `sqlite3` is refused.
///
/// What the shell can still do is to turn the guards off first (`DROP TRIGGER`, `.dbconfig enable_trigger off`, writing
/// to the schema), and, citing the number of an act that nobody did, to permit the deletion of what no whole-mailbox
/// hold covers or to release a hold. None of that is an act on the ledger.
@Suite(
  "the database itself refuses, even to a sqlite3 shell", .enabled(if: SQLiteShell.isHere, "sqlite3 is not installed"))
struct ShellTests {
  static let day = "2024-02-01"
  static let sent = "2024-02-01T09:00:00Z"

  /// What may stand before an attack and makes no difference.
  static let preambles = [
    "", "PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON; PRAGMA defer_foreign_keys = 1;",
  ]

  @Test("every statement that would destroy, replace or re-point is refused with its reason")
  func refuses() async throws {
    try await withAttackedArchive { shell in
      let before = try shell.dump()
      for attack in ShellAttack.all {
        for preamble in Self.preambles {
          let said = try shell.run("\(preamble) BEGIN; \(attack.sql); COMMIT;")
          #expect(said.contains("holdfast: \(attack.refusal)"), "\(attack.sql) was answered: \(said)")
        }
      }
      let after = try shell.dump()
      #expect(before == after)
    }
  }

  @Test("a note to unlink a file that a message still has unlinks nothing")
  func forgedUnlink() async throws {
    try await withAttackedArchive { shell in
      let content = shell.world.archive.content
      let file = content.location(of: Digest(of: ErasureTests.recording))
      _ = try shell.run("INSERT INTO content_unlink SELECT digest FROM content;")
      #expect(try Erasure.run(shell.world.archive) == .done)
      #expect(FileManager.default.fileExists(atPath: file.path))
    }
  }

  /// Item 1 is Ann's, on hold; item 2 is Ben's and free; item 3 is Cat's, on delay hold; a fourth was purged.
  private func withAttackedArchive(_ body: (SQLiteShell) throws -> Void) async throws {
    try await HoldWorld.with { world in
      try await world.deliver(
        [
          .init(id: "1", sent: Self.sent, file: ErasureTests.recording),
          .init(id: "2", sent: Self.sent, from: "ben"),
          .init(id: "3", sent: Self.sent, from: "cat"),
          .init(id: "4", sent: Self.sent, from: "ben"),
        ], on: Self.day)
      _ = try await world.deliver(lines: ["not an item"], on: "2024-02-02")
      #expect(try [world.item("1"), world.item("2", of: "ben"), world.item("3", of: "cat")] == [1, 2, 3])
      try world.hold("ann")
      try world.legalCase("Matter")
      try world.hold(["ann"], in: "Matter", query: "merger")
      try world.hold("cat")
      try world.release("cat")
      try world.onCase("Matter") { try Custodian.add([HoldWorld.email("ann")], to: $0, hold: false, $1) }
      try world.onCase("Matter") {
        try CaseMailbox.add([HoldWorld.email("cat")], to: $0, as: .source, hold: false, $1)
      }
      try world.archive.perform(.litigationHoldChanged, by: world.session()) { act in
        _ = try HoldPlacement.changeLitigationHold(
          on: HoldWorld.email("ann"), note: LitigationNote(note: "n"), duration: nil, act)
      }
      try world.hold("ben")
      try world.release("ben")
      try world.endDelay("ben")
      try world.leaves("ben")
      try world.policy("seven years", .retain, days: 2557, for: .mailboxes([HoldWorld.email("ann")]))
      try world.purge(world.item("4", of: "ben"))
      try body(SQLiteShell(world: world))
    }
  }
}

/// Debian's `sqlite3` on the archive's database.
struct SQLiteShell {
  let world: HoldWorld

  static let path = "/usr/bin/sqlite3"
  static let isHere = FileManager.default.isExecutableFile(atPath: path)

  /// Runs statements and gives what the shell said, errors included.
  func run(_ sql: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.path)
    process.arguments = [world.archive.folder.appendingPathComponent("archive.sqlite").path, sql]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self)
  }

  func dump() throws -> String { try run(".dump") }
}
