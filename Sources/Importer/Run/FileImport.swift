internal import Archive
internal import Foundation
internal import GRDB

/// Reads one staged file from where the last run left off, prepares its records on all cores, and enters them in batches.
struct FileImport {
  let run: ConnectorRun
  let connector: Connector
  let state: ImportDay
  let file: String
  let source: any PartnerSource
  let context: PreparationContext
  /// Told of each batch's items once it is entered.
  let items: ItemTally

  /// Records a transaction enters at most: few enough that a hold placed meanwhile waits a fraction of a second, and
  /// that what is prepared fits in some tens of megabytes.
  static let batchRecords = 4_000
  static let batchBytes = 32 << 20
  /// Records worth a transaction when nothing else is being entered: enough that its syncs and the index's segment cost
  /// little per item.
  static let leastRecords = 1_000
  /// Records one worker prepares at a time.
  static let groupRecords = 250
  static let groupBytes = 4 << 20
  /// Groups in work at once: one being entered, the others being prepared meanwhile.
  static let groupsAtOnce = 4

  /// Prepares the file and hands its batches in.
  ///
  /// The last may still be under way when this returns; the staged file is removed once all of it is entered.
  func run(_ staged: StagedFile, _ batches: BatchQueue) async throws {
    let (position, done) = try run.archive.read { try state.progress(of: file, $0) }
    guard !done else { return staged.remove() }
    let groups = RecordGroups(
      reader: RecordReader(try staged.pieces(), content: run.archive.content), after: position)
    var batch: [PreparedRecord] = []
    var bytes = 0
    var queue: [Task<[PreparedRecord], any Error>] = []
    do {
      while true {
        while queue.count < Self.groupsAtOnce, let group = try groups.next() {
          queue.append(Task { try await prepare(group) })
        }
        guard !queue.isEmpty else { break }
        let records = try await queue.removeFirst().value
        batch += records
        bytes += records.reduce(0) { $0 + $1.weight }
        if batch.count >= Self.batchRecords || bytes >= Self.batchBytes
          || (batch.count >= Self.leastRecords && batches.isIdle)
        {
          try await batches.submit { [batch] in try enter(batch) }
          batch = []
          bytes = 0
        }
      }
      try await batches.submit { [batch] in
        try enter(batch, isLast: true)
        staged.remove()
      }
    } catch {
      for task in queue { task.cancel() }
      for task in queue { _ = await task.result }
      throw error
    }
  }

  private func prepare(_ group: [RecordReader.Record]) async throws -> [PreparedRecord] {
    try Task.checkCancellation()
    let preparer = try ItemPreparer(context)
    let read = group.map { record in
      if case .line(_, let bytes) = record { preparer.read(bytes) } else { ReadRecord?.none }
    }
    let files = try await fetchFiles(of: read)
    return try zip(group, read).map { record, read in
      switch record {
      case .line(let number, let bytes):
        return try preparer.prepare(line: number, bytes: bytes, read: read ?? preparer.read(bytes), files: files)
      case .oversized(let number, let size, let digest, let url):
        return PreparedRecord(
          line: number, digest: digest, size: size,
          outcome: .problem(
            RecordProblem(
              reason: "item.line", detail: "the line has \(size) bytes; the most is \(RecordReader.longestLine)",
              bytes: .file(url))))
      }
    }
  }

  private func fetchFiles(of records: [ReadRecord?]) async throws -> FetchedFiles {
    var wanted: [Digest: FeedAttachment] = [:]
    for case .success(let item)? in records where item.fits(context) {
      for file in item.files { wanted[file.sha256] = file }
    }
    guard !wanted.isEmpty else { return .none }
    let fetcher = AttachmentFetcher(source: source, content: run.archive.content, retry: run.retry)
    return try await fetcher.fetch(Array(wanted.values), day: state.date)
  }

  private func enter(_ batch: [PreparedRecord], isLast: Bool = false) throws {
    let archive = run.archive
    guard let last = batch.last else {
      // Nothing is left to enter: only the file's end is on record.
      return try archive.perform(.connectorRun, on: connector.name, by: run.session) { act in
        try state.finish(file, act.db)
        act.note("day", .text(state.date.description))
        act.note("file", .text(file))
      }
    }
    let entered = try archive.perform(.itemsImported, on: connector.name, by: run.session) { act in
      let writer = try DeliveryWriter(
        act, archive: archive, connector: connector, place: RecordPlace(day: state.date, file: file),
        preparer: try ItemPreparer(context))
      for record in batch { try writer.enter(record) }
      try writer.finish()
      try state.advance(file, to: last.line, by: writer.counts, items: writer.items, act.db)
      if isLast { try state.finish(file, act.db) }
      act.note("day", .text(state.date.description))
      act.note("file", .text(file))
      act.note("lines", .list([.number(batch[0].line), .number(last.line)]))
      act.note("messages", .number(writer.messageCount))
      act.note("root", .text(writer.root.hex))
      for (name, value) in writer.counts.named where value > 0 { act.note(name, .number(value)) }
      return writer.items
    }
    items.add(entered)
    run.progress("\(state.date) \(file): \(last.line) lines")
  }
}

/// Gathers lines into groups for the workers.
private final class RecordGroups {
  private let reader: RecordReader
  private let after: Int64

  init(reader: RecordReader, after: Int64) { (self.reader, self.after) = (reader, after) }

  /// The next group of records past those already entered, or nil at the end.
  func next() throws -> [RecordReader.Record]? {
    var group: [RecordReader.Record] = []
    var bytes = 0
    while group.count < FileImport.groupRecords, bytes < FileImport.groupBytes, let record = try reader.record() {
      switch record {
      case .line(let number, let line):
        if number <= after { continue }
        bytes += line.count
      case .oversized(let number, _, _, let file):
        if number <= after {
          try? FileManager.default.removeItem(at: file)
          continue
        }
      }
      group.append(record)
    }
    return group.isEmpty ? nil : group
  }
}

extension PreparedRecord {
  /// About how much memory it takes.
  fileprivate var weight: Int {
    switch outcome {
    case .problem(let problem):
      if case .held(let bytes) = problem.bytes { bytes.count } else { 0 }
    case .item(let item):
      item.original.count * 2 + item.stored.count + item.contents.reduce(0) { $0 + ($1.bytes?.count ?? 0) }
    }
  }
}
