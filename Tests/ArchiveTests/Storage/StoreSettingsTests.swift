internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Testing

@testable internal import Archive

@Suite("A store's settings")
struct StoreSettingsTests {
  private func make(
    _ keys: KeyRing, endpoint: String = "https://s3.example.com", bucket: String = "holdfast", prefix: String = "",
    region: String = "eu-west-2", authorities: String? = nil
  ) throws -> StoreSettings {
    try StoreSettings(
      kind: .s3, endpoint: endpoint, bucket: bucket, prefix: prefix, region: region, lock: .off,
      authorities: authorities, credentials: .key(id: "AK", secret: "hunter2"), keys: keys)
  }

  @Test("endpoints are read in one form, and whatever two readers could take differently is refused")
  func endpoints() throws {
    try TestArchive.with { test throws in
      let keys = test.archive.keys
      for (text, read) in [
        ("HTTPS://S3.Example.com/", "https://s3.example.com"),
        ("https://s3.example.com:8443", "https://s3.example.com:8443"),
        ("http://127.0.0.1:8333", "http://127.0.0.1:8333"), ("http://localhost", "http://localhost"),
        ("http://[::1]:80", "http://[::1]:80"),
      ] {
        #expect(try make(keys, endpoint: text).endpoint == read)
      }
      for text in [
        "", "s3.example.com", "ftp://s3.example.com", "https://", "https://a b", "https://user:pass@host",
        "https://host/path",
        "https://host?x", "https://host:0", "https://host:65536", "https://host:+1", "https://host:", "https://ho%73t",
      ] {
        #expect { try make(keys, endpoint: text) } throws: { ($0 as? InputError)?.code == "storage.endpoint" }
      }
      for text in ["http://example.com", "http://127.1", "http://[::2]", "http://localhost.example.com"] {
        #expect { try make(keys, endpoint: text) } throws: { ($0 as? InputError)?.code == "storage.insecure" }
      }
    }
  }

  @Test("buckets, prefixes, regions and authorities are checked by lists of what they may have")
  func names() throws {
    try TestArchive.with { test throws in
      let keys = test.archive.keys
      #expect(try make(keys, prefix: "/a//b/").prefix == "a/b/")
      #expect(try make(keys, prefix: "").prefix == "")
      func code(_ body: () throws -> StoreSettings) -> String? {
        do { _ = try body() } catch { return (error as? InputError)?.code }
        return nil
      }
      for bucket in ["ab", "A-b", "a/b", "a b", String(repeating: "a", count: 64)] {
        #expect(code { try make(keys, bucket: bucket) } == "storage.bucket")
      }
      for prefix in ["a/../b", ".", "a b", "a?b", "a%2fb", String(repeating: "a", count: 201)] {
        #expect(code { try make(keys, prefix: prefix) } == "storage.prefix")
      }
      for region in ["", "eu west", "EU"] { #expect(code { try make(keys, region: region) } == "storage.region") }
      #expect(code { try make(keys, authorities: "none") } == "storage.authorities")
    }
  }

  @Test("credentials open for their address alone, and the ledger has none of them")
  func sealed() throws {
    try TestArchive.with { test throws in
      let settings = try test.archive.perform(.storageChanged, by: test.session) { act in
        var settings = try make(test.archive.keys)
        try settings.save(act)
        try ObjectStores.use(settings.id, for: .content, act)
        return settings
      }
      let kept = try #require(try test.archive.read { try ObjectStores.place(of: .content, $0) })
      #expect(kept == settings)
      guard case .key("AK", "hunter2") = try kept.credentials(test.archive.keys) else {
        Issue.record("other credentials")
        return
      }
      let entries = try test.archive.read { db in
        try String.fetchAll(db, sql: "SELECT CAST(body AS TEXT) FROM ledger_entry")
      }
      #expect(entries.last?.contains("s3://holdfast/ at https://s3.example.com") == true)
      #expect(entries.allSatisfy { !$0.contains("hunter2") })
      try test.attackWithoutGuards { try $0.execute(sql: "UPDATE object_store SET endpoint = 'https://evil.example'") }
      let changed = try #require(try test.archive.read { try StoreSettings.find(settings.id, $0) })
      #expect(throws: StorageError.self) { try changed.credentials(test.archive.keys) }
      #expect(
        throws: StorageError(
          "s3://holdfast/ at https://s3.example.com can't be used: this program speaks to no object store")
      ) { try test.archive.content.objects.open(settings) }
    }
  }
}
