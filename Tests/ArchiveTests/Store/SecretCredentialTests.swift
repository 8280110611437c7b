internal import ArchiveTesting
internal import Foundation
internal import Testing

@testable internal import Archive

@Suite("Credentials that systemd gives")
struct SecretCredentialTests {
  @Test("one is found by its file's name, as a unit names it or as it is, and is none where it isn't given")
  func names() throws {
    try TestFolders.withTemporary { folder in
      #expect(try Secret.credential("connector.o2", in: folder.path) == nil)
      try Data("plain\n".utf8).write(to: folder.appendingPathComponent("connector.o2"))
      #expect(try Secret.credential("connector.o2", in: folder.path)?.reveal() == "plain")
      try Data("of the unit\n".utf8).write(to: folder.appendingPathComponent("holdfast_connector.o2"))
      #expect(try Secret.credential("connector.o2", in: folder.path)?.reveal() == "of the unit")
      #expect(try Secret.credential("connector.o", in: folder.path) == nil)
    }
  }

  @Test("one that is there and can't be used is an error, and not the password that is kept")
  func unusable() throws {
    try TestFolders.withTemporary { folder in
      try Data().write(to: folder.appendingPathComponent("mail"))
      #expect(throws: SecretError.self) { try Secret.credential("mail", in: folder.path) }
    }
  }
}
