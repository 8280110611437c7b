internal import Archive
internal import Foundation

/// Reads a switch's records line by line, with the recording of each where there is one.
final class CallRecordsReader: ForeignReader {
  private let context: ReadingContext
  private var records: CSVRecords
  private let columns: CallColumns
  private let isAsterisk: Bool
  private let time: LocalTime
  private let recordings: CallRecordings?
  private var ordinal: Int64 = 0
  private var occurrences = OccurrenceCounter()

  init(_ next: @escaping ContentPieces, _ context: ReadingContext) throws {
    self.context = context
    records = CSVRecords(next)
    time = try LocalTime(context.options.timeZone)
    recordings = try context.options.recordings.map(CallRecordings.init)
    guard let written = try context.options.columns.map(CallColumns.Written.init) else {
      (columns, isAsterisk) = (.asterisk, true)
      return
    }
    isAsterisk = false
    var header: [String]?
    if written.needsHeader, let first = try records.record() {
      var reader = CSVReader(first)
      guard case .success(let row)? = reader.next() else {
        throw FormatDamage("its first line is no list of columns")
      }
      header = row.fields
    }
    columns = try written.resolved(header)
  }

  let notices: [String] = []

  func next() throws -> ForeignRecord? {
    guard let bytes = try records.record() else { return nil }
    ordinal += 1
    var note = CallRecordsNote(columns: columns, recording: nil)
    var contents = FetchedFiles.none
    let read: ReadRecord
    switch row(of: bytes) {
    case .failure(let problem): read = .failure(problem)
    case .success(let fields):
      let call = CallRecord(fields: fields, columns: columns, time: time)
      let id = call.contentID
      let occurrence = occurrences.next(of: id.digest)
      switch call.item() {
      case .failure(let problem): read = .failure(problem)
      case .success(var item):
        item.partnerID = id.text(occurrence: occurrence)
        if let found = try recording(of: call) {
          contents.add(found.content, found.file.sha256)
          note.recording = NotedFile(found.file)
          item.attach(found.file)
        }
        read = .success(item)
      }
    }
    return ForeignRecord(
      ordinal: ordinal, original: .held(bytes), read: read, contents: contents, areContentsOutside: true,
      note: note.bytes, isNamedByContent: true)
  }

  private func row(of bytes: [UInt8]) -> Result<[String], ItemProblem> {
    var reader = CSVReader(bytes)
    switch reader.next() {
    case .failure(let problem): return .failure(ItemProblem(.csv, problem.reason))
    case nil: return .failure(ItemProblem(.csv, "the line is empty"))
    case .success(let row):
      guard isAsterisk, !CallColumns.asteriskCounts.contains(row.fields.count) else { return .success(row.fields) }
      return .failure(
        ItemProblem(
          .csv, "it has \(row.fields.count) columns where Asterisk writes 18; say what they are with --columns"))
    }
  }

  /// Of several records of one call, the sound is that of the one that was answered.
  private func recording(of call: CallRecord) throws -> (file: FeedAttachment, content: FetchedFiles.File)? {
    guard call.isAnswered != false, let id = call.switchID else { return nil }
    return try recordings?.read(id, context.stage(for: ordinal))
  }
}

/// The recordings in a folder, by the id of their call: alone, or after the last `-` of their names.
final class CallRecordings {
  private let source: any EntrySource
  private let byID: [String: Entry]

  init(_ path: String) throws {
    source = try ForeignFile(path).entries()
    var byID: [String: Entry] = [:]
    for entry in source.entries {
      let name = entry.lastName
      guard let dot = name.lastIndex(of: "."), MediaTypes.type(of: entry.name).hasPrefix("audio/") else { continue }
      let bare = name[..<dot]
      byID[String(bare)] = entry
      if let dash = bare.lastIndex(of: "-") { byID[String(bare[bare.index(after: dash)...])] = entry }
    }
    self.byID = byID
  }

  func read(_ id: String, _ stager: ContentStager) throws -> (file: FeedAttachment, content: FetchedFiles.File)? {
    guard let entry = byID[id] else { return nil }
    let next = try source.pieces(of: entry)
    while let piece = try next() { try stager.write(piece) }
    let (content, bytes, digest) = try stager.finish()
    let file = FeedAttachment(
      name: String(entry.lastName), mediaType: MediaTypes.type(of: entry.name), bytes: bytes, sha256: digest)
    return (file, content)
  }
}
