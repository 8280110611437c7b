import Archive
import ArchiveTesting
import Foundation
import Testing

@Suite("holdfast audit")
struct AuditCommandTests {
  private func withLedger(_ body: (TestArchive, URL) async throws -> Void) async throws {
    try await HandmadeFeed.with { _, test in
      let ada = HandmadeFeed.ada.email
      _ = try await test.run(["case", "create", "Merger"])
      _ = try await test.run(["hold", "place", "Merger", "=h", "--mailbox", ada, "--query", "project"])
      _ = try await test.run(["hold", "litigation", "place", ada])
      _ = try await test.run(["--as", "eve@corp.example", "search", "secret"])
      try await body(test, test.archive.folder.deletingLastPathComponent())
    }
  }

  /// The verifier, run as its users run it.
  private func verify(_ arguments: [String]) throws -> (status: Int32, output: String, errors: String) {
    let process = Process()
    process.executableURL = Command.program.deletingLastPathComponent().appendingPathComponent("holdfast-verify")
    process.arguments = arguments
    let (output, errors) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, errors)
    try process.run()
    let texts = try [output, errors].map { try $0.fileHandleForReading.readToEnd() ?? Data() }
    process.waitUntilExit()
    return (
      process.terminationStatus, String(decoding: texts[0], as: UTF8.self), String(decoding: texts[1], as: UTF8.self)
    )
  }

  @Test("the rows that the ledger commits to are exported and checked without the archive; an edited one is named")
  func rows() async throws {
    try await withLedger { test, folder in
      let (rows, ledger) = (folder.appendingPathComponent("rows.jsonl"), folder.appendingPathComponent("l.jsonl"))
      let written = try await test.run(["audit", "export", rows.path, "--rows"])
      #expect(written.status == Exit.done && (written.json["rows"].int ?? 0) > 3, "\(written.errors)")
      #expect(try await test.run(["audit", "export", rows.path, "--rows"]).status == Exit.badInput)
      #expect(try await test.run(["audit", "export", "x", "--rows", "--format", "csv"]).status == Exit.usage)
      _ = try await test.run(["audit", "export", ledger.path])
      let key = test.archive.ledgerKey.hex
      let intact = try verify([ledger.path, "--key", key, "--rows", rows.path])
      #expect(intact.status == 0 && intact.output.contains("rows are as the ledger says"), "\(intact.errors)")
      let text = try String(contentsOf: rows, encoding: .utf8)
      try text.replacing("project", with: "nothing").write(to: rows, atomically: true, encoding: .utf8)
      let edited = try verify([ledger.path, "--key", key, "--rows", rows.path])
      #expect(edited.status == 65)
      #expect(edited.errors.contains("is not what this act left: it was changed"), "\(edited.errors)")
      let cut = text.split(separator: "\n").dropLast().joined(separator: "\n") + "\n"
      try cut.write(to: rows, atomically: true, encoding: .utf8)
      #expect(try verify([ledger.path, "--key", key, "--rows", rows.path]).errors.contains("gone"))
      #expect(try verify([rows.path, "--rows", rows.path]).status == 65)
    }
  }

  @Test("an entry is listed with its operation, case, places, result and client beside what the ledger says")
  func listing() async throws {
    try await withLedger { test, _ in
      let held = try await test.run(["audit", "list", "--operation", "new-caseholdpolicy"]).json["entries"]
      #expect(held.list.count == 1)
      let entry = held[0]
      #expect(
        entry.names == [
          "action", "actor", "at", "case", "client", "details", "exclusions", "locations", "object", "operation",
          "query", "recordType", "result", "seq",
        ])
      #expect(entry["action"].text == "HoldCreated")
      #expect(entry["operation"].text == "HoldCreated")
      #expect(entry["recordType"].text == "Discovery")
      #expect(entry["case"].text == "Merger")
      #expect(entry["query"].text == "project")
      #expect(entry["locations"] == .list([.text(HandmadeFeed.ada.email)]))
      #expect(entry["result"].text == "done")
      #expect(entry["client"]["user"].text == TestArchive.machineUser)
      #expect(entry["client"]["host"].text?.isEmpty == false)
      #expect((entry["client"]["process"].int ?? 0) > 0)
      let litigation = try await test.run(["audit", "list", "--operation", "Set-Mailbox"]).json["entries"]
      #expect(litigation.list.map { $0["action"].text } == ["LitigationHoldPlaced"])
      #expect(litigation[0]["recordType"].text == "ExchangeAdmin")
      let refused = try await test.run(["audit", "list", "--result", "refused"]).json["entries"]
      #expect(refused.list.map { $0["actor"].text } == ["eve@corp.example"])
      let unknown = try await test.run(["audit", "list", "--operation", "Set-Nothing"])
      #expect(unknown.status == Exit.badInput)
      #expect(unknown.error["code"].text == "audit.operation")
    }
  }

  @Test("pages follow each other by the value of 'next'")
  func pages() async throws {
    try await withLedger { test, _ in
      let first = try await test.run(["audit", "list", "--order", "oldest", "--limit", "2"])
      #expect(first.json.names == ["entries", "matching", "next", "omitted", "schema"])
      #expect(first.json["entries"].list.compactMap { $0["seq"].int } == [1, 2])
      let next = try #require(first.json["next"].text)
      let second = try await test.run(["audit", "list", "--order", "oldest", "--limit", "2", "--after", next])
      #expect(second.json["entries"].list.compactMap { $0["seq"].int } == [3, 4])
      let text = try await test.run(["audit", "list", "--limit", "1", "--actor", "eve@corp.example"], asJSON: false)
      #expect(text.output.contains("AccessDenied"))
      #expect(try await test.run(["audit", "list", "--after", "x"]).status == Exit.usage)
      #expect(try await test.run(["audit", "list", "--until", "soon"]).status == Exit.usage)
    }
  }

  @Test("entries are exported as CSV with formulas neutralised, as JSON and as lines")
  func tables() async throws {
    try await withLedger { test, folder in
      let csv = folder.appendingPathComponent("holds.csv").path
      let done = try await test.run(["audit", "export", csv, "--format", "csv", "--case", "Merger"])
      #expect(done.json["entries"].int == 2)
      let reader = try CSVReader([UInt8](Data(contentsOf: URL(fileURLWithPath: csv))))
      let records = try reader.map { try $0.get().fields }
      #expect(
        records.first?.prefix(8) == ["Entry", "Time", "User", "Operation", "RecordType", "Action", "Object", "Case"])
      #expect(records.dropFirst().map { $0[3] } == ["CaseAdded", "HoldCreated"])
      #expect(records[2][12].contains(#""hold":"=h""#))
      let json = folder.appendingPathComponent("all.json")
      _ = try await test.run(["audit", "export", json.path, "--format", "json"])
      let all = try JSONValue(Data(contentsOf: json))
      #expect(all["schema"].int == 1)
      #expect(all["entries"].list.compactMap { $0["seq"].int } == Array(1...all["entries"].list.count))
      let lines = folder.appendingPathComponent("all.jsonl")
      _ = try await test.run(["audit", "export", lines.path, "--format", "jsonl", "--action", "HoldCreated"])
      let each = try String(contentsOf: lines, encoding: .utf8).split(separator: "\n")
      #expect(try each.map { try JSONValue($0.utf8)["action"].text } == ["HoldCreated"])
      let part = try await test.run(["audit", "export", folder.appendingPathComponent("x").path, "--actor", "a"])
      #expect(part.status == Exit.usage)
    }
  }

  @Test("an auditor with holdfast-verify checks an export, that it continues an older one, and a single entry")
  func handedOver() async throws {
    try await withLedger { test, folder in
      let key = test.archive.ledgerKey.hex
      let (old, new) = (
        folder.appendingPathComponent("old.jsonl").path, folder.appendingPathComponent("new.jsonl").path
      )
      let first = try await test.run(["audit", "export", old])
      let root = try #require(first.json["root"].text)
      let entries = try #require(first.json["entries"].int)
      _ = try await test.run(["audit", "export", new])
      let intact = try verify([new, "--key", key, "--continues", old])
      #expect(intact.status == 0, "\(intact.errors)")
      #expect(intact.output.hasPrefix("intact: \(entries + 1) entries, root "))
      #expect(intact.output.hasSuffix("continues the \(entries) entries that were known\nkey \(key): as expected\n"))
      #expect(try verify([new, "--key", key, "--continues", "\(entries):\(root)", "--json"]).status == 0)
      #expect(try verify([old, "--key", key, "--continues", new]).status == 65)

      let edited = try String(contentsOfFile: new, encoding: .utf8).replacing("Merger", with: "Murder")
      try edited.write(toFile: new, atomically: true, encoding: .utf8)
      let damaged = try verify([new, "--key", key, "--json"])
      #expect(damaged.status == 65)
      #expect(damaged.output.isEmpty)
      let error = try JSONValue(damaged.errors.utf8)["error"]
      #expect(error["code"].text == "ledger.damaged")
      let builtIn = try await Command.run(["audit", "verify", "--export", new, "--key", key])
      #expect(error["entry"].int.map { builtIn.error["message"].text?.contains("at entry \($0): ") == true } == true)

      let proof = folder.appendingPathComponent("proof.json")
      try Data(await test.run(["audit", "prove", "2"], asJSON: false).stdout).write(to: proof)
      let proven = try verify([proof.path, "--key", key])
      #expect(proven.status == 0, "\(proven.errors)")
      #expect(proven.output.hasPrefix("proven: entry 2 of "))
      try Data(await test.run(["audit", "prove", "--from", "\(entries)"]).stdout).write(to: proof)
      let continues = try verify([proof.path, "--key", key, "--continues", "\(entries):\(root)"])
      #expect(continues.status == 0, "\(continues.errors)")
      #expect(try verify([proof.path, "--key", key, "--continues", "\(entries - 1):\(root)"]).status == 65)
      #expect(try await test.run(["audit", "prove"]).status == Exit.usage)
      #expect(try await test.run(["audit", "prove", "9999"]).error["code"].text == "audit.entry")
    }
  }

  @Test("holdfast-verify says how it is used, and refuses what it does not understand")
  func usage() throws {
    let help = try verify(["--help"])
    #expect(help.status == 0)
    #expect(
      help.output.hasPrefix("usage: holdfast-verify FILE [--key HEX] [--continues OLDER] [--rows ROWS] [--json]\n"))
    for arguments in [[], ["a", "b"], ["a", "--key", "x"], ["a", "--key"], ["--what"], ["a", "--continues", ""]] {
      let wrong = try verify(arguments)
      #expect(wrong.status == 64, "\(arguments)")
      #expect(wrong.errors == help.output)
    }
    let missing = try verify(["/nowhere/x"])
    #expect(missing.status == 65)
    #expect(missing.errors == "error: could not read /nowhere/x: No such file or directory\n")
  }

  @Test("the acts and their operations are listed without an archive")
  func operations() async throws {
    let listed = try await Command.run(["audit", "operations"])
    #expect(listed.status == Exit.done)
    let held = listed.json["operations"].list.first { $0["action"].text == "LitigationHoldPlaced" }
    #expect(held?["operation"].text == "Set-Mailbox")
    #expect(held?["recordType"].text == "ExchangeAdmin")
  }
}
