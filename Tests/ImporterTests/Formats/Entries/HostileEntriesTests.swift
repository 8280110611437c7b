internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Testing

@testable internal import Importer

@Suite("collections of files made to do harm")
struct HostileEntriesTests {
  @Test(
    "a ZIP file that would lead out of itself, or unpack to a disk's worth, is refused whole",
    arguments: [
      ("z.writestr('../evil.html', 'x')", "it holds a file named '../evil.html', which would lie outside of it"),
      ("z.writestr('/etc/x.html', 'x')", "it holds a file named '/etc/x.html', which would lie outside of it"),
      ("z.writestr('a/../../x.html', 'x')", "it holds a file named 'a/../../x.html', which would lie outside of it"),
      ("z.writestr('a\\\\b.html', 'x')", "it holds a file named 'a\\b.html', which would lie outside of it"),
      ("[z.writestr('a.html', 'x') for _ in range(2)]", "it holds 'a.html' twice"),
      (
        "[z.writestr(f'Calls/{i}.html', b'0' * (1 << 26)) for i in range(20)]",
        "it unpacks to more than 1073741824 bytes from"
      ),
    ])
  func zips(making: String, reason: String) throws {
    try TestFolders.withTemporary { folder in
      let path = try Self.zip(in: folder, making)
      let file = try ForeignFile(path)
      #expect { try file.entries() } throws: { "\($0)".hasPrefix(reason) }
    }
  }

  @Test("a ZIP file in a ZIP file is a file like others, and is not opened")
  func nested() throws {
    try TestFolders.withTemporary { folder in
      let path = try Self.zip(in: folder, "z.writestr('Calls/inner.zip', open(__file__, 'rb').read())")
      let entries = try ForeignFile(path).entries().entries
      #expect(entries.map(\.name) == ["Calls/inner.zip"])
    }
  }

  @Test("a damaged ZIP file says what is damaged")
  func damaged() async throws {
    try await ForeignFiles.with { files in
      let path = try Self.zip(in: files.folder, "z.writestr('Calls/a.html', 'x' * 100000)")
      var bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
      bytes[60] ^= 0xFF
      let bad = try files.write(bytes, as: "bad.zip")
      let report = try await files.run([bad], format: "takeout")
      #expect(report.files.map(\.damage) == ["'Calls/a.html' in it is damaged"])
      let cut = try files.write(Array(bytes.prefix(40)), as: "cut.zip")
      #expect(
        try await files.run([cut], format: "takeout").files.first?.damage?.hasPrefix("it can't be read as a ZIP")
          == true)
    }
  }

  @Test("a link in a folder is not followed, and the folder is refused")
  func links() throws {
    try TestFolders.withTemporary { folder in
      let calls = folder.appendingPathComponent("Calls")
      try FileManager.default.createDirectory(at: calls, withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        atPath: calls.appendingPathComponent("a.html").path, withDestinationPath: "/etc/passwd")
      #expect { try ForeignFile(folder.path).entries() } throws: {
        "\($0)" == "'Calls/a.html' in it is neither a file nor a folder; links are not followed"
      }
    }
  }

  @Test("folders deeper than any export has are refused")
  func deep() throws {
    try TestFolders.withTemporary { folder in
      let deep = folder.appendingPathComponent(Array(repeating: "a", count: 20).joined(separator: "/"))
      try FileManager.default.createDirectory(at: deep, withIntermediateDirectories: true)
      #expect(throws: FormatDamage("its folders lie more than 16 deep in each other")) {
        try ForeignFile(folder.path).entries()
      }
    }
  }

  private static func zip(in folder: URL, _ making: String) throws -> String {
    let path = folder.appendingPathComponent("made.zip").path
    let script = folder.appendingPathComponent("make.py").path
    let text = """
      import sys, warnings, zipfile
      warnings.simplefilter('ignore')
      with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as z:
          \(making)
      """
    try Data(text.utf8).write(to: URL(fileURLWithPath: script))
    let python = Process()
    python.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    python.arguments = [script, path]
    try python.run()
    python.waitUntilExit()
    try #require(python.terminationStatus == 0)
    return path
  }
}
