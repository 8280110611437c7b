import Archive
import Foundation
import Importer
import Testing

/// What a site and a delivered folder must do alike.
@Suite struct PartnerSourceTests {
  enum Way: CaseIterable { case site, folder }

  private func withSource(_ way: Way, _ body: @escaping @Sendable (any PartnerSource) async throws -> Void)
    async throws
  {
    switch way {
    case .site: try await SiteFixture.withSite { source, _ in try await body(source) }
    case .folder:
      try await SiteFixture.withFolder { folder in try await body(FolderPartnerSource(folder: folder, network: "o2")) }
    }
  }

  @Test("a day's manifest, files and attachments come byte for byte", arguments: Way.allCases)
  func bytes(way: Way) async throws {
    try await withSource(way) { source in
      #expect(try await source.networks() == ["o2"])
      #expect(try await source.manifest(day: SiteFixture.day) == .ready(SiteFixture.manifest))
      let file = try await source.file(day: SiteFixture.day, name: "items-0001.jsonl")
      #expect(file.announced == Int64(SiteFixture.items.count))
      #expect(try await file.all() == SiteFixture.items)
      let recording = try await source.attachment(
        day: SiteFixture.day, digest: Digest(of: SiteFixture.recording))
      #expect(try await recording.all() == SiteFixture.recording)
    }
  }

  @Test("a day that isn't ready is not a day without items", arguments: Way.allCases)
  func notReady(way: Way) async throws {
    try await withSource(way) { source in
      let absent = try await source.manifest(day: SiteFixture.absentDay)
      #expect(absent == .notReady)
      let empty = try await source.manifest(day: SiteFixture.emptyDay)
      #expect(empty == .ready(SiteFixture.emptyManifest))
    }
  }

  @Test("a file the manifest names and the partner hasn't got is missing, for good", arguments: Way.allCases)
  func missing(way: Way) async throws {
    try await withSource(way) { source in
      let file = await SiteFixture.failure {
        try await source.file(day: SiteFixture.day, name: "items-0002.jsonl")
      }
      #expect(file?.kind == .notFound)
      #expect(file?.isTransient == false)
      let attachment = await SiteFixture.failure {
        try await source.attachment(day: SiteFixture.day, digest: Digest(of: []))
      }
      #expect(attachment?.kind == .notFound)
    }
  }

  @Test("what is larger than allowed is refused before or while it comes", arguments: Way.allCases)
  func tooLarge(way: Way) async throws {
    try await withSource(way) { source in
      let digest = Digest(of: SiteFixture.recording)
      let error = await SiteFixture.failure {
        try await source.attachment(day: SiteFixture.day, digest: digest, limit: 19_999).all()
      }
      #expect(error?.kind == .tooLarge)
      #expect(error?.isTransient == false)
      let enough = try await source.attachment(day: SiteFixture.day, digest: digest, limit: 20_000)
      #expect(try await enough.all() == SiteFixture.recording)
    }
  }

  @Test("a manifest can't make us ask for anything but a file of its day", arguments: Way.allCases)
  func names(way: Way) async throws {
    try await withSource(way) { source in
      for name in [
        "", ".", "..", "../2024-01-03/manifest.json", "/etc/passwd", "a/b", "a\\b", "%2e%2e%2fx", "a?b",
        "a#b",
        "a b", ".ssh", "a\nb", "a\0b", "é", String(repeating: "a", count: 129),
      ] {
        let error = await SiteFixture.failure { try await source.file(day: SiteFixture.day, name: name) }
        #expect(error?.kind == .badURL, "\(name)")
        #expect(error?.message.contains { $0.isNewline } == false)
      }
    }
  }
}

@Suite struct FolderPartnerSourceTests {
  @Test("a symbolic link in a delivered folder is never followed, whichever part of the way it is")
  func links() async throws {
    try await SiteFixture.withFolder { folder in
      let outside = folder + "-outside"
      let files = FileManager.default
      defer { try? files.removeItem(atPath: outside) }
      try files.createDirectory(atPath: outside + "/attachments", withIntermediateDirectories: true)
      for name in ["manifest.json", "secret.jsonl", "attachments/\(Digest(of: []))"] {
        try Data("secret".utf8).write(to: URL(fileURLWithPath: "\(outside)/\(name)"))
      }
      let source = FolderPartnerSource(folder: folder, network: "o2")
      // The whole day.
      try files.createSymbolicLink(
        atPath: "\(folder)/\(SiteFixture.absentDay)", withDestinationPath: outside)
      let day = await SiteFixture.failure { try await source.manifest(day: SiteFixture.absentDay) }
      #expect(day?.kind == .unreadable)
      #expect(day?.message == "a symbolic link, or not a folder: deliver plain files and folders")
      // One file.
      try files.createSymbolicLink(
        atPath: "\(folder)/\(SiteFixture.day)/secret.jsonl", withDestinationPath: outside + "/secret.jsonl")
      let file = await SiteFixture.failure {
        try await source.file(day: SiteFixture.day, name: "secret.jsonl")
      }
      #expect(file?.kind == .unreadable)
      // The attachments' folder.
      try files.createSymbolicLink(
        atPath: "\(folder)/\(SiteFixture.emptyDay)/attachments", withDestinationPath: outside + "/attachments"
      )
      let attachment = await SiteFixture.failure {
        try await source.attachment(day: SiteFixture.emptyDay, digest: Digest(of: []))
      }
      #expect(attachment?.kind == .unreadable)
    }
  }

  @Test("what isn't a regular file is refused instead of being waited for")
  func fifo() async throws {
    try await SiteFixture.withFolder { folder in
      #expect(mkfifo("\(folder)/\(SiteFixture.day)/pipe.jsonl", 0o644) == 0)
      let source = FolderPartnerSource(folder: folder, network: "o2")
      let error = await SiteFixture.failure {
        try await source.file(day: SiteFixture.day, name: "pipe.jsonl").all()
      }
      #expect(error?.kind == .unreadable)
      #expect(error?.message == "not a regular file")
    }
  }

  @Test("a folder that isn't there says so")
  func absent() async {
    let error = await SiteFixture.failure {
      try await FolderPartnerSource(folder: "/nonexistent", network: "o2").networks()
    }
    #expect(error?.kind == .unreachable)
    #expect(
      error?.description == "can't open the delivered folder: No such file or directory (file:/nonexistent)")
  }
}
