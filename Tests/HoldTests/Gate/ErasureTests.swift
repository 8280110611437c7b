internal import Archive
internal import Foundation
internal import GRDB
internal import Importer
internal import Search
internal import Testing

@testable internal import Hold

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

  @Test("nor are they in a copy made afterwards, whatever the script, and nor are numbers and names")
  func copies() async throws {
    try await HoldWorld.with { world in
      // The number's mailbox comes only later: until then the log of the import names whose it is.
      let line = #"""
        {"id":"q","type":"sms","direction":"inbound","sent":"2024-02-01T09:00:00Z",\#
        "from":{"number":"+447911123456","name":"Quillfeather Zyx"},"to":[{"email":"dan@corp.example"}],\#
        "body":"绝密龘靐齉 xyloquartz9 ความลับฎฐฑ"}
        """#
      let report = try await world.deliver(lines: [line], on: Self.day)
      #expect(report.total.quarantined == 1)
      try await world.deliver([.init(id: "kept", sent: Self.sent, body: "xylophone 绝对 ความ")], on: "2024-02-02")
      try world.archive.perform(.directoryImported, by: world.session()) { act in
        let csv = "Email,DisplayName,MobileNumber,Department\ndan@corp.example,Dan,,\n"
        _ = try DirectoryImport.run(Array(csv.utf8), act)
      }
      #expect(try await QuarantineReplay(archive: world.archive, session: world.session()).run().replayed == 1)
      #expect(try world.participants() == ["+447911123456, dan@corp.example"])
      // Of a script without spaces the index has pairs of characters; what a word shares with the one before it in the
      // index is not written again.
      let traces = ["龘靐", "\u{2}靐", "\u{2}齉", "loquartz9", "911123456", "illfeather", "\u{2}ฐ"].map {
        Trace(name: $0, bytes: Array($0.utf8))
      }
      let before = try Self.present(traces, world)
      #expect(before.contains("\u{2}靐") && before.contains("loquartz9") && before.contains("911123456"))
      try world.purge(world.item("q", of: "dan"))
      #expect(try world.participants() == [])
      #expect(try Erasure.run(world.archive) == .done)
      #expect(try Self.present(traces, world) == [])
      try Self.copy(world)
      #expect(try Self.present(traces, world) == [])
      #expect(try world.found("xylophone") == 1)
    }
  }

  @Test("meanwhile no search finds them, by the word, by part of it, or by one like it, nor the list of words")
  func notFoundMeanwhile() async throws {
    try await HoldWorld.with { world in
      try await world.deliverMany(60, purgeable: ["7": "xyloquartz9 绝密龘靐齉"])
      try world.purge(world.item("7"))
      let queries = ["xyloquartz9", "xyloq*", "*quartz9", "xylaquartz9~1", "龘靐", "绝密龘"]
      func looked() throws {
        for query in queries { #expect(try world.found(query) == 0, "\(query)") }
        let words = try world.archive.read {
          try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM search_vocabulary WHERE term LIKE 'xyloq%' OR term LIKE '龘%'")
        }
        #expect(words == 0)
      }
      try looked()
      #expect(try Erasure.status(world.archive).state == .pending)
      var steps = 0
      let state = try Erasure.run(world.archive, within: nil, pages: 1) {
        steps = $0
        try looked()
      }
      #expect(state == .done)
      #expect(steps > 3, "small steps, one after another")
      try looked()
      #expect(try world.found("parcel") == 59)
    }
  }

  private struct Killed: Error {}

  @Test("stopped after any step, it is pending, goes on there, and comes to the same end")
  func resumes() async throws {
    try await HoldWorld.with { first in
      try await first.deliverMany(60, purgeable: ["7": "xyloquartz9", "20": "zebrafinch7"])
      try first.purge(first.item("7"))
      let traces = ["loquartz9", "brafinch7"].map { Trace(name: $0, bytes: Array($0.utf8)) }
      // Each run is another process's, killed after its first step; others write in between.
      var (runs, state, world) = (0, Erasure.State.pending, first)
      while state == .pending, runs < 1_000 {
        runs += 1
        world = try world.reopened()
        if runs == 3 { try world.purge(world.item("20")) }
        if runs == 5 {
          try await world.deliver([.init(id: "late", sent: Self.sent, body: "late parcel")], on: "2024-02-09")
        }
        do { state = try Erasure.run(world.archive, pages: 16) { _ in throw Killed() } } catch is Killed {
          #expect(try Erasure.status(world.archive).state == .pending)
        }
      }
      #expect(runs > 5)
      #expect(state == .done)
      #expect(try Self.present(traces, world) == [])
      let found = try ["parcel", "xyloquartz9", "zebrafinch7"].map { try world.found($0) }
      #expect(found == [59, 0, 0])
      try world.archive.maintain {
        try $0.execute(sql: "INSERT INTO search_text (search_text) VALUES ('integrity-check')")
      }
    }
  }

  @Test("a command that purges spends a bounded time on it, and says what is left")
  func patience() async throws {
    try await HoldWorld.with { world in
      try await world.deliverMany(60, purgeable: ["7": "xyloquartz9"])
      try world.purge(world.item("7"))
      #expect(try Erasure.run(world.archive, within: .zero, pages: 1) == .pending)
      let status = try Erasure.status(world.archive)
      #expect((status.wordsOf, status.inLogOf, status.files) == (1, 0, 0))
      #expect(
        status.advice == "the purged words are found no more, but still lie in the index's files; "
          + "'holdfast erasure run' makes them leave, and so do the next purges and sweeps")
      try world.sweep()
      #expect(try Erasure.status(world.archive).state == .done)
      #expect(try Erasure.status(world.archive).advice == nil)
      #expect(try Self.present([Trace(name: "word", bytes: Array("loquartz9".utf8))], world) == [])
    }
  }

  @Test("what is to be erased can't be struck off the list")
  func guarded() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      try world.purge(world.item("1"))
      for sql in [
        "DELETE FROM erasure", "UPDATE erasure SET messages = 0", "UPDATE erasure SET stage = -1",
        "REPLACE INTO erasure SELECT entry, 0, 2 FROM erasure",
      ] {
        let refused = refusal { try world.archive.maintain { try $0.execute(sql: sql) } }
        #expect(refused?.contains("what is to be erased is not forgotten") == true, "\(sql)")
      }
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

  /// Leaves copies beside the archive: by SQLite's backup, by `VACUUM INTO`, and of the bytes of its files.
  private static func copy(_ world: HoldWorld) throws {
    let folder = world.archive.folder
    let backup = try DatabaseQueue(path: folder.appendingPathComponent("backup.sqlite").path)
    let source = try DatabaseQueue(path: folder.appendingPathComponent("archive.sqlite").path)
    try source.backup(to: backup)
    try source.close()
    try backup.close()
    try world.archive.maintain {
      try $0.execute(
        sql: "VACUUM INTO ?", arguments: [folder.appendingPathComponent("vacuumed.sqlite").path])
    }
    #expect(try Self.present([Trace(name: "kept", bytes: Array("phone".utf8))], world) == ["kept"])
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

extension HoldWorld {
  /// Whose numbers the log of the import names.
  fileprivate func participants() throws -> [String] {
    try archive.read {
      try String.fetchAll($0, sql: "SELECT participant FROM import_log WHERE participant IS NOT NULL")
    }
  }

  /// Delivers texts on several days, so that the index has several segments; those named say something of their own.
  fileprivate func deliverMany(_ count: Int, purgeable: [String: String]) async throws {
    // Pages so small that the index has hundreds, and words and lists run over their ends.
    try archive.maintain { try $0.execute(sql: "INSERT INTO search_text (search_text, rank) VALUES ('pgsz', 64)") }
    for day in 0..<4 {
      let texts = (day * count / 4..<(day + 1) * count / 4).map { number in
        Text(
          id: "\(number)", sent: ErasureTests.sent,
          body: purgeable["\(number)"] ?? "parcel \(number) of \(number * 7919) for the \(number * 31)th time")
      }
      try await deliver(texts, on: "2024-02-0\(day + 1)")
    }
  }
}
