import Archive
import ArchiveTesting
import Foundation
import GRDB
import Testing

/// What `export run` and `export preview` promise, format apart.
@Suite("Exports")
struct ExportCommandTests {
  /// An archive of three texts: one between the two people, one of each with a stranger.
  static func with<R>(_ body: (TestArchive, URL) async throws -> R) async throws -> R {
    try await HandmadeFeed.with { feed, test in
      try feed.write(
        "2024-01-01",
        [
          HandmadeFeed.line("a", "between us", to: [HandmadeFeed.ben]), HandmadeFeed.line("b", "to a stranger"),
          HandmadeFeed.line("c", "from Ben", from: HandmadeFeed.ben),
        ])
      _ = try await test.runConnector(from: "2024-01-01", to: "2024-01-01")
      return try await body(test, test.archive.folder.deletingLastPathComponent().appendingPathComponent("out"))
    }
  }

  static func rows(_ export: URL) throws -> [[String: String]] {
    var reader = CSVReader([UInt8](try Data(contentsOf: export.appendingPathComponent("results.csv"))))
    var records: [[String]] = []
    while let record = reader.next() { records.append(try record.get().fields) }
    let header = try #require(records.first)
    return records.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
  }

  @Test("the report, the files and the ledger say the same")
  func report() async throws {
    try await Self.with { test, out in
      let made = try await test.run(
        [
          "export", "run", out.path, "--query", "us OR stranger", "--format", "eml", "--exclude-mailbox",
          HandmadeFeed.ben.email,
        ])
      #expect(made.status == Exit.done, "\(made.errors)")
      #expect(made.json["hits"].int == 2)
      #expect(made.json["exported"].int == 2)
      #expect(made.json["duplicates"].int == 0)
      #expect(made.json["exceptions"].list.isEmpty)
      #expect(made.json["files"].int == 3, "two e-mails and results.csv")
      #expect(made.json["manifest"].text == "manifest.json")
      let files = try FileManager.default.subpathsOfDirectory(atPath: out.path).sorted()
      #expect(
        files == [
          "custodians", "custodians/ada.ames@corp.example", "custodians/ada.ames@corp.example/0001",
          "custodians/ada.ames@corp.example/0001/20240101T093000Z_1.eml",
          "custodians/ada.ames@corp.example/0001/20240101T093000Z_3.eml", "manifest.json", "results.csv",
        ])
      let manifest = try JSONValue(Data(contentsOf: out.appendingPathComponent("manifest.json")))
      #expect(manifest["request"]["query"].text == "us OR stranger")
      #expect(manifest["request"]["excludedMailboxes"].list == [.text(HandmadeFeed.ben.email)])
      #expect(manifest["actor"].text == TestArchive.machineUser)
      let entries = try await test.run(["audit", "list"]).json["entries"].list.filter {
        $0["action"].text?.hasPrefix("SearchExport") == true
      }
      #expect(entries.map { $0["action"].text } == ["SearchExportStarted", "SearchExported"])
      #expect(entries[0]["details"]["query"].text == "us OR stranger")
      #expect(entries[0]["details"]["hits"].int == 2)
      #expect(entries[1]["details"]["manifest"] == made.json["manifestSHA256"])
      #expect(entries[1]["details"]["exported"].int == 2)
      #expect(manifest["ledger"]["entry"] == entries[0]["seq"])
      #expect(manifest["ledger"]["checkpoint"]["size"] == entries[0]["seq"])
      #expect(manifest["ledger"]["key"].text == test.archive.ledgerKey.hex)
    }
  }

  @Test("43: of three identical copies one is written, and each of the others is named with the one that stands for it")
  func deduplication() async throws {
    try await HandmadeFeed.with { feed, test in
      let cy = HandmadeFeed.Person(name: "Cy Cole", email: "cy.cole@corp.example", number: "+447700900003")
      let more = feed.feed.folder.appendingPathComponent("more.csv")
      try Data("Email,DisplayName,MobileNumber,Department\n\(cy.email),\(cy.name),\(cy.number),\n".utf8).write(to: more)
      #expect(try await test.run(["directory", "import", more.path]).json["added"].int == 1)
      try feed.write("2024-01-01", [HandmadeFeed.line("a", "to both", to: [HandmadeFeed.ben, cy])])
      _ = try await test.runConnector(from: "2024-01-01", to: "2024-01-01")
      let out = test.archive.folder.deletingLastPathComponent().appendingPathComponent("out")
      let made = try await test.run(["export", "run", out.path, "--query", "", "--format", "eml", "--deduplicate"])
      #expect(made.json["hits"].int == 3)
      #expect(made.json["exported"].int == 1)
      #expect(made.json["duplicates"].int == 2)
      let rows = try Self.rows(out)
      #expect(rows.map { $0["Outcome"] } == ["exported", "duplicate", "duplicate"])
      #expect(rows.dropFirst().allSatisfy { $0["Duplicate of item"] == rows[0]["Item"] && $0["File"] == "" })
      #expect(Set(rows.compactMap { $0["Custodian"] }) == [HandmadeFeed.ada.email, HandmadeFeed.ben.email, cy.email])
    }
  }

  @Test(
    "42, otherwise than the model: results of eight days ago are exported as they were pinned, and say when that was")
  func oldResults() async throws {
    try await HandmadeFeed.with { feed, test in
      try feed.write("2024-01-01", [HandmadeFeed.line("a", "heron one")])
      try feed.write("2024-01-02", [HandmadeFeed.line("b", "heron two", on: "2024-01-02")])
      _ = try await test.runConnector(from: "2024-01-01", to: "2024-01-01")
      _ = try await test.run(["search-job", "create", "heron", "heron"])
      let ran = try await test.run(["search-job", "run", "heron", "--at", "2024-01-02T09:00:00Z"])
      #expect(ran.json["run"]["items"].int == 1, "\(ran.errors)")
      _ = try await test.runConnector(from: "2024-01-02", to: "2024-01-02")
      let out = test.archive.folder.deletingLastPathComponent().appendingPathComponent("out")
      let made = try await test.run([
        "search-job", "export", "heron", out.path, "--format", "eml", "--at", "2024-01-10T09:00:00Z",
      ])
      #expect(made.status == Exit.done, "\(made.errors)")
      #expect(made.json["hits"].int == 1)
      let manifest = try JSONValue(Data(contentsOf: out.appendingPathComponent("manifest.json")))
      #expect(manifest["request"]["job"].text == "heron")
      #expect(manifest["request"]["run"].int != nil)
      #expect(manifest["request"]["run"].int == ran.json["run"]["run"].int)
    }
  }

  @Test(
    "an item whose content was altered or is gone is an exception with its reason, and all others are exported",
    arguments: ExportFormatsTests.formats)
  func damagedContent(format: String) async throws {
    try await HandmadeFeed.with { feed, test in
      let (one, other) = ([UInt8](repeating: 1, count: 90_000), [UInt8](repeating: 2, count: 500))
      try feed.write(
        "2024-01-01",
        [
          HandmadeFeed.call("c1", recording: one), HandmadeFeed.call("c2", recording: other),
          HandmadeFeed.line("a", "sound"), HandmadeFeed.line("b", "to be damaged"),
        ], attachments: [one, other])
      _ = try await test.runConnector(from: "2024-01-01", to: "2024-01-01")
      // A file that is gone, a recording that was altered, a record that was overwritten.
      try FileManager.default.removeItem(at: test.archive.content.location(of: Digest(of: one)))
      try test.attackWithoutGuards { db in
        try db.execute(
          sql: "UPDATE content SET bytes = zeroblob(500) WHERE digest = ?", arguments: [Data(Digest(of: other).bytes)])
        try db.execute(sql: "UPDATE message SET original_digest = zeroblob(32) WHERE partner_id = 'b'")
      }
      let out = test.archive.folder.deletingLastPathComponent().appendingPathComponent("out")
      let made = try await test.run(["export", "run", out.path, "--query", "", "--format", format])
      #expect(made.status == Exit.attention, "\(made.errors)")
      #expect(made.json["hits"].int == 4)
      #expect(made.json["exported"].int == 1)
      let reasons = made.json["exceptions"].list.compactMap { $0["reason"].text }
      #expect(reasons.count == 3)
      #expect(reasons.contains { $0.hasPrefix("content \(Digest(of: one)) ") }, "\(reasons)")
      #expect(reasons.contains("content \(Digest(of: other)) no longer has its digest: it was altered on disk"))
      #expect(
        reasons.contains { $0.hasPrefix("the partner's record of message ") && $0.hasSuffix("it was altered on disk") })
      #expect(
        try Self.rows(out).filter { $0["Outcome"] == "exception" }.compactMap { $0["Reason"] }.sorted()
          == reasons.sorted())
      #expect(try await Command.run(["export", "verify", out.path]).status == Exit.done)
      if PythonExportReader.python != nil {
        #expect(try PythonExportReader.read(out, format: format) == "1 read\n")
      }
    }
  }

  @Test("a folder that isn't empty, a bad query and an unknown mailbox are refused before anything is written")
  func refusals() async throws {
    try await Self.with { test, out in
      func run(_ arguments: [String]) async throws -> Command.Result {
        try await test.run(["export", "run", out.path] + arguments)
      }
      let query = try await run(["--query", "a AND", "--format", "eml"])
      #expect(query.status == Exit.badInput)
      #expect(query.error["code"].text == "query.syntax")
      let mailbox = try await run(["--query", "", "--format", "eml", "--mailbox", "nobody@corp.example"])
      #expect(mailbox.status == Exit.badInput)
      #expect(mailbox.error["code"].text == "mailbox.unknown")
      #expect(try await run(["--query", ""]).status == Exit.usage)
      #expect(try await run(["--query", "", "--format", "pst"]).status == Exit.usage)
      #expect(!FileManager.default.fileExists(atPath: out.path))
      let absent = try await run(["--resume"])
      #expect(absent.status == Exit.badInput)
      #expect(
        absent.error["message"].text
          == "there is no export in \(out.path) that has begun; say what to export with --query and --format")
      try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
      try Data("mine".utf8).write(to: out.appendingPathComponent("note.txt"))
      for more in [[], ["--resume"]] {
        let full = try await run(["--query", "", "--format", "eml"] + more)
        #expect(full.status == Exit.badInput)
        #expect(
          full.error["message"].text
            == "\(out.path) is not empty; name a folder that is empty or does not exist")
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: out.path) == ["note.txt"])
    }
  }

  @Test("--resume begins where there is nothing, reports what is finished, and is refused for another search")
  func resumingFinished() async throws {
    try await Self.with { test, out in
      let first = try await test.run(["export", "run", out.path, "--query", "us", "--format", "mbox", "--resume"])
      #expect(first.status == Exit.done, "\(first.errors)")
      let again = try await test.run(["export", "run", out.path, "--resume"])
      #expect(again.status == Exit.done, "\(again.errors)")
      for name in ["hits", "exported", "files", "bytes", "manifestSHA256", "format"] {
        #expect(again.json[name] == first.json[name], "\(name)")
      }
      let text = try await test.run(["export", "run", out.path, "--resume"], asJSON: false)
      #expect(text.output.hasPrefix("the export was finished before; nothing was left to do\n2 hits: 2 exported, "))
      let other = try await test.run(["export", "run", out.path, "--query", "stranger", "--resume"])
      #expect(other.status == Exit.badInput)
      #expect(other.error["code"].text == "export.other")
    }
  }

  @Test("an account without the Export role gets 77, nothing is written, and the attempt is on the ledger")
  func withoutRole() async throws {
    try await Self.with { test, out in
      _ = try await test.run(["role", "grant", "lawyer@corp.example", "eDiscovery Manager"])
      let refused = try await test.run(
        ["--as", "lawyer@corp.example", "export", "run", out.path, "--query", "", "--format", "eml"])
      #expect(refused.status == Exit.noRole)
      #expect(!FileManager.default.fileExists(atPath: out.path))
      let denied = try await test.run(["audit", "list", "--action", "AccessDenied"]).json["entries"].list
      #expect(denied.last?["details"]["attempted"].text == "SearchExportStarted")
      _ = try await test.run(["role", "grant", "lawyer@corp.example", "Export"])
      let allowed = try await test.run(
        ["--as", "lawyer@corp.example", "export", "run", out.path, "--query", "", "--format", "eml"])
      #expect(allowed.status == Exit.done, "\(allowed.errors)")
    }
  }

  @Test("a preview counts what the export would hold, shows items whole, writes nothing but a ledger entry")
  func preview() async throws {
    try await Self.with { test, out in
      let seen = try await test.run(["export", "preview", "--query", "", "--limit", "1"])
      #expect(seen.status == Exit.done, "\(seen.errors)")
      #expect(seen.json["items"].int == 4)
      #expect(seen.json["messages"].int == 3)
      #expect(seen.json["duplicates"].int == 1)
      #expect(seen.json["custodians"].list.map { $0["items"].int } == [2, 2])
      #expect(seen.json["results"].list.count == 1)
      #expect(seen.json["results"].list[0]["body"].text == "from Ben")
      let entry = try await test.run(["audit", "list", "--action", "SearchPreviewed"]).json["entries"].list.last
      #expect(entry?["details"]["shown"].list == [seen.json["results"].list[0]["item"]])
      #expect(entry?["details"]["items"].int == 4)
      let text = try await test.run(["export", "preview", "--query", "stranger"], asJSON: false)
      #expect(text.output.contains("Ada Ames → +447700900501\nto a stranger\n"))
      #expect(text.output.contains("0 are copies that --deduplicate would leave out"))
      #expect(try await test.run(["export", "preview"]).status == Exit.usage)
    }
  }

  @Test("what a permission filter hides is in no export and in no count, and the manifest names the filter")
  func permissionFilters() async throws {
    try await Self.with { test, out in
      for group in ["Export", "eDiscovery Manager"] {
        _ = try await test.run(["role", "grant", "lawyer@corp.example", group])
      }
      let made = try await test.run([
        "permission-filter", "create", "no-ben", "deny", "--for", "lawyer@corp.example", "--mailbox",
        HandmadeFeed.ben.email,
      ])
      #expect(made.status == Exit.done, "\(made.errors)")
      let lawyer = ["--as", "lawyer@corp.example", "export"]
      let seen = try await test.run(lawyer + ["preview", "--query", ""])
      #expect(seen.json["items"].int == 2)
      #expect(seen.json["custodians"].list.map { $0["email"].text } == [HandmadeFeed.ada.email])
      let exported = try await test.run(lawyer + ["run", out.path, "--query", "", "--format", "eml"])
      #expect(exported.json["hits"].int == 2)
      #expect(try Set(Self.rows(out).map { $0["Custodian"] }) == [HandmadeFeed.ada.email])
      let manifest = try JSONValue(Data(contentsOf: out.appendingPathComponent("manifest.json")))
      #expect(manifest["filters"].list == [.text("no-ben")])
    }
  }

  @Test("a search job's run is exported as it was: without what came later, and with a reason for what was purged")
  func searchJob() async throws {
    try await HandmadeFeed.with { feed, test in
      try feed.write("2024-01-01", (0..<3).map { HandmadeFeed.line("t\($0)", "text \($0)") })
      try feed.write("2024-01-02", [HandmadeFeed.line("late", "text later", on: "2024-01-02")])
      _ = try await test.runConnector(from: "2024-01-01", to: "2024-01-01")
      _ = try await test.run(["search-job", "create", "heron", "text"])
      let run = try await test.run(["search-job", "run", "heron"])
      #expect(run.status == Exit.done, "\(run.errors)")
      _ = try await test.runConnector(from: "2024-01-02", to: "2024-01-02")
      let purged = try await test.run(["item", "purge", "2"])
      #expect(purged.status == Exit.done, "\(purged.errors)")
      let out = test.archive.folder.deletingLastPathComponent().appendingPathComponent("out")
      let made = try await test.run(["search-job", "export", "heron", out.path, "--format", "rsmf"])
      #expect(made.status == Exit.attention, "\(made.errors)")
      #expect(made.json["hits"].int == 3)
      #expect(made.json["exported"].int == 2)
      let reason = try #require(made.json["exceptions"].list.first?["reason"].text)
      #expect(reason.hasPrefix("item 2 was purged; ledger entry ") && reason.hasSuffix(" certifies it"))
      let manifest = try JSONValue(Data(contentsOf: out.appendingPathComponent("manifest.json")))
      #expect(manifest["request"]["job"].text == "heron")
      let again = try await test.run(["search-job", "export", "heron", out.path, "--resume"])
      #expect(again.status == Exit.attention, "\(again.errors)")
      #expect(again.json["manifestSHA256"] == made.json["manifestSHA256"])
    }
  }
}
