internal import Archive
internal import ArgumentParser
internal import Importer

struct QuarantineCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quarantine", abstract: "What could not be archived, with its bytes and the reason.",
    subcommands: [
      QuarantineList.self, QuarantineShow.self, QuarantineReplayCommand.self, QuarantineDiscardCommand.self,
    ]
  )
}

/// Which waiting records are meant.
struct QuarantineChoice: ParsableArguments {
  @Option(help: "Only this connector's.")
  var connector: String?
  @Option(help: ArgumentHelp("Only those that wait for this reason, as participant.unmapped.", valueName: "code"))
  var reason: String?
  @Option(
    help: ArgumentHelp("Only those delivered for this day.", valueName: "date"), transform: CivilDate.init(argument:))
  var day: CivilDate?
  @Option(help: ArgumentHelp("From this day on.", valueName: "date"), transform: CivilDate.init(argument:))
  var from: CivilDate?
  @Option(help: ArgumentHelp("Up to this day.", valueName: "date"), transform: CivilDate.init(argument:))
  var to: CivilDate?

  func validate() throws {
    if day != nil, from != nil || to != nil { throw ValidationError("give --day, or --from and --to") }
  }

  func filter(records: [Int64] = []) -> QuarantineFilter {
    QuarantineFilter(connector: connector, reason: reason, from: day ?? from, to: day ?? to, records: records)
  }
}

/// A record as the command shows it.
struct QuarantineEntryView: Encodable {
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

  var cells: [String] {
    [String(id), connector, day, partnerID ?? "\(file):\(line)", "\(reason): \(detail)"].map { TerminalText.safe($0) }
  }
}

struct QuarantineList: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show what waits, and how much for which reason.",
    discussion: """
        holdfast quarantine list --reason participant.unmapped --from 2024-01-01
        holdfast quarantine list --limit 100 --after 1234
      """)
  @OptionGroup var choice: QuarantineChoice
  @Option(help: ArgumentHelp("Only so many. (default: all)", valueName: "n"))
  var limit: Int?
  @Option(help: ArgumentHelp("Go on where a page ended: the value of its 'next'.", valueName: "id"))
  var after: Int64 = 0
  @OptionGroup var global: GlobalOptions

  /// A page is held whole.
  private static let mostOfAPage = 10_000
  /// Without a limit, records held at once.
  private static let atOnce = 500

  private struct Head: Encodable {
    var waiting: Int64
    var reasons: [QuarantinedRecord.ReasonCount]
    /// What `--after` takes to show what is left out.
    @Nullable var next: String?
  }

  func validate() throws {
    if let limit, !(1...Self.mostOfAPage).contains(limit) {
      throw ValidationError("--limit is a number from 1 to \(Self.mostOfAPage)")
    }
  }

  func run(in context: Context) async throws {
    let filter = choice.filter()
    let reasons = try context.archive.consult(.quarantineViewed, on: choice.connector, by: context.session) {
      try QuarantinedRecord.counts(filter, $0)
    }
    try context.archive.read { db in
      var page = try QuarantinedRecord.waiting(filter, after: after, limit: limit.map { $0 + 1 } ?? Self.atOnce, db)
      var next: String?
      if let limit, page.count > limit {
        page.removeLast()
        next = page.last.map { String($0.id) }
      }
      let head = Head(waiting: reasons.reduce(0) { $0 + $1.records }, reasons: reasons, next: next)
      /// The page at hand, and what comes after it.
      func nextPage() throws -> [QuarantineEntryView] {
        let given = page
        page =
          if limit == nil, let last = given.last {
            try QuarantinedRecord.waiting(filter, after: last.id, limit: Self.atOnce, db)
          } else { [] }
        return given.map(QuarantineEntryView.init)
      }
      if context.output.json { return try context.output.stream(head, listing: "entries", next: nextPage) }
      try printText(head, nextPage, context.output)
    }
  }

  private func printText(_ head: Head, _ nextPage: () throws -> [QuarantineEntryView], _ output: Output) throws {
    guard head.waiting > 0 else { return }
    let counts = head.reasons.map { "\($0.records) \(TerminalText.safe($0.reason))" }.joined(separator: ", ")
    var text = "\(head.waiting) waiting: \(counts)\n\n"
    var isFirst = true
    while true {
      let entries = try nextPage()
      guard !entries.isEmpty else { break }
      if !isFirst { text = "" }
      let table = Table.text(["ID", "CONNECTOR", "DAY", "ITEM", "REASON"], entries.map(\.cells))
      // The columns of later pages are as wide as they need; their names are said once.
      text += isFirst ? table : String(table.drop { $0 != "\n" }.dropFirst())
      output.print(bytes: Array((text + "\n").utf8))
      isFirst = false
    }
    if let next = head.next { output.print(bytes: Array("more wait; go on with --after \(next)\n".utf8)) }
  }
}

struct QuarantineShow: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one record with its bytes.",
    discussion: "With --raw, exactly the bytes that were delivered go to standard output, and nothing else.")
  @Argument(help: "The record's number.")
  var id: Int64
  @Flag(help: "Write the record's bytes as they were delivered.")
  var raw = false
  @OptionGroup var global: GlobalOptions

  /// Enough to see what a record is; an oversized one is not put on a screen.
  private static let shownBytes = 64 << 10

  private struct Result: Encodable {
    var entry: QuarantineEntryView
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
      return Result(entry: QuarantineEntryView(found), record: bytes.map { String(decoding: $0, as: UTF8.self) })
    }
    if raw { return try printRaw(context) }
    let entry = result.entry
    try context.output.print(
      result,
      text: TerminalText.safe(
        "\(entry.reason): \(entry.detail)\n\(entry.connector) \(entry.day) \(entry.file):\(entry.line), \(entry.state)\n"
          + (result.record ?? "(archived: see the item)"), keepingLines: true))
  }

  /// Writes the record once all of it was found to have its digest.
  private func printRaw(_ context: Context) throws {
    try context.archive.read { db in
      let found = try QuarantinedRecord.require(id, db)
      guard let check = try found.pieces(context.archive, db), let next = try found.pieces(context.archive, db) else {
        throw InputError(
          "record \(id) was archived; its bytes are the item's: 'holdfast item show ITEM --source'",
          code: "quarantine.replayed")
      }
      var digest = RunningDigest()
      while let piece = try check() { digest.update(piece) }
      guard digest.finish() == found.digest else {
        throw StorageError("quarantined record \(id) no longer has its digest", code: "content.altered")
      }
      while let piece = try next() { context.output.print(bytes: piece) }
    }
  }
}
