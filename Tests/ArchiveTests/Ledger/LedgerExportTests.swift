@testable internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Testing

@Suite("Exporting the ledger")
struct LedgerExportTests {
  /// An export's lines, changed by `attack`, and what the verifier then finds; nil where it finds nothing.
  private func damage(
    entries: Int = 8, key: LedgerPublicKey? = nil, _ attack: (inout [String], TestArchive) throws -> Void
  ) throws -> LedgerDamage? {
    try TestArchive.with { test in
      try test.act(entries - 1)
      let file = test.archive.folder.appendingPathComponent("ledger.jsonl")
      _ = try test.archive.exportLedger(to: file, by: test.session)
      var lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
      #expect(lines.count == entries * 2 + 2)
      try attack(&lines, test)
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
      do {
        _ = try LedgerExportVerifier.verify(file, expectedKey: key)
        return nil
      } catch { return try #require(error as? LedgerDamage) }
    }
  }

  @Test("an untouched export is intact, has the archive's root, and is the owner's alone")
  func intact() throws {
    try TestArchive.with { test in
      try test.act(20)
      let root = try test.archive.verifyLedger(by: test.session).root
      let file = test.archive.folder.appendingPathComponent("ledger.jsonl")
      let summary = try test.archive.exportLedger(to: file, by: test.session)
      let found = try LedgerExportVerifier.verify(file, expectedKey: test.archive.ledgerKey)
      #expect(found.entries == 22)
      #expect(found.root == summary.root)
      #expect(found.root != root)
      #expect(found.organization == "Corp")
      #expect(try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int == 0o600)
      let leftovers = try FileManager.default.contentsOfDirectory(atPath: test.archive.folder.path)
      #expect(!leftovers.contains { $0.hasSuffix(".tmp") })
      #expect(
        throws: InputError("\(file.path) is there already; name a new file", code: "file.exists")
      ) { try test.archive.exportLedger(to: file, by: test.session) }
    }
  }

  @Test("an entry's line is the bytes that were hashed")
  func exactBytes() throws {
    let found = try damage { lines, test in
      let third = try test.archive.read { try LedgerReader.entries(limit: 9, $0) }.entries[2]
      let body = try LedgerEntry.body(of: third)
      #expect(Array(lines[5].utf8) == body)
    }
    #expect(found == nil)
  }

  @Test("an edited entry is named, also where the roots were made anew")
  func edited() throws {
    let plain = try damage { lines, _ in lines[9] = lines[9].replacing("invoice", with: "payment") }
    #expect(plain?.entry == 5)
    let forged = try damage { lines, _ in
      lines[9] = lines[9].replacing("invoice", with: "payment")
      try Self.renewRoots(&lines)
    }
    #expect(forged?.entry == 5)
    #expect(forged?.what.hasPrefix("it was changed and every root from here on made anew") == true)
  }

  @Test("deleted, exchanged and repeated entries are named")
  func moved() throws {
    #expect(try damage { lines, _ in lines.removeSubrange(9...10) }?.entry == 5)
    #expect(
      try damage { lines, _ in
        lines.swapAt(7, 13)
        lines.swapAt(8, 14)
        try Self.renewRoots(&lines)
      }?.entry == 4)
    #expect(try damage { lines, _ in lines.insert(contentsOf: lines[9...10], at: 11) }?.entry == 6)
    #expect(try damage { lines, _ in lines.remove(at: 10) }?.entry == 5)
  }

  @Test("a file cut short anywhere is found")
  func cutShort() throws {
    for kept in 1..<18 {
      let found = try #require(try damage { lines, _ in lines.removeSubrange(kept...) })
      #expect(found.entry == Int64(kept == 1 ? 1 : kept / 2 + (kept.isMultiple(of: 2) ? 0 : 1)))
    }
    let resealed = try damage { lines, _ in lines.removeSubrange(13..<17) }
    #expect(resealed == LedgerDamage(entry: 7, "the seal is over 8 entries, the export has 6"))
  }

  @Test("a changed header, a changed seal and anything after it are found")
  func headerAndSeal() throws {
    #expect(
      try damage { lines, _ in lines[0] = lines[0].replacing("Corp", with: "Evil") }?.what
        .hasPrefix("the header or the seal was changed") == true)
    #expect(
      try damage { lines, _ in lines[17] = lines[17].replacing("\"entries\":8", with: "\"entries\":9") }?.entry == 9)
    #expect(
      try damage { lines, _ in lines[17] = "{\"entries\":" } == LedgerDamage("line 18 of the export is a damaged seal"))
    #expect(
      try damage { lines, _ in lines.append("{}") } == LedgerDamage("line 19 of the export was added after the seal"))
  }

  @Test("an export signed anew with another key passes on its own, and fails against the key written down")
  func resigned() throws {
    func resign(_ lines: inout [String]) throws {
      let signer = LedgerSigner()
      var tree = MerkleTree()
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      lines[9] = lines[9].replacing("invoice", with: "payment")
      var header = try JSONDecoder().decode(ExportFormat.Header.self, from: Data(lines[0].utf8))
      header.key = signer.publicKey.hex
      lines[0] = String(decoding: try encoder.encode(header), as: UTF8.self)
      for index in stride(from: 1, to: lines.count - 1, by: 2) {
        tree.append(leaf: MerkleTree.leaf(Array(lines[index].utf8)))
        let old = try JSONDecoder().decode(Checkpoint.self, from: Data(lines[index + 1].utf8))
        let new = try signer.checkpoint(of: tree, at: Moment(microseconds: old.at))
        lines[index + 1] = String(decoding: try encoder.encode(new), as: UTF8.self)
      }
      let message = ExportFormat.Seal.message(header: Array(lines[0].utf8), entries: tree.size, root: tree.root)
      let seal = ExportFormat.Seal(entries: tree.size, root: tree.root, signature: try signer.sign(message))
      lines[lines.count - 1] = String(decoding: try encoder.encode(seal), as: UTF8.self)
    }
    #expect(try damage { lines, _ in try resign(&lines) } == nil)
    let written = LedgerSigner().publicKey
    #expect(
      try damage(key: written) { lines, _ in try resign(&lines) }?.what.hasSuffix("not with \(written.hex)") == true)
  }

  @Test("a file that is no export is refused as input")
  func noExport() throws {
    try TestFolders.withTemporary { folder in
      let file = folder.appendingPathComponent("x")
      for text in ["", "\n", "{}", "hello\nworld\n", "{\"format\":\"holdfast-ledger-export\"}\n"] {
        try Data(text.utf8).write(to: file)
        let error = #expect(throws: InputError.self) { try LedgerExportVerifier.verify(file) }
        #expect(error?.code == "export.format")
      }
      let missing = folder.appendingPathComponent("y")
      #expect(
        throws: InputError(
          "could not read \(missing.path): check the path and its permissions", code: "file.unreadable")
      ) { try LedgerExportVerifier.verify(missing) }
    }
  }

  @Test("no single changed byte of an export passes, and none crashes the verifier")
  func everyByte() throws {
    try TestArchive.with { test in
      try test.act(2)
      let file = test.archive.folder.appendingPathComponent("ledger.jsonl")
      _ = try test.archive.exportLedger(to: file, by: test.session)
      let good = try Data(contentsOf: file)
      for index in good.indices.dropLast() where index % 3 == 0 || index < 200 {
        var bad = good
        bad[index] ^= 1 << UInt8.random(in: 0..<5)
        try bad.write(to: file)
        let verdict = Result { try LedgerExportVerifier.verify(file) }
        // The bit of letter case is left alone: hex digits of either case mean the same.
        if case .success = verdict {
          Issue.record("byte \(index) changed from \(good[index]) to \(bad[index]) and passed")
        }
      }
    }
  }

  @Test("lines are read whole whatever the pieces they come in, and an endless one is refused")
  func lines() throws {
    try TestFolders.withTemporary { folder in
      let file = folder.appendingPathComponent("lines")
      let lines = (0..<40).map { _ in [UInt8](repeating: UInt8.random(in: 65...90), count: .random(in: 0...200_000)) }
      try Data(lines.joined(separator: [0x0A])).write(to: file)
      var reader = try LineReader(file)
      var read: [[UInt8]] = []
      while let line = try reader.next() { read.append(line) }
      #expect(read == (lines.last == [] ? lines.dropLast() : lines))
      #expect(reader.number == read.count)
      try Data(count: LineReader.longestLine + (4 << 20)).write(to: file)
      var endless = try LineReader(file)
      #expect(throws: LedgerDamage("line 1 of the file is longer than any entry")) { try endless.next() }
    }
  }

  private static func renewRoots(_ lines: inout [String]) throws {
    var tree = MerkleTree()
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    for index in stride(from: 1, to: lines.count - 1, by: 2) {
      tree.append(leaf: MerkleTree.leaf(Array(lines[index].utf8)))
      var checkpoint = try JSONDecoder().decode(Checkpoint.self, from: Data(lines[index + 1].utf8))
      checkpoint.root = tree.root
      lines[index + 1] = String(decoding: try encoder.encode(checkpoint), as: UTF8.self)
    }
  }
}
