internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Importer

extension HoldWorld {
  /// What the partner delivers: a text between people, a call where there is a recording.
  struct Text {
    var id: String
    var sent: String
    var from = "ann"
    /// People by name; any other word is the number of someone outside.
    var to = ["+447700900999"]
    var body = "nothing special"
    var file: [UInt8]?
    var fileType = "audio/wav"

    fileprivate var record: Record {
      let file = file.map {
        Record.File(name: "file.bin", mediaType: fileType, bytes: $0.count, sha256: Digest(of: $0).hex)
      }
      return Record(
        id: id, type: "sms", direction: "outbound", sent: sent, from: Record.Party(from), to: to.map(Record.Party.init),
        body: body, attachments: file.map { [$0] } ?? [])
    }
  }

  fileprivate struct Record: Encodable {
    struct Party: Encodable {
      var number: String?
      var email: String?

      init(_ name: String) {
        if HoldWorld.people.contains(name) { email = HoldWorld.email(name) } else { number = name }
      }
    }

    struct File: Encodable {
      var name: String
      var mediaType: String
      var bytes: Int
      var sha256: String
    }

    var id: String
    var type: String
    var direction: String
    var sent: String
    var from: Party
    var to: [Party]
    var body: String
    var attachments: [File]
  }

  /// Writes a day to the partner's folder and runs the connector over it.
  @discardableResult
  func deliver(_ texts: [Text], on day: String, at time: String? = nil) async throws -> RunReport {
    let encoder = JSONEncoder()
    let lines = try texts.map { String(decoding: try encoder.encode($0.record), as: UTF8.self) }
    return try await deliver(lines: lines, files: texts.compactMap(\.file), on: day, at: time)
  }

  /// The same, of lines as they are.
  @discardableResult
  func deliver(lines: [String], files: [[UInt8]] = [], on day: String, at time: String? = nil) async throws
    -> RunReport
  {
    try feed.write(day, lines, attachments: files)
    let date = CivilDate(day)
    return try await ConnectorRun(archive: archive, session: session(time ?? "\(day)T23:59:59Z"))
      .run("o2", from: date, to: date)
  }
}
