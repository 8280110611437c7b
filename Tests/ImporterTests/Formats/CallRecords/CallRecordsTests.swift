internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Testing

@testable internal import Importer

@Suite("call detail records")
struct CallRecordsTests {
  private static let data = "cdr"

  @Test(
    "every real line of Asterisk's is a call, and a second time a duplicate",
    arguments: [("cdr.csv", 218), ("smallcdr.csv", 45), ("smallcdr_wo_parallelcalls.csv", 34)] as [(String, Int64)])
  func asterisk(file: String, lines: Int64) async throws {
    let path = "\(Self.data)/fafeitsch-asterisk/\(file)"
    guard SharedData.exists(path) else { return print(SharedData.absent) }
    try await ForeignFiles.with { files async throws in
      // Nobody of this office is in the directory: every call waits, each once, and all are calls.
      let source = SharedData.folder.appending(path: path).path
      let options = FormatOptions(timeZone: "Europe/Berlin")
      let report = try await files.run([source], format: "cdr", options: options)
      #expect(report.total.offered == lines)
      #expect(report.total.quarantined + report.total.duplicate == lines)
      #expect(Set(try files.waiting().map { String($0.prefix(20)) }) == ["participant.unmapped"])
      let again = try await files.run([source], format: "cdr", options: options)
      #expect(again.total.five == [lines, 0, 0, lines, 0])
    }
  }

  @Test("columns are found by number and by name, blanks and epoch seconds and all")
  func columns() async throws {
    let path = "\(Self.data)/cdr-stats/import_cdr.txt"
    guard SharedData.exists(path) else { return print(SharedData.absent) }
    try await ForeignFiles.with { files async throws in
      let source = SharedData.folder.appending(path: path).path
      let report = try await files.run(
        [source], format: "cdr",
        options: FormatOptions(columns: "from=1,from-name=2,to=3,duration=5,direction=7,id=8,start=10"))
      #expect(report.total.offered == 5)
      #expect(try files.waiting().allSatisfy { $0.hasPrefix("participant.unmapped") })
      let named = try files.write(
        "Caller,Called,When\r\n+447700900501,+447700900001,2024-07-01 09:00:00\r\n", as: "named.csv")
      let mapping = Array("MobileNumber,Email\r\n07700900001,\(ForeignFiles.owner)\r\n".utf8)
      try files.test.archive.perform(.mappingChanged, by: files.test.session) {
        _ = try MappingChange.set(mapping, of: TestArchive.connector, $0)
      }
      let second = try await files.run(
        [named], format: "cdr",
        options: FormatOptions(columns: "from=caller,to=Called,start=When", timeZone: "Europe/London"))
      #expect(second.total.five == [1, 1, 0, 0, 0])
      let call = try #require(try files.stored().last?.envelope)
      #expect(RFC3339.format(call.sent) == "2024-07-01T09:00:00+01:00")
      #expect(call.to.map(\.email) == [ForeignFiles.owner])
    }
  }

  @Test("a recording joins the call with its id, and only the line that was answered")
  func recordings() async throws {
    try await ForeignFiles.with { files async throws in
      let sound = [UInt8](repeating: 3, count: 70_000)
      _ = try files.write(sound, as: "monitor/2024/out-07700900001-1704164645.7.wav")
      let line = { (result: String, talk: Int) in
        "\"\",\"+447700900501\",\"+447700900001\",\"d\",\"\"\"Bob\"\" <501>\",\"a\",\"b\",\"Dial\",\"x\",\"2024-01-02 03:04:05\","
          + "\"\",\"2024-01-02 03:05:05\",60,\(talk),\"\(result)\",\"DOCUMENTATION\",\"1704164645.7\",\"\"\n"
      }
      let source = try files.write(line("NO ANSWER", 0) + line("ANSWERED", 48), as: "Master.csv")
      let options = FormatOptions(recordings: files.folder.appendingPathComponent("monitor").path)
      #expect(try await files.run([source], format: "cdr", options: options).total.five == [2, 0, 0, 0, 2])
      let mapping = Array("MobileNumber,Email\r\n07700900001,\(ForeignFiles.owner)\r\n".utf8)
      try files.test.archive.perform(.mappingChanged, by: files.test.session) {
        _ = try MappingChange.set(mapping, of: TestArchive.connector, $0)
      }
      let replay = try await QuarantineReplay(archive: files.test.archive, session: files.test.session).run()
      #expect(replay.replayed == 2)
      let stored = try files.stored().map(\.envelope)
      #expect(stored.map { $0.attachments.map(\.digest) } == [[], [Digest(of: sound)]])
      #expect(stored.map(\.from.name) == ["Bob", "Bob"])
      let answered = try #require(stored.last)
      #expect(answered.subject.hasSuffix(", 48 s"), "\(answered.subject)")
      #expect(try await files.verify())
    }
  }

  @Test("a quote that never closes spoils its line and no other")
  func openQuote() throws {
    let filler = String(repeating: "x", count: CSVRecords.longestRecord)
    var pieces = ["\u{FEFF}a,b\r\n\r\n\"c", "\nd\",e\n\"open,f\n", filler, "\nlast,one"].map { Array($0.utf8) }[...]
    var records = CSVRecords({ pieces.popFirst() })
    var read: [String] = []
    while let record = try records.record() { read.append(String(decoding: record.prefix(20), as: UTF8.self)) }
    #expect(read == ["a,b", "\"c\nd\",e", "\"open,f", String(filler.prefix(20)), "last,one"])
  }

  @Test(
    "a map of columns that can't be right is refused with what is wrong",
    arguments: [
      ("from=1,to=2", "--columns must name from, to and start; it lacks 'start'"),
      ("from=1,to=2,start=3,from=4", "--columns names 'from' twice"),
      (
        "from",
        "'from' in --columns is not of the form from=2; what can be named: id, from, to, from-name, start, duration, result, direction"
      ),
      ("from=0,to=2,start=3", "--columns: there is no column 0; they count from 1"),
      ("from=A,to=2,start=3", "--columns: the file's first line has no column named 'A'"),
    ])
  func badColumns(text: String, reason: String) {
    #expect { try CallColumns.Written(text).resolved(["B"]) } throws: { "\($0)" == reason }
  }
}
