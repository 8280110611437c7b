@testable internal import Archive
internal import ArchiveTesting
internal import Foundation
@testable internal import Verifier

/// An export's lines, to be tampered with.
struct ExportFile {
  var lines: [String]

  static func of(_ test: TestArchive) throws -> ExportFile {
    let file = test.archive.folder.appendingPathComponent("export-\(UUID().uuidString).jsonl")
    _ = try test.archive.exportLedger(to: file, by: test.session)
    let text = try String(contentsOf: file, encoding: .utf8)
    return ExportFile(lines: text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init))
  }

  var bytes: [UInt8] { Array((lines.joined(separator: "\n") + "\n").utf8) }
  var entries: Int { (lines.count - 2) / 2 }

  /// Makes every root anew from the texts as they stand, and, given a key, every signature and the seal.
  mutating func renew(with signer: LedgerSigner? = nil) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let decoder = JSONDecoder()
    var tree = MerkleTree()
    for index in stride(from: 1, to: lines.count - 2, by: 2) {
      tree.append(leaf: MerkleTree.leaf(Array(lines[index].utf8)))
      guard var checkpoint = try? decoder.decode(Checkpoint.self, from: Data(lines[index + 1].utf8)) else { continue }
      (checkpoint.size, checkpoint.root) = (tree.size, tree.root)
      if let signer { checkpoint = try signer.checkpoint(of: tree, at: Moment(microseconds: checkpoint.at)) }
      lines[index + 1] = String(decoding: try encoder.encode(checkpoint), as: UTF8.self)
    }
    guard let signer else { return }
    let message = ExportFormat.Seal.message(
      header: Array(lines[0].utf8), entries: tree.size, root: tree.root)
    let seal = ExportFormat.Seal(entries: tree.size, root: tree.root, signature: try signer.sign(message))
    lines[lines.count - 1] = String(decoding: try encoder.encode(seal), as: UTF8.self)
  }
}

/// What a verifier says of a file.
enum Verdict: Equatable {
  case intact(entries: Int64, root: String)
  case damaged(entry: Int64?)
  case notAnExport

  /// The verifier that has its own code.
  static func independent(_ file: URL, key: String?, known: KnownState? = nil) -> Verdict {
    do {
      let found = try ExportCheck(key: key.flatMap { Key(hex: $0) }, known: known).check(file.path)
      return .intact(entries: found.entries, root: Verifier.Hex.encode(found.root))
    } catch { return error.kind == .damage ? .damaged(entry: error.entry) : .notAnExport }
  }

  /// The archive's own.
  static func builtIn(_ file: URL, key: String?) -> Verdict {
    do {
      let found = try LedgerExportVerifier.verify(
        file, expectedKey: key.flatMap { LedgerPublicKey(hex: $0) }, everySignature: true)
      return .intact(entries: found.entries, root: found.root.hex)
    } catch { return (error as? LedgerDamage).map { .damaged(entry: $0.entry) } ?? .notAnExport }
  }

  /// Python's, which says only whether.
  static func python(_ file: URL, key: String?) throws -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["python3", TestFolders.root.appendingPathComponent("docs/examples/verify_ledger.py").path, file.path]
      + (key.map { [$0] } ?? [])
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  static let pythonIsHere = FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")
}
