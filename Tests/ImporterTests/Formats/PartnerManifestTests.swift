internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Testing

@testable internal import Importer

@Suite("the partner's ZIP manifest") struct PartnerManifestTests {
  private static func check(_ manifest: String, _ messages: [String: Int64]) throws {
    let entries = messages.sorted { $0.key < $1.key }.map { Entry(name: $0.key, bytes: $0.value) }
    try PartnerManifest(Array(manifest.utf8)).check(entries)
  }

  @Test(
    "that adds up is taken, with names alone or as fields",
    arguments: ["Count: 2\na.eml\nb.eml\n", "Manifest-Version: 1.0\r\nName: a.eml\r\nName: b.eml\r\nCount: 2\r\n"])
  func good(_ text: String) throws { try Self.check(text, ["x/a.eml": 1, "x/b.eml": 2]) }

  @Test(
    "that doesn't is refused with what differs",
    arguments: [
      ("a.eml", ["a.eml": 1], "its manifest has no line 'Count:'"),
      ("Count: two\na.eml", ["a.eml": 1], "its manifest has no single number behind 'Count:'"),
      ("Count: 2\na.eml\nb.eml", ["a.eml": 1], "its manifest counts 2 messages, and it holds 1"),
      ("Count: 1\na.eml\nb.eml", ["a.eml": 1], "its manifest counts 1 messages and names 2"),
      ("Count: 1\nb.eml", ["a.eml": 1], "it holds 'a.eml', which its manifest does not name"),
      ("Count: 1\na.eml", ["a.eml": 0], "'a.eml' in it is empty"),
      ("Count: 2\na.eml\na.eml", ["a.eml": 1, "b.eml": 1], "its manifest names a message twice"),
    ])
  func bad(_ manifest: String, _ messages: [String: Int64], _ reason: String) {
    #expect(throws: FormatDamage(reason)) { try Self.check(manifest, messages) }
  }

  @Test("names tell their day, and nothing else is one")
  func names() {
    #expect(PartnerZIPName("202401020000-TeleMessage_1_20240103013000.zip")?.day == CivilDate("2024-01-02"))
    for other in ["2024-01-02.zip", "20240102-TeleMessage_1.zip", "202413020000-TeleMessage_1_2.zip", "x.zip"] {
      #expect(PartnerZIPName(other) == nil)
    }
  }
}
