internal import Archive
internal import ArgumentParser
internal import Importer

struct QuarantineCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quarantine", abstract: "What could not be archived, with its bytes and the reason.",
    subcommands: [List.self, Show.self, Replay.self])

  private struct Entry: Encodable {
    var id: Int64
    var connector: String
    var day: String
    var file: String
    var line: Int64
    @Nullable var partnerID: String?
    var reason: String
    var detail: String
    var size: Int64
    var digest: String
    var state: String

    init(_ record: QuarantinedRecord) {
      (id, connector, day, file, line) = (record.id, record.connectorName, record.day, record.file, record.line)
      (partnerID, reason, detail) = (record.partnerID, record.reason, record.detail)
      (size, digest, state) = (record.size, record.digest.hex, record.state)
    }
  }

  struct List: ArchiveCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Show what waits.")
    @Option(help: "Only this connector's.")
    var connector: String?
    @OptionGroup var global: GlobalOptions
    private struct Result: Encodable { var entries: [Entry] }

    func run(in context: Context) async throws {
      let entries = try context.archive.consult(.quarantineViewed, by: context.session) {
        try QuarantinedRecord.waiting(connector: connector, $0)
      }.map(Entry.init)
      try context.output.print(
        Result(entries: entries),
        text: Table.text(
          ["ID", "CONNECTOR", "DAY", "ITEM", "REASON"],
          entries.map {
            [
              String($0.id), $0.connector, $0.day, $0.partnerID ?? "\($0.file):\($0.line)",
              "\($0.reason): \($0.detail)",
            ]
          }))
    }
  }

  struct Show: ArchiveCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one record with its bytes.")
    @Argument(help: "The record's number.")
    var id: Int64
    @OptionGroup var global: GlobalOptions

    /// Enough to see what a record is; an oversized one is not put on a screen.
    private static let shownBytes = 64 << 10

    private struct Result: Encodable {
      var entry: Entry
      /// As text, invalid UTF-8 replaced; null once it is replayed.
      @Nullable var record: String?

      func encode(to encoder: any Encoder) throws {
        try entry.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(record, forKey: .record)
      }
      private enum CodingKeys: CodingKey { case record }
    }

    func run(in context: Context) async throws {
      let result = try context.archive.consult(.quarantineViewed, on: "quarantine \(id)", by: context.session) { db in
        let found = try QuarantinedRecord.require(id, db)
        let bytes = try found.bytes(upTo: Self.shownBytes, context.archive, db)
        return Result(entry: Entry(found), record: bytes.map { String(decoding: $0, as: UTF8.self) })
      }
      let entry = result.entry
      try context.output.print(
        result,
        text: TerminalText.safe(
          "\(entry.reason): \(entry.detail)\n\(entry.connector) \(entry.day) \(entry.file):\(entry.line), \(entry.state)\n"
            + (result.record ?? "(archived: see the item)"), keepingLines: true))
    }
  }

  struct Replay: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "replay", abstract: "Archive what can be archived now, each record once; the rest goes on waiting.",
      discussion:
        "Mend the mapping ('holdfast mapping set'), the directory or the limit first. Exit code 4 if any still waits.")
    @Option(help: "Only this connector's.")
    var connector: String?
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      let report = try await QuarantineReplay(archive: context.archive, session: context.session)
        .run(connector: connector)
      try context.output.print(report, text: "\(report.replayed) replayed, \(report.waiting) still waiting")
      if report.waiting > 0 { throw ExitStatus.attention }
    }
  }
}
