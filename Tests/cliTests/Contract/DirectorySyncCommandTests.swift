import Archive
import ArchiveTesting
import Foundation
import Testing

/// People from an LDAP directory, as an administrator sets it up.
@Suite("Directory sync command", .enabled(if: DirectoryServer.isHere, Comment(rawValue: DirectoryServer.absent)))
struct DirectorySyncCommandTests {
  @Test("a directory is set once its sign-in works, rehearsed and synced, and its password is nowhere to be seen")
  func wholeWay() async throws {
    try await TestFolders.withTemporary { folder in
      let test = try TestArchive.makeEmpty(in: folder)
      let people: [DirectoryServer.Person] = [
        .usual("ann", number: "07700 900001"), .usual("ben"), .init("cat", ["mail: cat@corp.example"]),
      ]
      try await DirectoryServer.with(people, in: folder) { server in
        let none = try await test.run(["directory", "sync"])
        #expect(none.status == Exit.badInput)
        #expect(
          none.error["message"].text == "no directory is set; name it with 'holdfast directory source set'")
        let (right, wrong) = (folder.appendingPathComponent("right"), folder.appendingPathComponent("wrong"))
        try Data("\(DirectoryServer.password)\n".utf8).write(to: right)
        try Data("wrong\n".utf8).write(to: wrong)
        func set(_ password: URL) async throws -> Command.Result {
          try await test.run([
            "directory", "source", "set", server.url, "--base", DirectoryServer.people, "--bind-dn",
            DirectoryServer.reader, "--password-file", password.path, "--map", "number=telephoneNumber", "--map",
            "number=mobile",
          ])
        }
        let refused = try await set(wrong)
        #expect(refused.status == Exit.unavailable)
        #expect(refused.error["code"].text == "directory.sign-in")
        #expect(try await test.run(["directory", "source", "show"]).status == Exit.badInput, "nothing was kept")
        #expect(try await set(right).json["attributes"]["numbers"].list.map(\.text) == ["telephoneNumber", "mobile"])
        let shown = try await test.run(["directory", "source", "show"], asJSON: false)
        #expect(
          String(decoding: shown.stdout, as: UTF8.self) == """
            directory    \(server.url)
            authorities  the system's
            sign-in      \(DirectoryServer.reader)
            base         \(DirectoryServer.people)
            filter       (&(objectClass=person)(mail=*))
            attributes   email=mail name=displayName department=departmentNumber number=telephoneNumber number=mobile
            region       GB

            """)

        let rehearsed = try await test.run(["directory", "sync", "--dry-run"], asJSON: false)
        #expect(rehearsed.status == Exit.attention)
        #expect(
          String(decoding: rehearsed.stdout, as: UTF8.self) == """
            nothing was changed; a sync would find 2 people: 2 added, 0 updated, 0 unchanged; 0 left, 1 rejected
            + ann@corp.example
            + ben@corp.example

            """)
        #expect(rehearsed.lines == ["warning: uid=cat,\(DirectoryServer.people): DisplayName is empty"])
        let synced = try await test.run(["directory", "sync"])
        #expect(synced.status == Exit.attention)
        #expect(synced.json["added"].list.map(\.text) == ["ann@corp.example", "ben@corp.example"])
        #expect(synced.json["rejected"][0]["reason"].text == "DisplayName is empty")
        let listed = try await test.run(["directory", "list"]).json["mailboxes"]
        #expect(listed[0]["mobileNumber"].text == "+447700900001")
        #expect(try await test.run(["audit", "verify"]).status == Exit.done)
      }
      let gone = try await test.run(["directory", "sync"])
      #expect(gone.status == Exit.unavailable)
      #expect(gone.error["code"].text == "directory.unreachable")
      for file in try FileManager.default.subpathsOfDirectory(atPath: test.archive.folder.path) {
        let bytes = try? Data(contentsOf: test.archive.folder.appendingPathComponent(file))
        #expect(bytes?.range(of: Data(DirectoryServer.password.utf8)) == nil, "\(file)")
      }
    }
  }

  @Test("what is typed wrong is said", arguments: ["mobile", "number", "size=mobile", "=x"])
  func badMap(_ map: String) async throws {
    let result = try await Command.run(
      ["directory", "source", "set", "ldap://localhost", "--base", "dc=x", "--map", map], archive: nil, asJSON: false)
    #expect(result.status == Exit.usage)
    #expect(result.errors.contains("--map '\(map)': write email=, name=, department= or number=, and an attribute"))
  }
}
