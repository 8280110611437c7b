internal import Foundation

/// Writes entries for people and their programs to read on: a spreadsheet's table, or JSON.
///
/// Such a file proves nothing; what proves is ``LedgerExport``.
public enum LedgerTable: String, Sendable, CaseIterable {
  case csv
  /// One document with a list.
  case json
  /// One document a line.
  case jsonl

  private static let header = [
    "Entry", "Time", "User", "Operation", "RecordType", "Action", "Object", "Case", "Result", "Query", "Locations",
    "Exclusions", "Parameters", "ClientUser", "ClientHost", "ClientTerminal", "ClientAddress", "ClientProcess",
  ]

  /// Written at once.
  private static let full = 1 << 16

  /// Writes all that the cursor gives, and gives how many they were.
  func write(_ entries: LedgerCursor, to file: LineFile) throws -> Int {
    var count = 0
    if self == .csv {
      var csv = CSVWriter(byteOrderMark: true)
      csv.append(texts: Self.header)
      while let entry = try entries.next() {
        csv.append(try Self.fields(LedgerRecord(entry)))
        if csv.byteCount >= Self.full { try file.write(bytes: csv.drain()) }
        count += 1
      }
      try file.write(bytes: csv.drain())
      return count
    }
    if self == .json { try file.write(bytes: Array(#"{"entries":["#.utf8)) }
    while let entry = try entries.next() {
      if self == .json, count > 0 { try file.write(bytes: [UInt8(ascii: ",")]) }
      try file.write(line: Self.json(LedgerRecord(entry)))
      count += 1
    }
    if self == .json { try file.write(line: Array(#"],"schema":1}"#.utf8)) }
    return count
  }

  private static func fields(_ record: LedgerRecord) throws -> [CSVWriter.Field] {
    let (entry, client) = (record.entry, record.entry.client)
    func text(_ text: String?) -> CSVWriter.Field { text.map(CSVWriter.Field.text) ?? .empty }
    return try [
      .number(entry.seq), .text(entry.at), .text(entry.actor), .text(record.operation.name),
      .text(record.operation.recordType.rawValue), .text(entry.action), text(entry.object), text(record.legalCase),
      .text(record.result.rawValue), text(record.query), .text(record.locations.joined(separator: "; ")),
      .text(record.exclusions.joined(separator: "; ")),
      .text(String(decoding: json(entry.details), as: UTF8.self)), text(client?.user), text(client?.host),
      text(client?.terminal), text(client?.from), client.map { CSVWriter.Field.number(Int64($0.process)) } ?? .empty,
    ]
  }

  private static func json(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(value))
  }
}
