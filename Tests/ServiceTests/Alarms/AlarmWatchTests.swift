@testable internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Logging
internal import Synchronization
internal import Testing

@testable internal import Service

@Suite("The watch for alarms")
struct AlarmWatchTests {
  @Test("a clock that went back is an alarm that needs no ledger, and is entered when it ends")
  func clock() throws {
    try TestFolders.withTemporary { folder in
      let test = try TestArchive.makeEmpty(in: folder, sandbox: false)
      try test.archive.perform(.settingChanged, by: test.session) { try Setting.diskAlarm.change(to: "1", $0) }
      let last = try #require(try test.archive.read { try Archive.lastAct($0) })
      let earlier = Session(account: TestArchive.machineUser, pinnedTime: last.adding(days: -1))
      let lines = Mutex<[String]>([])
      let logger = Logger(label: "test") { _ in
        JSONLog(level: .info, isJournal: false) { line in
          lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
        }
      }
      let watch = AlarmWatch(test.archive, by: earlier, logger: logger)
      try watch.look()
      try watch.look()
      let alarms = try test.archive.read(Alarm.active)
      #expect(alarms.map(\.kind) == ["clock-backwards"])
      #expect(alarms.first?.text.hasPrefix("the clock reads earlier than the ledger's last entry at \(last);") == true)
      #expect(lines.withLock { $0.count { $0.contains("alarm.raised") } } == 1, "it is told of once")
      #expect(try test.archive.read { try Int64.fetchOne($0, sql: "SELECT raised_entry FROM alarm") } == nil)

      try AlarmWatch(test.archive, by: test.session, logger: logger).look()
      #expect(try test.archive.read(Alarm.active).isEmpty)
      let entries = try test.archive.read { try LedgerReader.entries(limit: 1, $0) }.entries
      #expect(entries.map(\.action) == ["AlarmCleared"])
    }
  }

  @Test(
    "what an alarm said, and who acknowledged it, can't be changed with a stock SQLite",
    arguments: [
      "DELETE FROM alarm", "UPDATE alarm SET text = 'all is well'", "UPDATE alarm SET raised = 0",
      "UPDATE alarm SET cleared = 5, cleared_entry = 1", "UPDATE alarm SET acknowledged = 5, acknowledged_by = 'eve'",
      "INSERT INTO alarm (kind, subject, text, raised) SELECT kind, subject, '', 0 FROM alarm",
      "INSERT OR REPLACE INTO alarm (id, kind, subject, text, raised) VALUES (1, 'a', 'b', 'c', 0)",
      "INSERT INTO alarm (kind, subject, text, raised, raised_entry) VALUES ('a', 'b', 'c', 0, 1)",
    ])
  func guards(sql: String) throws {
    try TestArchive.with { test in
      try test.archive.perform(.alarmRaised, by: test.session) {
        try Alarm.raise(AlarmCause(kind: .diskFilling, subject: "", text: "full"), $0)
      }
      #expect(throws: DatabaseError.self) { try test.attack { try $0.execute(sql: sql) } }
      #expect(try test.archive.read(Alarm.active).map(\.text) == ["full"])
    }
  }

  @Test("an alarm is acknowledged once, by name, and goes on")
  func acknowledging() throws {
    try TestArchive.with { test in
      try test.archive.perform(.alarmRaised, by: test.session) {
        try Alarm.raise(AlarmCause(kind: .diskFilling, subject: "", text: "full"), $0)
      }
      let id = try #require(try test.archive.read(Alarm.active).first).id
      let alarm = try test.archive.perform(.alarmAcknowledged, by: test.session) {
        try Alarm.acknowledge(id, note: "ordered a disk", $0)
      }
      #expect(alarm.acknowledgedBy == TestArchive.user)
      #expect(try test.archive.read(Alarm.active).map(\.note) == ["ordered a disk"])
      for (id, note, code) in [
        (id, nil, "alarm.acknowledged"), (Alarm.ID(9), nil, "alarm.unknown"),
      ] as [(Alarm.ID, String?, String)] {
        let error = #expect(throws: InputError.self) {
          try test.archive.perform(.alarmAcknowledged, by: test.session) { try Alarm.acknowledge(id, note: note, $0) }
        }
        #expect(error?.code == code)
      }
    }
  }
}
