import Archive
import ArchiveTesting
import Foundation
import PartnerSite
import Testing

/// A connector is created whole, or not at all.
@Suite("Creating a connector")
struct ConnectorCreateTests {
  /// An archive with a directory, a feed beside it, and the files `connector create` takes.
  private struct Setting: Sendable {
    var folder: URL
    var feed: HandmadeFeed
    var test: TestArchive
    var password: String

    func write(_ name: String, _ text: String) throws -> String {
      let file = folder.appendingPathComponent(name)
      try Data(text.utf8).write(to: file)
      return file.path
    }

    func provision() async throws { _ = try await test.run(["partner", "provision", "app-1", "--name", "Partner"]) }

    func create(
      _ name: String = "o2", site: String, accepts: Bool = true, password: String? = nil, mapping: String? = nil,
      _ more: [String] = []
    ) async throws -> Command.Result {
      try await test.run(
        [
          "connector", "create", name, "--type", "o2-network", "--site", site, "--username", TestArchive.userName,
          "--password-file", password ?? self.password,
        ]
          + (accepts ? ["--accept-terms"] : []) + (mapping.map { ["--mapping", $0] } ?? []) + more)
    }

    func names() async throws -> [String?] {
      try await test.run(["connector", "list"]).json["connectors"].list.map { $0["name"].text }
    }
  }

  private static func with<R>(_ body: (Setting) async throws -> R) async throws -> R {
    try await TestFolders.withTemporary { folder in
      let feed = try Feeds.byHand(in: folder)
      let test = try TestArchive.makeEmpty(in: folder)
      _ = try await test.run(["directory", "import", feed.feed.directory.path])
      var setting = Setting(folder: folder, feed: feed, test: test, password: "")
      setting.password = try setting.write("password", TestArchive.password + "\n")
      return try await body(setting)
    }
  }

  @Test("the role, the partner application, the terms, the sign-in and the mapping are checked in that order")
  func order() async throws {
    try await Self.with { setting in
      let wrongPassword = try setting.write("wrong", "wrong\n")
      let wrongMapping = try setting.write("mapping", "MobileNumber,Email\r\nnonsense,ada.ames@corp.example\r\n")
      let nowhere = "file:\(setting.folder.path)/nowhere"
      func create(_ site: String, as account: String? = nil, accepts: Bool = false) async throws -> Command.Result {
        try await setting.create(
          site: site, accepts: accepts, password: wrongPassword, mapping: wrongMapping,
          account.map { ["--as", $0] } ?? [])
      }
      // Everything is wrong; each check that is satisfied uncovers the next.
      let role = try await create(nowhere, as: "nobody@corp.example")
      #expect(role.status == Exit.noRole)
      #expect(
        role.error["message"].text
          == "nobody@corp.example may not do this (ConnectorCreated): it takes the role group 'Data Connector Admin'; "
          + "an Organization Management member can grant it with 'holdfast role grant'")
      let partner = try await create(nowhere)
      #expect(partner.status == Exit.badInput)
      #expect(
        partner.error["message"].text
          == "no partner application is provisioned; run 'holdfast partner provision APP-ID --name NAME' with the id "
          + "the partner gave you")
      try await setting.provision()
      let terms = try await create(nowhere)
      #expect(terms.status == Exit.badInput)
      #expect(
        terms.error["message"].text
          == "the partner's terms of service must be accepted; read them, then add --accept-terms")
      let missing = try await create(nowhere, accepts: true)
      #expect(missing.status == Exit.unavailable)
      #expect(
        missing.error["message"].text
          == "can't open the delivered folder: No such file or directory (file:\(setting.folder.path)/nowhere)")
      let feed = setting.feed.feed
      try await feed.serve { site in
        let signIn = try await setting.create(
          site: site, password: wrongPassword, mapping: wrongMapping)
        #expect(signIn.status == Exit.unavailable)
        #expect(signIn.error["code"].text == "site.sign-in")
        #expect(
          signIn.error["message"].text
            == "the site refused the user name or the password (\(site)/v1/networks)")
        let mapping = try await setting.create(site: site, mapping: wrongMapping)
        #expect(mapping.status == Exit.badInput)
        #expect(mapping.error["code"].text == "mapping.invalid")
        #expect(mapping.error["message"].text == "line 2: nonsense is not a phone number in region GB")
        #expect(try await setting.names().isEmpty, "nothing was created on the way")
        let created = try await setting.create(site: site, mapping: feed.mapping.path)
        #expect(created.status == Exit.done, "\(created.errors)")
        #expect(try await setting.names() == ["o2"])
        let twice = try await setting.create(site: site)
        #expect(twice.status == Exit.badInput)
        #expect(twice.error["message"].text == "there is, or was, a connector 'o2'; choose another name")
      }
    }
  }

  @Test("a created connector is shown without its password, which lies in the archive encrypted")
  func password() async throws {
    try await Self.with { setting in
      try await setting.provision()
      let created = try await setting.create(site: setting.feed.feed.site, ["--region", "DE", "--size-limit", "5000"])
      #expect(
        created.json.names == [
          "automaticMapping", "completeThrough", "created", "delivery", "folder", "name", "region", "schema", "site",
          "sizeLimit",
          "status", "type", "username",
        ])
      #expect(created.json["folder"].text == "O2 SMS and Voice Network Archiver")
      #expect(created.json["region"].text == "DE")
      #expect(created.json["sizeLimit"].int == 5000)
      for name in ["archive.sqlite", "archive.sqlite-wal"] {
        let bytes = (try? Data(contentsOf: setting.test.archive.folder.appendingPathComponent(name))) ?? Data()
        #expect(bytes.range(of: Data(TestArchive.password.utf8)) == nil, "\(name) shows the password")
      }
    }
  }

  @Test(
    "an address that would send the password in the clear, or can't be used, is wrong usage",
    arguments: [
      (
        "http://partner.example",
        "http:// would send the password and the messages unencrypted: use https:// (http://partner.example)"
      ),
      (
        "http://10.0.0.1:8080",
        "http:// would send the password and the messages unencrypted: use https:// (http://10.0.0.1:8080)"
      ),
      ("ftp://partner.example", "a site's address begins with https:// or file: (ftp://partner.example)"),
      (
        "https://user:secret@partner.example",
        "the user name and password don't belong in the address: use --username and --password-file (...@partner.example)"
      ),
      ("file:", "file: needs a folder, as in file:/srv/partner-feed (file:)"),
    ])
  func insecureAddress(_ site: String, _ message: String) async throws {
    try await Self.with { setting in
      try await setting.provision()
      let refused = try await setting.create(site: site)
      #expect(refused.status == Exit.usage)
      #expect(refused.error["code"].text == "site.address")
      #expect(refused.error["message"].text == message)
      #expect(try await setting.names().isEmpty)
    }
  }

  @Test(
    "a mapping file with a mistake names its line, and nothing is created or changed",
    arguments: [
      (
        "+447700900001,ada.ames@corp.example\r\n07700 900001,ben.bold@corp.example",
        "line 3: +447700900001 is already on line 2"
      ),
      ("12,ada.ames@corp.example", "line 2: 12 is not a phone number in region GB"),
      (
        "+447700900001,who@corp.example",
        "line 2: who@corp.example is not an active mailbox; add it to the directory first"
      ),
      ("+447700900001", "line 2: 1 fields where the header has 2"),
    ])
  func badMapping(_ rows: String, _ message: String) async throws {
    try await Self.with { setting in
      try await setting.provision()
      let wrong = try setting.write("wrong.csv", "MobileNumber,Email\r\n\(rows)\r\n")
      let refused = try await setting.create(site: setting.feed.feed.site, mapping: wrong)
      #expect(refused.status == Exit.badInput)
      #expect(refused.error["message"].text == message)
      #expect(try await setting.names().isEmpty)

      let right = try setting.write("right.csv", "MobileNumber,Email\r\n07700 900777,ben.bold@corp.example\r\n")
      _ = try await setting.create(site: setting.feed.feed.site, mapping: right)
      let set = try await setting.test.run(["mapping", "set", "o2", wrong])
      #expect(set.status == Exit.badInput)
      #expect(set.error["message"].text == message)
      let test = try await setting.test.run(["mapping", "test", "o2", "--number", "+44 7700 900777"])
      #expect(test.json["mailbox"].text == "ben.bold@corp.example", "the table before is still there")
    }
  }

  @Test(
    "names, regions and limits that can't be used are refused with what to write",
    arguments: [
      (["../o2"], [], "'../o2' can't name a connector: use letters, digits, '-', '_' and '.', at most 64"),
      (["o2"], ["--region", "Albion"], "'Albion' is not a region; give two letters of ISO 3166, as GB or DE"),
      (["o2"], ["--size-limit", "0"], "--size-limit must be a number of bytes above 0"),
    ])
  func badForm(_ name: [String], _ more: [String], _ message: String) async throws {
    try await Self.with { setting in
      try await setting.provision()
      let refused = try await setting.create(name[0], site: setting.feed.feed.site, more)
      #expect(refused.status == Exit.badInput)
      #expect(refused.error["message"].text == message)
      #expect(try await setting.names().isEmpty)
    }
  }
}
