internal import Archive
internal import Foundation
internal import GRDB
internal import Hold
internal import Importer
internal import Search
internal import Testing

@Suite("purged means gone")
struct ErasureTests {
  static let day = "2024-02-01"
  static let sent = "2024-02-01T09:00:00Z"
  static let thai = "ความลับสุดยอดของบริษัท"
  static let mark = Array("wholly-unlike-any-other-recording".utf8)
  /// Too large to lie in the database: a file of its own, with the mark in the middle.
  static let recording = [UInt8](repeating: 7, count: 50_000) + mark + [UInt8](repeating: 9, count: 50_000)

  /// What to look for on disk.
  struct Trace {
    var name: String
    var bytes: [UInt8]
  }

  @Test("the bytes of purged texts, their words and their recordings are nowhere on disk; a soft delete leaves them")
  func nothingIsLeft() async throws {
    try await HoldWorld.with { world in
      try await world.deliver(
        [
          .init(id: "ascii", sent: Self.sent, body: "meet at xyloquartz9 tonight"),
          .init(id: "thai", sent: Self.sent, body: Self.thai),
          .init(id: "call", sent: Self.sent, body: "zebrafinch7 on tape", file: Self.recording),
          .init(id: "kept", sent: Self.sent, body: "an ordinary text that stays behind"),
        ], on: Self.day)
      let items = try ["ascii", "thai", "call"].map { try world.item($0) }
      let traces =
        try items.flatMap { try Self.traces(of: $0, world) } + [
          // The index writes a word without what it shares with the word before it: here no more than a letter.
          Trace(name: "word", bytes: Array("yloquartz9".utf8)), Trace(name: "word", bytes: Array("ebrafinch7".utf8)),
          Trace(name: "recording", bytes: Self.mark),
        ]
      try world.archive.perform(.itemsDeleted, by: world.session()) { act in
        _ = try ItemDeletion.softDelete(items, act)
      }
      #expect(try Self.present(traces, world) == traces.map(\.name))
      for item in items { try world.purge(item) }
      #expect(try Erasure.run(world.archive) == .done)
      let thai = Trace(name: "Thai", bytes: Array(Self.thai.utf8))
      let words = ["xyloquartz9", "zebrafinch7"].map { Trace(name: $0, bytes: Array($0.utf8)) }
      #expect(try Self.present(traces + words + [thai], world) == [])
      #expect(try world.found("ordinary") == 1)
      #expect(try world.count("erasure") == 0)
      #expect(try world.count("content_unlink") == 0)
    }
  }

  @Test("a record that waited in quarantine before it was filed is gone there too")
  func replayedRecord() async throws {
    try await HoldWorld.with { world in
      let line = #"""
        {"id":"q","type":"sms","direction":"outbound","sent":"2024-02-01T09:00:00Z",\#
        "from":{"email":"dan@corp.example"},"to":[{"number":"62255"}],"body":"meet at xyloquartz9"}
        """#
      let report = try await world.deliver(lines: [line], on: Self.day)
      #expect(report.total.quarantined == 1)
      let record = Trace(name: "record", bytes: Array("meet at xyloquartz9".utf8))
      #expect(try Self.present([record], world) == ["record"])
      try world.archive.perform(.directoryImported, by: world.session()) { act in
        let csv = "Email,DisplayName,MobileNumber,Department\ndan@corp.example,Dan,,\n"
        _ = try DirectoryImport.run(Array(csv.utf8), act)
      }
      let replay = try await QuarantineReplay(archive: world.archive, session: world.session()).run()
      #expect(replay.replayed == 1)
      try world.purge(world.item("q", of: "dan"))
      #expect(try Erasure.run(world.archive) == .done)
      #expect(try Self.present([record, Trace(name: "word", bytes: Array("yloquartz9".utf8))], world) == [])
      #expect(try world.count("quarantine") == 0)
    }
  }

  @Test("while another process reads, erasing waits for the next purge, and keeps nobody from writing meanwhile")
  func pendingWhileRead() async throws {
    try await HoldWorld.with { world in
      try await world.deliver(
        [.init(id: "1", sent: Self.sent, body: "xyloquartz9"), .init(id: "2", sent: Self.sent)], on: Self.day)
      let trace = Trace(name: "word", bytes: Array("yloquartz9".utf8))
      var configuration = Configuration()
      configuration.allowsUnsafeTransactions = true
      let reader = try DatabaseQueue(
        path: world.archive.folder.appendingPathComponent("archive.sqlite").path, configuration: configuration)
      try reader.inDatabase { db in
        try db.execute(sql: "BEGIN")
        _ = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM item")
      }
      try world.purge(world.item("1"))
      let begun = ContinuousClock.now
      #expect(try Erasure.run(world.archive) == .pending)
      #expect(ContinuousClock.now - begun < .seconds(20))
      #expect(try world.count("erasure") == 1)
      // What waits is in the log, which the reader still needs.
      #expect(try Self.present([trace], world) == ["word"])
      try world.hold("ben")
      try reader.close()
      try world.purge(world.item("2"))
      #expect(try Erasure.run(world.archive) == .done)
      #expect(try Self.present([trace], world) == [])
      #expect(try world.count("erasure") == 0)
    }
  }

  @Test("a purge that was cut off before it erased is finished by the next one")
  func cutOff() async throws {
    try await HoldWorld.with { world in
      try await world.deliver(
        [.init(id: "1", sent: Self.sent, body: "xyloquartz9", file: Self.recording)], on: Self.day)
      try world.purge(world.item("1"))
      // The process ended here. The next sweep finds the work noted, though it removes nothing itself.
      let next = try world.reopened()
      try next.sweep()
      let traces = [Trace(name: "word", bytes: Array("yloquartz9".utf8)), Trace(name: "recording", bytes: Self.mark)]
      #expect(try Self.present(traces, next) == [])
      #expect(try next.count("content_unlink") == 0)
    }
  }

  /// The message as it is stored, and the salt of its commitment.
  private static func traces(of item: Item.ID, _ world: HoldWorld) throws -> [Trace] {
    let row = try world.archive.read { db in
      try Row.fetchOne(
        db, sql: "SELECT m.salt, m.stored FROM item i JOIN message m ON m.id = i.message WHERE i.id = ?",
        arguments: [item.rawValue])
    }
    let found = try #require(row)
    return [
      Trace(name: "salt", bytes: Array(found["salt"] as Data)),
      Trace(name: "stored", bytes: Array(found["stored"] as Data)),
    ]
  }

  /// The names of the traces that any file of the archive still has.
  private static func present(_ traces: [Trace], _ world: HoldWorld) throws -> [String] {
    let folder = world.archive.folder
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).map {
      folder.appendingPathComponent($0)
    }
    let contents = files.filter { !$0.hasDirectoryPath }.compactMap { try? Data(contentsOf: $0) }
    return traces.filter { trace in contents.contains { $0.range(of: Data(trace.bytes)) != nil } }.map(\.name)
  }
}
