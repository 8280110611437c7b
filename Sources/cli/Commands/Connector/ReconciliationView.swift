internal import Archive
internal import Importer

/// A reconciliation report as the command shows it.
struct ReconciliationView: Encodable {
  struct Counts: Encodable {
    var offered: Int64
    var imported: Int64
    var partial: Int64
    var duplicate: Int64
    var quarantined: Int64
    var failed: Int64
    var missing: Int64
    /// Of the quarantined, those that wait and those that were discarded.
    var waiting: Int64
    var discarded: Int64
    /// Quarantined at first, and counted as what became of them since.
    var resolved: Int64

    init(_ counts: OutcomeCounts, discarded: Int64, resolved: Int64) {
      offered = counts.offered
      (imported, partial, duplicate) = (counts[.imported], counts[.partial], counts[.duplicate])
      (quarantined, failed, missing) = (counts[.quarantined], counts[.failed], counts[.missing])
      (waiting, self.discarded, self.resolved) = (counts[.quarantined] - discarded, discarded, resolved)
    }

    static let names = [
      "offered", "imported", "partial", "duplicate", "quarantined", "failed", "missing", "waiting", "discarded",
      "resolved",
    ]
    var values: [Int64] {
      [offered, imported, partial, duplicate, quarantined, failed, missing, waiting, discarded, resolved]
    }
  }

  struct Day: Encodable {
    var date: String
    var reading: Int64
    var complete: Bool
    var reoffered: Bool
    var announced: Int64
    var counts: Counts
    @Nullable var manifest: String?
    @Nullable var readAt: String?

    private enum CodingKeys: CodingKey { case date, reading, complete, reoffered, announced, manifest, readAt }
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(date, forKey: .date)
      try container.encode(reading, forKey: .reading)
      try container.encode(complete, forKey: .complete)
      try container.encode(reoffered, forKey: .reoffered)
      try container.encode(announced, forKey: .announced)
      try container.encode(_manifest, forKey: .manifest)
      try container.encode(_readAt, forKey: .readAt)
      try counts.encode(to: encoder)
    }
  }

  var connector: String
  var days: [Day]
  var total: Counts

  init(_ report: ReconciliationReport) {
    connector = report.connector
    days = report.readings.map { reading in
      Day(
        date: reading.date.description, reading: reading.number, complete: reading.isComplete,
        reoffered: reading.isReoffered, announced: reading.announced,
        counts: Counts(reading.counts, discarded: reading.discarded, resolved: reading.resolved),
        manifest: reading.manifest?.hex, readAt: reading.readAt?.description)
    }
    total = Counts(report.total, discarded: report.discarded, resolved: report.resolved)
  }

  /// For a spreadsheet: a row for each reading of a day.
  var csv: [UInt8] {
    var csv = CSVWriter()
    csv.append(
      texts: ["date", "reading", "complete", "reoffered", "announced"] + Counts.names + ["manifest", "readAt"])
    for day in days {
      csv.append(
        [
          .text(day.date), .number(day.reading), .text(day.complete ? "yes" : "no"),
          .text(day.reoffered ? "yes" : "no"), .number(day.announced),
        ] + day.counts.values.map { .number($0) } + [.text(day.manifest ?? ""), .text(day.readAt ?? "")])
    }
    return csv.drain()
  }

  var text: String {
    guard !days.isEmpty else { return "the partner has offered nothing in these days" }
    let rows = days.map { day in
      [day.date + (day.reading > 1 ? " (reading \(day.reading)\(day.reoffered ? ", changed" : ""))" : "")]
        + [day.complete ? "yes" : "no"] + day.counts.values.map(String.init)
    }
    return Table.text(
      ["DAY", "COMPLETE"] + Counts.names.map { $0.uppercased() },
      rows + [["total", ""] + total.values.map(String.init)])
  }
}

/// One item of a report as the command shows it.
struct ReconciledItemView: Encodable {
  var date: String
  var reading: Int64
  var file: String
  @Nullable var line: Int64?
  /// 1, or those that a file lacks.
  var items: Int64
  @Nullable var partnerID: String?
  var outcome: String
  @Nullable var quarantine: Int64?
  /// How it left the quarantine: `archived` or `discarded`.
  @Nullable var left: String?
  @Nullable var revision: Int64?

  init(_ item: ReconciledItems.Item) {
    (date, reading, file, line) = (item.date.description, item.reading, item.file, item.line)
    (items, partnerID, outcome) = (item.count, item.partnerID, item.outcome.rawValue)
    (quarantine, left, revision) = (item.quarantine, item.leftQuarantine?.rawValue, item.revision)
  }

  static let header = [
    "date", "reading", "file", "line", "items", "partnerID", "outcome", "quarantine", "left", "revision",
  ]

  var fields: [CSVWriter.Field] {
    func number(_ value: Int64?) -> CSVWriter.Field { value.map { .number($0) } ?? .empty }
    return [
      .text(date), .number(reading), .text(file), number(line), .number(items), .text(partnerID ?? ""), .text(outcome),
      number(quarantine), .text(left ?? ""), number(revision),
    ]
  }

  var text: String {
    let place = line.map { "\(file):\($0)" } ?? file
    let notes = [
      quarantine.map { "quarantine \($0)" }, left,
      revision.flatMap { $0 > 1 ? "revision \($0)" : nil }, items == 1 && line != nil ? nil : "\(items) items",
    ].compactMap(\.self)
    let parts =
      [date, place, partnerID ?? "-", outcome] + (notes.isEmpty ? [] : ["(\(notes.joined(separator: ", ")))"])
    return TerminalText.safe(parts.joined(separator: "  "))
  }
}
