@testable internal import Archive
internal import ArchiveTesting
internal import Testing

@Suite("Accounts and role groups")
struct AccountsTests {
  @Test("the last member of Organization Management stays")
  func lastMember() throws {
    try TestArchive.with { test in
      func revoke(_ account: String, _ group: RoleGroup = .organizationManagement) throws {
        try test.archive.perform(.roleRevoked, by: test.session) { try Accounts.revoke(account, group, $0) }
      }
      #expect(
        throws: InputError(
          "'tester' is the last member of 'Organization Management'; grant it to someone else first")
      ) { try revoke("tester") }
      try test.archive.perform(.roleGranted, by: test.session) {
        try Accounts.grant("Bob@Corp.example", .organizationManagement, $0)
      }
      #expect(throws: InputError("'eve' is not a member of 'Export'; see 'holdfast role list'")) {
        try revoke("eve", .export)
      }
      try revoke("Tester")
      #expect(
        try test.archive.read(Accounts.all).filter { $0.groups.contains(.organizationManagement) }.map(\.email)
          == ["bob@corp.example"])
    }
  }

  @Test(
    "what is no account's name is refused", arguments: ["", "a b", "a\u{0}", "a\n", String(repeating: "a", count: 255)])
  func badNames(_ name: String) throws {
    try TestArchive.with { test -> Void in
      #expect(throws: InputError.self) {
        try test.archive.perform(.roleGranted, by: test.session) { try Accounts.grant(name, .export, $0) }
      }
    }
  }
}
