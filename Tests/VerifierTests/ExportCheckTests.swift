@testable internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Testing
@testable internal import Verifier

@Suite("holdfast-verify: exports") struct ExportCheckTests {
  private func finding(_ file: URL, key: String? = nil, known: KnownState? = nil) -> String? {
    do {
      _ = try ExportCheck(key: key.flatMap { Key(hex: $0) }, known: known).check(file.path)
      return nil
    } catch { return error.description }
  }

  @Test("an untouched export is intact, and has the root that the archive says")
  func intact() throws {
    try TestArchive.with { test in
      try test.act(20)
      let file = test.archive.folder.appendingPathComponent("ledger.jsonl")
      let summary = try test.archive.exportLedger(to: file, by: test.session)
      let found = try ExportCheck(key: Key(hex: test.archive.ledgerKey.hex)).check(file.path)
      #expect(found.entries == 21)
      #expect(Verifier.Hex.encode(found.root) == summary.root.hex)
      #expect(found.organization == "Corp")
    }
  }

  @Test("a later export continues an earlier one; one of another history, or an earlier one, does not")
  func continuation() throws {
    try TestArchive.with { test in
      try test.act(5)
      let (old, new) = (try ExportFile.of(test), test.archive.folder.appendingPathComponent("new.jsonl"))
      let state = try #require(
        JSONDecoder().decode(ExportFormat.Seal.self, from: Data(old.lines[13].utf8)) as ExportFormat.Seal?)
      let known = KnownState(size: state.entries, root: state.root.bytes)
      try test.act(5)
      _ = try test.archive.exportLedger(to: new, by: test.session)
      #expect(finding(new, known: known) == nil)
      #expect(
        finding(new, known: KnownState(size: 6, root: Hashes.of([1])))
          == "the ledger is damaged at entry 6: the export does not continue what is known: the root over entries 1 to 6 "
          + "is another")
      #expect(
        finding(new, known: KnownState(size: 99, root: known.root))
          == "the ledger is damaged at entry 13: it is missing: 99 entries were known, and the export has 12")
    }
  }

  @Test("a file that is no export, or can't be read, is named as such")
  func noExport() throws {
    try TestFolders.withTemporary { folder in
      let file = folder.appendingPathComponent("x")
      for text in ["", "\n", "{}", "hello", "[[[[", #"{"format":"holdfast-ledger-export"}"#] {
        try Data(text.utf8).write(to: file)
        #expect(finding(file) == "\(file.path) is not an export of a ledger: its first line is no header")
      }
      #expect(finding(folder.appendingPathComponent("y"))?.hasSuffix("/y: No such file or directory") == true)
      #expect(finding(folder)?.hasSuffix(": Is a directory") == true)
    }
  }

  @Test("no single changed byte of an export passes, and none crashes the program")
  func everyByte() throws {
    try TestArchive.with { test in
      try test.act(2)
      let good = try ExportFile.of(test).bytes
      let file = test.archive.folder.appendingPathComponent("bad.jsonl")
      for index in good.indices.dropLast() where index % 29 == 0 || index < 60 {
        var bad = good
        bad[index] ^= 1 << UInt8.random(in: 0..<5)
        try Data(bad).write(to: file)
        #expect(finding(file) != nil, "byte \(index) changed from \(good[index]) to \(bad[index]) and passed")
      }
    }
  }

  @Test("lines are read whole whatever the pieces they come in, and an endless one is refused")
  func lines() throws {
    try TestFolders.withTemporary { folder in
      let file = folder.appendingPathComponent("lines")
      let lines = (0..<30).map { _ in [UInt8](repeating: .random(in: 65...90), count: .random(in: 0...200_000)) }
      try Data(lines.joined(separator: [0x0A])).write(to: file)
      var reader = try Lines(file.path)
      var read: [[UInt8]] = []
      while let line = try reader.next() { read.append(line) }
      reader.close()
      #expect(read == (lines.last == [] ? lines.dropLast() : lines))
      try Data(count: Lines.longest + (4 << 20)).write(to: file)
      #expect(finding(file) == "the ledger is damaged: line 1 of the file is longer than any entry")
    }
  }

  @Test(
    "a ledger's time is read to the microsecond",
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2024-02-29T23:59:59.999999Z", 1_709_251_199_999_999),
      ("2024-01-31T12:00:00.25Z", 1_706_702_400_250_000), ("2026-11-23T22:49:33Z", 1_795_474_173_000_000),
    ] as [(String, Int64)])
  func times(_ text: String, _ microseconds: Int64) {
    #expect(Forms.microseconds(text) == microseconds)
    #expect(RFC3339.parse(text)?.moment.microseconds == microseconds)
  }

  @Test(
    "what is no time of the ledger's is none",
    arguments: [
      "", "Z", "2024-01-31", "2024-01-31T12:00:00", "2024-01-31T12:00:00+01:00", "2024-01-31T12:00:00.Z",
      "2024-01-31T12:00:00.1234567Z", "2024-13-31T12:00:00Z", "2024-01-31T12:00:00.-1Z",
    ])
  func noTimes(_ text: String) { #expect(Forms.microseconds(text) == nil) }
}
