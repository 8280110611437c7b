internal import Archive
internal import Foundation
internal import GRDB

/// Reads one staged file from where the last run left off, prepares its records on all cores, and enters them in batches.
struct FileImport {
  let run: ConnectorRun
  let connector: Connector
  let state: ImportDay
  let file: String
  let context: PreparationContext
  /// As many as ``groupsAtOnce``.
  let workers: [PreparationWorker]
  /// Told of each batch's items once it is entered.
  let items: ItemTally

  /// Records a transaction enters at most: few enough that a hold placed meanwhile waits a fraction of a second, and
  /// that what is prepared fits in some tens of megabytes.
  static let batchRecords = 2_500
  static let batchBytes = 32 << 20
  /// Records worth a transaction when nothing else is being entered: enough that its syncs and the index's segment cost
  /// little per item.
  static let leastRecords = 1_000
  /// Records one worker prepares at a time.
  static let groupRecords = 250
  static let groupBytes = 4 << 20
  private static let cores = ProcessInfo.processInfo.activeProcessorCount
  /// Groups in work at once: two a core, so that none waits for its next.
  static let groupsAtOnce = cores * 2
  /// Groups in work while batches wait to be entered: entering goes on one thread and sets the pace, so one core is left
  /// to it.
  static let groupsBesideEntering = max(1, cores - 1)

  /// Prepares the file and hands its batches in.
  ///
  /// The last may still be under way when this returns; the staged file is removed once all of it is entered.
  func run(_ staged: StagedFile, _ batches: BatchQueue) async throws {
    let (position, done) = try run.archive.read { try state.progress(of: file, $0) }
    guard !done else { return staged.remove() }
    let groups = RecordGroups(
      reader: RecordReader(try staged.pieces(), content: run.archive.content), after: position)
    let pipeline = PreparationPipeline(
      next: groups.next,
      prepare: { [workers] worker, group in try await workers[worker].prepare(group) },
      enter: { batch, isLast in
        try enter(batch, isLast: isLast)
        if isLast { staged.remove() }
      })
    try await pipeline.run(batches)
  }

  /// Enters a batch in one transaction, with how far the file is read.
  func enter(_ batch: [PreparedRecord], isLast: Bool) throws {
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
      try ReconciliationRecord(day: state).write(writer.outcomes, of: file, act)
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
