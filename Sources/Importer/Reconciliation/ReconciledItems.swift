public import Archive
internal import Foundation
public import GRDB

/// Each item that was offered, with what became of it: a report's days item by item, a batch at a time.
public final class ReconciledItems {
  /// One item; of those that are missing, all of a file, since nobody knows their ids.
  public struct Item: Sendable, Hashable {
    public var date: CivilDate
    public var reading: Int64
    public var file: String
    /// Of the file, from 1; nil: missing.
    public var line: Int64?
    /// How many items this is: 1, or those a file lacks.
    public var count: Int64 = 1
    /// The partner's; nil where it could not be read.
    public var partnerID: String?
    /// What has become of it by now.
    public var outcome: ItemOutcome
    /// Its number in quarantine, if it was set aside.
    public var quarantine: Int64?
    /// It was set aside, and is no more: archived since, or discarded.
    public var leftQuarantine: QuarantineExit?
    /// Which of the contents that the partner delivered under its id it is; nil where it became no message of its own.
    public var revision: Int64?
  }

  /// How an item left the quarantine.
  public enum QuarantineExit: String, Sendable { case archived, discarded }

  private let db: Database
  private let connector: Connector.ID
  private var readings: ArraySlice<ReconciliationReport.Reading>
  private var batches: ArraySlice<Int64> = []
  /// The reading whose batches are being given out.
  private var current: ReconciliationReport.Reading?

  /// Goes through the items of a report, on the state of the database that the report was read from.
  public init(of report: ReconciliationReport, _ db: Database) throws {
    self.db = db
    connector = try Connector.ofAnyStatus(report.connector, db)
    readings = report.readings[...]
  }

  /// The next items, some thousands at most; none at the end.
  public func next() throws -> [Item] {
    while true {
      if let batch = batches.popFirst(), let current {
        let items = try items(of: batch, current)
        if !items.isEmpty { return items }
      } else if let done = current {
        current = nil
        let missing = done.lacking.sorted { $0.key < $1.key }.map { file, count in
          Item(date: done.date, reading: done.number, file: file, count: count, outcome: .missing)
        }
        if !missing.isEmpty { return missing }
      } else if let reading = readings.popFirst() {
        current = reading
        batches = try Int64.fetchAll(
          db,
          sql: "SELECT id FROM reconciliation_batch WHERE connector = ? AND date = ? AND reading = ? ORDER BY id",
          arguments: [connector.rawValue, reading.date.description, reading.number])[...]
      } else {
        return []
      }
    }
  }

  private func items(of batch: Int64, _ reading: ReconciliationReport.Reading) throws -> [Item] {
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT b.file, b.lines, i.first_message FROM reconciliation_batch b LEFT JOIN import_batch i ON i.entry = b.entry
        WHERE b.id = ?
        """, arguments: [batch])
    guard let row else { return [] }
    let corrections = try Row.fetchAll(
      db, sql: "SELECT quarantine, outcome FROM reconciliation_correction WHERE batch = ?", arguments: [batch])
    let moved = Dictionary(
      corrections.map { ($0["quarantine"] as Int64, $0["outcome"] as String) }, uniquingKeysWith: { first, _ in first })
    var message: Int64 = row["first_message"] ?? 0
    var items: [Item] = []
    for run in try LineOutcomes.runs(in: row["lines"]) {
      var item = Item(date: reading.date, reading: reading.number, file: row["file"], outcome: run.outcome)
      guard let messages = run.messages else {
        (item.line, item.partnerID, item.quarantine) = (run.line, run.id, run.quarantine)
        if let exit = run.quarantine.flatMap({ moved[$0] }) {
          item.leftQuarantine = exit == QuarantineExit.discarded.rawValue ? .discarded : .archived
          item.outcome = ItemOutcome(rawValue: exit) ?? .quarantined
        }
        items.append(item)
        continue
      }
      for (offset, known) in try identities(of: message..<(message + messages)).enumerated() {
        item.line = run.line + Int64(offset)
        (item.partnerID, item.revision) = known
        items.append(item)
      }
      message += messages
    }
    return items
  }

  /// The ids of messages, purged ones too.
  private func identities(of messages: Range<Int64>) throws -> [(String, Int64)] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT id, partner_id, revision FROM message WHERE id >= ?1 AND id < ?2
        UNION ALL SELECT id, partner_id, revision FROM purged_message WHERE id >= ?1 AND id < ?2 ORDER BY id
        """, arguments: [messages.lowerBound, messages.upperBound])
    guard rows.count == messages.count else {
      throw StorageError("messages of an import are gone without a certificate; run 'holdfast audit verify'")
    }
    return rows.map { ($0["partner_id"], $0["revision"]) }
  }
}
