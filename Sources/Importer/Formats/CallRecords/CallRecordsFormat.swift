internal import Archive
internal import Foundation

/// Call detail records as CSV: Asterisk's `Master.csv`, or any with a map of its columns (docs/formats/cdr.md).
struct CallRecordsFormat: FileFormat {
  let id = "cdr"
  let title = "call detail records, CSV; Asterisk's Master.csv without --columns"
  let endings = [".csv"]
  let options: Set<FormatOption> = [.days, .columns, .timeZone, .recordings]

  /// Never: a CSV file doesn't say what its columns are.
  func recognizes(_ file: ForeignFile) throws -> Bool { false }

  func reader(of file: ForeignFile, _ context: ReadingContext) throws -> any ForeignReader {
    guard !file.isFolder else {
      throw InputError("\(file.path) is a folder; name the CSV files", code: "file.not-regular")
    }
    return try CallRecordsReader(try file.pieces(), context)
  }

  func read(again record: WaitingRecord, _ context: ReadingContext) throws -> ForeignRecord? {
    guard let note = CallRecordsNote(record.note) else { return nil }
    var reader = CSVReader(record.bytes)
    guard case .success(let row)? = reader.next() else { return nil }
    let call = CallRecord(
      fields: row.fields, columns: note.columns, time: try LocalTime(context.options.timeZone))
    guard case .success(var item) = call.item() else { return nil }
    if let known = record.partnerID { item.partnerID = known }
    if let recording = note.recording { item.attach(recording.attachment) }
    var read = ForeignRecord(ordinal: record.ordinal, original: .held(record.bytes), read: .success(item))
    (read.areContentsOutside, read.isNamedByContent, read.note) = (true, true, record.note)
    return read
  }
}

/// What a call's record needs to be read again without its file.
struct CallRecordsNote: Codable {
  var columns: CallColumns
  var recording: NotedFile?

  init(columns: CallColumns, recording: NotedFile?) { (self.columns, self.recording) = (columns, recording) }

  init?(_ bytes: [UInt8]) {
    guard let note = try? JSONDecoder().decode(CallRecordsNote.self, from: Data(bytes)) else { return nil }
    self = note
  }

  var bytes: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(self)).map { Array($0) } ?? []
  }
}
