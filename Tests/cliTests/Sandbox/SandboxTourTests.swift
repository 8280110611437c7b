internal import ArchiveTesting
internal import Foundation
internal import Testing

@Suite("sandbox tour") struct SandboxTourTests {
  /// One tour serves several tests: it takes seconds.
  private static let tour = Task { try await Command.run(["sandbox", "tour"]) }

  @Test("the tour takes every step of the main job, and each ends as it should")
  func steps() async throws {
    let result = try await Self.tour.value
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.json["schema"].int == 1)
    let steps = result.json["steps"].list
    let commands = steps.map { $0["command"].text ?? "" }
    for part in [
      "sandbox generate", "sandbox site", "init --sandbox", "directory import", "partner provision", "connector create",
      "connector run", "quarantine list", "quarantine replay", "case create", "case custodian add", "item purge",
      "item explain", "sqlite3", "retention policy create", "retention rehearse", "retention run", "audit verify",
      "audit export",
    ] {
      #expect(commands.contains { $0.contains(part) }, "no step with '\(part)'")
    }
    // Only what is meant to be refused, found wrong or left waiting ends otherwise than with 0.
    let others = steps.filter { $0["exit"].int != 0 }.map { "\($0["exit"].int ?? -1) \($0["command"].text ?? "")" }
    let refusals = others.map { $0.split(separator: " ").prefix(3).joined(separator: " ") }
    #expect(
      refusals.filter { !$0.contains("sqlite3") } == [
        "4 holdfast connector", "4 holdfast quarantine", "65 holdfast search", "3 holdfast item", "65 holdfast audit",
      ])
  }

  @Test("it shows texts of at least four scripts being found, each in its own letters")
  func scripts() async throws {
    let steps = try await Self.tour.value.json["steps"].list
    let searches = steps.filter { $0["command"].text?.hasPrefix("holdfast search") == true }
    let scripts: [String: ClosedRange<UInt32>] = [
      "Thai": 0x0E00...0x0E7F, "Japanese": 0x3040...0x30FF, "Arabic": 0x0600...0x06FF, "Greek": 0x0370...0x03FF,
      "Devanagari": 0x0900...0x097F,
    ]
    for (name, range) in scripts {
      let isFound = searches.contains { step in
        [step["command"], step["output"][1]].allSatisfy { shown in
          (shown.text ?? "").unicodeScalars.contains { range.contains($0.value) }
        }
      }
      #expect(isFound, "no search in \(name) that found something in it")
    }
  }

  @Test("it fits a hundred columns and has no colours or cursor tricks")
  func plain() async throws {
    let text = try await Command.run(["sandbox", "tour"], asJSON: false)
    #expect(text.status == 0, "\(text.errors)")
    #expect(!text.stdout.contains(0x1B))
    #expect(!text.stdout.contains(0x0D))
    // Letters of scripts that take two columns are held to the width by the layout's own tests.
    let tooLong = text.output.split(separator: "\n").filter { $0.count > 100 }
    #expect(tooLong.isEmpty, "\(tooLong)")
    #expect(text.output.contains("\n$ holdfast item purge "))
    #expect(text.output.contains(" is kept by caseHold 'Custodian hold'\n  (exit 3)\n"))
    #expect(text.output.hasSuffix("commands, each outcome checked.\n"))
  }

  @Test("with --keep everything stays to be tried on, and nothing that is there is touched")
  func keep() async throws {
    try await TestFolders.withTemporary { folder in
      let kept = try await Command.run(["sandbox", "tour", "--keep", "tour"], directory: folder)
      #expect(kept.status == 0, "\(kept.errors)")
      let place = folder.appendingPathComponent("tour")
      let found = try await Command.run(["search", "", "--limit", "0"], directory: place)
      #expect((found.json["items"].int ?? 0) > 0)
      // The tour altered its own export and nothing else.
      #expect(try await Command.run(["audit", "verify"], directory: place).status == 0)

      let again = try await Command.run(["sandbox", "tour", "--keep", "tour"], directory: folder)
      #expect(again.status == 65)
      #expect(again.error["code"].text == "tour.folder")
      #expect(again.error["message"].text == "\(place.path) is there already; give --keep a folder that isn't")
    }
  }
}
