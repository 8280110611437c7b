import Archive
import ArchiveTesting
import Foundation
import Testing

/// What every command has in common: where options go, what errors look like, what help says.
@Suite("The command line")
struct CommandLineTests {
  @Test("options may stand before and after the command, and the archive is found by option, variable or place")
  func options() async throws {
    try await TestFolders.withTemporary { folder in
      let place = folder.appendingPathComponent("archive")
      let made = try await Command.run(["init", "--sandbox", "--organization", "Corp"], directory: folder)
      #expect(made.status == Exit.done)
      #expect(made.json["archive"].text == place.path)
      #expect(made.json["sandbox"].flag == true)
      #expect(made.json["administrator"].text == TestArchive.machineUser)
      let ways: [([String], URL?, URL?)] = [
        (["directory", "list", "--json"], nil, folder), (["--json", "directory", "list"], place, nil),
        (["--archive", place.path, "--json", "directory", "list"], nil, nil),
        (["directory", "list", "--archive", place.path, "--json"], nil, nil),
        (["--archive=\(place.path)", "directory", "list", "--json"], folder, nil),
        (["--at", "2024-05-01T00:00:00Z", "--as", TestArchive.machineUser, "directory", "--json", "list"], place, nil),
      ]
      for (arguments, archive, directory) in ways {
        let listed = try await Command.run(arguments, archive: archive, directory: directory, asJSON: false)
        #expect(listed.status == Exit.done, "\(arguments): \(listed.errors)")
        #expect(listed.json == .record(["schema": .number(1), "mailboxes": .list([])]), "\(arguments)")
      }
      let query = try await Command.run(
        ["--json", "search", "--limit", "1", "--", "-x"], archive: place, asJSON: false)
      #expect(query.json["query"].text == "-x", "what follows -- is no option")
      let absent = try await Command.run(["directory", "list"], directory: place)
      #expect(absent.status == Exit.badInput)
      #expect(
        absent.error["message"].text
          == "there is no archive in \(place.path)/archive; make one with 'holdfast init', or name another with --archive"
      )
      let twice = try await Command.run(["init"], archive: place)
      #expect(twice.status == Exit.badInput)
      #expect(
        twice.error["message"].text
          == "\(place.path) is not empty; give --archive a folder that is empty or does not exist")
    }
  }

  @Test("an error is one JSON document on standard error, with a code, a message and a position where there is one")
  func errors() async throws {
    try await TestFolders.withTemporary { folder in
      let test = try TestArchive.makeEmpty(in: folder)
      let query = try await test.run(["search", "a AND"])
      #expect(query.status == Exit.badInput)
      #expect(query.stdout.isEmpty)
      #expect(
        try JSONValue(query.stderr)
          == .record([
            "schema": .number(1),
            "error": .record([
              "code": .text("query.syntax"), "message": .text("nothing after AND"),
              "position": .record(["offset": .number(2), "length": .number(3)]),
            ]),
          ]))
      let shown = try await test.run(["search", "a AND"], asJSON: false)
      #expect(shown.status == Exit.badInput)
      #expect(shown.errors.contains("nothing after AND"))
      #expect(shown.errors.contains("^"), "the place is shown")
      let input = try await test.run(["connector", "show", "x"])
      #expect(
        try JSONValue(input.stderr)
          == .record([
            "schema": .number(1),
            "error": .record([
              "code": .text("connector.unknown"),
              "message": .text("there is no connector 'x'; see 'holdfast connector list'"),
            ]),
          ]))
      let plain = try await test.run(["connector", "show", "x"], asJSON: false)
      #expect(plain.errors == "error: there is no connector 'x'; see 'holdfast connector list'\n")
    }
  }

  @Test(
    "wrong usage ends with 64 and says what was wrong",
    arguments: [
      (["nonsense"], "Unexpected argument 'nonsense'"), (["connector", "nonsense"], "Unexpected argument 'nonsense'"),
      (["connector", "run"], "give a connector's name, or --due"),
      (["connector", "run", "o2", "--from", "yesterday"], "'yesterday' is not a day; write it as 2024-01-31"),
      (["search", "--limit", "-5", "x"], "--limit"), (["item", "show", "zero"], "zero"),
      (["search", "x", "--frobnicate"], "Unknown option '--frobnicate'"),
      (["role", "list", "--at", "noon"], "--at 'noon' is not a time; write it as 2024-01-31T12:00:00Z"),
    ])
  func usage(_ arguments: [String], _ message: String) async throws {
    try await TestFolders.withTemporary { folder in
      let test = try TestArchive.makeEmpty(in: folder)
      let wrong = try await test.run(arguments)
      #expect(wrong.status == Exit.usage)
      #expect(wrong.stdout.isEmpty)
      #expect(wrong.error["code"].text == "usage")
      #expect(wrong.error["message"].text?.contains(message) == true, "\(wrong.errors)")
      let shown = try await test.run(arguments, asJSON: false)
      #expect(shown.status == Exit.usage)
      #expect(shown.errors.contains(message), "\(shown.errors)")
    }
  }

  @Test("every command and every option says what it is for")
  func help() async throws {
    let dump = try await Command.run(["--experimental-dump-help"], asJSON: false)
    #expect(dump.status == Exit.done)
    var leaves: [[String]] = []
    func walk(_ command: JSONValue, _ path: [String]) {
      let name = path.joined(separator: " ")
      #expect((command["abstract"].text ?? "").count > 10, "\(name) has no explanation")
      for argument in command["arguments"].list where argument["shouldDisplay"].flag != false {
        #expect(argument["abstract"].text?.isEmpty == false, "\(name): \(argument["valueName"]) has no explanation")
      }
      let inner = command["subcommands"].list.filter { $0["commandName"].text != "help" }
      if inner.isEmpty { leaves.append(path) }
      for one in inner { walk(one, path + [one["commandName"].text ?? ""]) }
    }
    walk(dump.json["command"], [])
    #expect(leaves.count > 40)
    for command in [["connector", "create"], ["search"], ["quarantine", "replay"]] {
      let help = try await Command.run(command + ["--help"], asJSON: false)
      #expect(help.status == Exit.done)
      #expect(help.output.contains("USAGE: holdfast \(command.joined(separator: " "))"))
    }
    let own = try await Command.run([], asJSON: false)
    #expect(own.status == Exit.done)
    #expect(own.output.contains("holdfast sandbox tour"))
  }

  @Test("the directory is imported line by line, and what is wrong is named")
  func directory() async throws {
    try await TestFolders.withTemporary { folder in
      let test = try TestArchive.makeEmpty(in: folder)
      let file = folder.appendingPathComponent("people.csv")
      let header = "Email,DisplayName,MobileNumber,Department\r\n"
      try Data(
        (header + "Ada@corp.example,\"Ames, Ada\",07700 900001,Sales\r\nnobody,No One,,\r\nben@corp.example,Ben,,\r\n")
          .utf8
      )
      .write(to: file)
      let first = try await test.run(["directory", "import", file.path])
      #expect(first.status == Exit.attention)
      #expect(
        first.json
          == .record([
            "schema": .number(1), "added": .number(2), "updated": .number(0), "unchanged": .number(0),
            "rejected": .list([.record(["line": .number(3), "reason": .text("'nobody' is not an e-mail address")])]),
          ]))
      #expect(first.lines == ["warning: line 3: 'nobody' is not an e-mail address"])
      try Data((header + "ada@corp.example,Ada Ames,07700 900001,Sales\r\nben@corp.example,Ben,,\r\n").utf8).write(
        to: file)
      let second = try await test.run(["directory", "import", file.path])
      #expect(second.status == Exit.done)
      #expect([second.json["added"].int, second.json["updated"].int, second.json["unchanged"].int] == [0, 1, 1])
      _ = try await test.run(["directory", "remove", "BEN@corp.example"])
      let fields = ["email", "displayName", "mobileNumber", "department", "status"]
      let listed = try await test.run(["directory", "list"]).json["mailboxes"].list
      let values: [[JSONValue]] = listed.map { mailbox in fields.map { mailbox[$0] } }
      let ada: [JSONValue] = ["ada@corp.example", "Ada Ames", "07700 900001", "Sales", "active"].map { .text($0) }
      let ben: [JSONValue] = [.text("ben@corp.example"), .text("Ben"), .null, .null, .text("inactive")]
      #expect(values == [ada, ben])
      #expect(listed.first?.names == fields.sorted())
      let twice = try await test.run(["directory", "remove", "ben@corp.example"])
      #expect(twice.status == Exit.badInput)
      #expect(twice.error["message"].text == "the mailbox 'ben@corp.example' is inactive already")
      try Data("Name\r\nx\r\n".utf8).write(to: file)
      let header2 = try await test.run(["directory", "import", file.path])
      #expect(header2.status == Exit.badInput)
      #expect(
        header2.error["message"].text
          == "line 1: the directory file must begin with the header Email,DisplayName,MobileNumber,Department")
      let absent = try await test.run(["directory", "import", "/nowhere.csv"])
      #expect(absent.status == Exit.badInput)
      #expect(absent.error["message"].text == "could not read /nowhere.csv: check the path and its permissions")
    }
  }

  @Test("nothing in an archive's folder can be read by anyone but its owner")
  func permissions() async throws {
    try await HandmadeFeed.with { feed, test in
      let sound = [UInt8](repeating: 3, count: 200_000)
      try feed.write("2024-01-01", [HandmadeFeed.call("a", recording: sound)], attachments: [sound])
      #expect(try await test.runConnector(from: "2024-01-01", to: "2024-01-01").status == Exit.done)
      let manager = FileManager.default
      let all = try manager.subpathsOfDirectory(atPath: test.archive.folder.path)
      #expect(all.contains { $0.hasPrefix("content/") && $0.count > 64 }, "the recording is a file")
      #expect(all.contains("archive.sqlite") && all.contains { $0.hasPrefix("keys/") })
      for path in [""] + all {
        let attributes = try manager.attributesOfItem(atPath: test.archive.folder.appendingPathComponent(path).path)
        let mode = (attributes[.posixPermissions] as? Int) ?? 0o777
        #expect(mode & 0o077 == 0, "\(path) has mode \(String(mode, radix: 8))")
      }
    }
  }
}
