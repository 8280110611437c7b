import Archive
import ArchiveTesting
import Foundation
import Testing

/// `export verify` finds whatever was done to an export, names the first file, and needs nothing but the folder.
@Suite("Verifying exports")
struct ExportVerifyTests {
  private static let eml = "custodians/ada.ames@corp.example/0001/20240101T093000Z_1.eml"

  struct Attack: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var message: String
    var act: @Sendable (URL) throws -> Void
  }

  private static func edit(_ url: URL, _ change: (String) -> String) throws {
    try Data(change(try String(contentsOf: url, encoding: .utf8)).utf8).write(to: url)
  }

  static let attacks: [Attack] = [
    Attack(testDescription: "a byte changed", message: "\(eml) differs: its SHA-256 is ") { out in
      try edit(out.appendingPathComponent(eml)) { $0.replacing("between", with: "betweem") }
    },
    Attack(testDescription: "a file made longer", message: "\(eml) differs: it has ") { out in
      try edit(out.appendingPathComponent(eml)) { $0 + "x" }
    },
    Attack(testDescription: "a file removed", message: "\(eml) is missing") { out in
      try FileManager.default.removeItem(at: out.appendingPathComponent(eml))
    },
    Attack(testDescription: "results.csv removed", message: "results.csv is missing") { out in
      try FileManager.default.removeItem(at: out.appendingPathComponent("results.csv"))
    },
    Attack(testDescription: "a file added at the end", message: "zzz.txt is extra: the manifest has no such file") {
      try Data().write(to: $0.appendingPathComponent("zzz.txt"))
    },
    Attack(
      testDescription: "a file added before", message: "custodians/ada.ames@corp.example.txt is extra: "
    ) { try Data().write(to: $0.appendingPathComponent("custodians/ada.ames@corp.example.txt")) },
    Attack(testDescription: "a hidden file added", message: ".hidden is extra: ") {
      try Data().write(to: $0.appendingPathComponent(".hidden"))
    },
    Attack(testDescription: "a link in place of a file", message: "\(eml) differs: it is no longer a plain file") {
      out in
      let file = out.appendingPathComponent(eml)
      let copy = out.deletingLastPathComponent().appendingPathComponent("copy.eml")
      try FileManager.default.moveItem(at: file, to: copy)
      try FileManager.default.createSymbolicLink(at: file, withDestinationURL: copy)
    },
    Attack(testDescription: "a line cut out of the manifest", message: "\(eml) is extra: ") { out in
      try edit(out.appendingPathComponent("manifest.json")) { text in
        text.split(separator: "\n").filter { !$0.contains(eml) }.joined(separator: "\n") + "\n"
      }
    },
    Attack(
      testDescription: "a file and its line cut out",
      message: "manifest.json is not as the export wrote it: its lists are not as long as it says"
    ) { out in
      try FileManager.default.removeItem(at: out.appendingPathComponent(eml))
      try edit(out.appendingPathComponent("manifest.json")) { text in
        text.split(separator: "\n").filter { !$0.contains(eml) }.joined(separator: "\n") + "\n"
      }
    },
    Attack(
      testDescription: "a path that leaves the folder", message: "manifest.json is not as the export wrote it: ../../x"
    ) { out in
      try edit(out.appendingPathComponent("manifest.json")) { $0.replacing(eml, with: "../../x") }
    },
    Attack(testDescription: "a manifest cut short", message: "manifest.json is not as the export wrote it: ") { out in
      try edit(out.appendingPathComponent("manifest.json")) { String($0.dropLast(4)) }
    },
    Attack(testDescription: "no manifest at all", message: "there is no export in ") {
      try FileManager.default.removeItem(at: $0.appendingPathComponent("manifest.json"))
    },
    Attack(
      testDescription: "an empty manifest", message: "manifest.json is not as the export wrote it: it doesn't begin"
    ) {
      try Data().write(to: $0.appendingPathComponent("manifest.json"))
    },
  ]

  @Test("each thing done to an export is found and named", arguments: attacks)
  func attack(_ attack: Attack) async throws {
    try await ExportCommandTests.with { test, out in
      let made = try await test.run(["export", "run", out.path, "--query", "", "--format", "eml"])
      #expect(made.status == Exit.done, "\(made.errors)")
      #expect(try await Command.run(["export", "verify", out.path]).status == Exit.done)
      try attack.act(out)
      let found = try await Command.run(["export", "verify", out.path])
      #expect(found.status == Exit.badInput)
      #expect(found.error["message"].text?.hasPrefix(attack.message) == true, "\(found.errors)")
    }
  }

  @Test("a forged manifest is told by the digest that the ledger has")
  func forgedManifest() async throws {
    try await ExportCommandTests.with { test, out in
      let made = try await test.run(["export", "run", out.path, "--query", "", "--format", "eml"])
      let digest = try #require(made.json["manifestSHA256"].text)
      let good = try await Command.run(["export", "verify", out.path, "--manifest", digest], asJSON: false)
      #expect(good.status == Exit.done)
      #expect(good.output.hasSuffix("manifest.json \(digest): as expected\n"))
      try Self.edit(out.appendingPathComponent("manifest.json")) {
        $0.replacing(#""query" : """#, with: #""query" : "x""#)
      }
      #expect(try await Command.run(["export", "verify", out.path]).status == Exit.done, "it agrees with itself")
      let forged = try await Command.run(["export", "verify", out.path, "--manifest", digest])
      #expect(forged.status == Exit.badInput)
      #expect(forged.error["code"].text == "export.damaged")
      #expect(forged.error["message"].text?.hasPrefix("manifest.json differs: its SHA-256 is ") == true)
      #expect(try await Command.run(["export", "verify", out.path, "--manifest", "abc"]).status == Exit.usage)
    }
  }
}
