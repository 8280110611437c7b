@testable internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Testing
@testable internal import Verifier

/// Two verifiers that share no code, and a third in Python, on exports that were tampered with at random.
@Suite("verifiers agree") struct DifferentialTests {
  private static let rounds = ProcessInfo.processInfo.environment["HOLDFAST_LONG_TESTS"] == nil ? 60 : 20_000

  /// What someone does to an export: one or several of these, one after the other.
  private struct Tamperer {
    var random: SplitMix
    /// Another state of the same archive, and another archive's export.
    let others: [ExportFile]
    let stranger = LedgerSigner()

    mutating func tamper(_ file: inout ExportFile) throws {
      for _ in 0..<Int.random(in: 1...2, using: &random) { try step(&file) }
    }

    private mutating func entry(of file: ExportFile) -> Int {
      1 + 2 * Int.random(in: 0..<max(file.entries, 1), using: &random)
    }

    private mutating func step(_ file: inout ExportFile) throws {
      guard file.lines.count > 4 else { return }
      let (one, other) = (entry(of: file), entry(of: file))
      let line = Int.random(in: 0..<file.lines.count, using: &random)
      switch Int.random(in: 0..<17, using: &random) {
      case 0: file.lines[one] = file.lines[one].replacing("invoice", with: "payment")
      case 1: file.lines[line] = flipped(file.lines[line])
      case 2: file.lines.removeSubrange(one...one + 1)
      case 3: file.lines.remove(at: line)
      case 4:
        file.lines.swapAt(one, other)
        file.lines.swapAt(one + 1, other + 1)
      case 5: file.lines.swapAt(one, other)
      case 6: file.lines.insert(contentsOf: file.lines[one...one + 1], at: other)
      case 7: file.lines.removeSubrange(line...)
      case 8: file.lines[line] = String(file.lines[line].prefix(Int.random(in: 0..<200, using: &random)))
      case 9: try file.renew()
      case 10:
        file.lines[one] = file.lines[one].replacing("invoice", with: "payment")
        try file.renew()
      case 11: try file.renew(with: stranger)
      case 12:
        file.lines[0] = file.lines[0].replacing(/"key":"\w+"/, with: "\"key\":\"\(stranger.publicKey.hex)\"")
        try file.renew(with: stranger)
      case 13:
        let part = others[Int.random(in: 0..<others.count, using: &random)]
        file.lines = Array(file.lines.prefix(one)) + part.lines.dropFirst(min(other, part.lines.count))
      case 14: file.lines.append(file.lines[line])
      case 15: file.lines[line] += ["\r", " ", "\u{0}", "\n"].randomElement(using: &random) ?? ""
      default: file.lines[0] = file.lines[0].replacing("Corp", with: "Evil")
      }
    }

    private mutating func flipped(_ line: String) -> String {
      var bytes = Array(line.utf8)
      guard !bytes.isEmpty else { return "{" }
      // Not the bit of letter case: hex digits of either case mean the same.
      bytes[Int.random(in: bytes.indices, using: &random)] ^= 1 << UInt8.random(in: 0..<5, using: &random)
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  private func withTamperer(_ body: (ExportFile, inout Tamperer, URL, String) throws -> Void) throws {
    try TestArchive.with { test in
      try test.act(6)
      let older = try ExportFile.of(test)
      try test.act(6)
      let good = try ExportFile.of(test)
      let foreign = try TestArchive.with { other in
        try other.act(9)
        return try ExportFile.of(other)
      }
      let seed = UInt64.random(in: 0 ... .max)
      print("tampering with seed \(seed)")
      var tamperer = Tamperer(random: SplitMix(seed: seed), others: [older, foreign])
      let file = test.archive.folder.appendingPathComponent("tampered.jsonl")
      try body(good, &tamperer, file, test.archive.ledgerKey.hex)
    }
  }

  private static func trimmed(_ line: String) -> String { line.trimmingCharacters(in: .whitespacesAndNewlines) }

  @Test("both name the same first entry of everything that was tampered with, with and without the key")
  func both() throws {
    try withTamperer { good, tamperer, file, key in
      var damaged = 0
      for round in 0..<Self.rounds {
        var bad = good
        try tamperer.tamper(&bad)
        try Data(bad.bytes).write(to: file)
        for expected in [key, nil] {
          let (own, builtIn) = (Verdict.independent(file, key: expected), Verdict.builtIn(file, key: expected))
          #expect(own == builtIn, "round \(round)")
          guard expected != nil else { continue }
          // A blank after a checkpoint or the seal says nothing and is not signed; every other change is found.
          if case .intact = own {
            #expect(bad.lines.map(Self.trimmed) == good.lines.map(Self.trimmed), "round \(round) passed")
          } else {
            damaged += 1
          }
        }
      }
      #expect(damaged > Self.rounds / 2)
    }
  }

  @Test(
    "a third, written from the format's description in Python, agrees with both",
    .enabled(if: Verdict.pythonIsHere, "python3 is not installed"))
  func third() throws {
    try withTamperer { good, tamperer, file, key in
      try Data(good.bytes).write(to: file)
      #expect(try Verdict.python(file, key: key))
      for round in 0..<6 {
        var bad = good
        try tamperer.tamper(&bad)
        try Data(bad.bytes).write(to: file)
        var isIntact = false
        if case .intact = Verdict.independent(file, key: key) { isIntact = true }
        #expect(try Verdict.python(file, key: key) == isIntact, "round \(round)")
      }
    }
  }
}
