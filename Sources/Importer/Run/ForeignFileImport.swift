internal import Archive
internal import Foundation
internal import Synchronization

/// Reads one foreign file from its beginning, prepares what was not entered before, and enters it in batches.
struct ForeignFileImport: Sendable {
  let run: ForeignFileRun
  let connector: Connector
  let format: any FileFormat
  let file: ForeignFile
  let context: PreparationContext
  /// The file's record, as it was when this began.
  let record: ImportedFile
  let options: FormatOptions

  /// About how much a batch and a group may take: an export's records bring their pictures with them, and several
  /// batches and groups are in memory at once, of 200 MB that an import may have.
  static let batchBytes = 8 << 20
  static let groupBytes = 1 << 20

  struct Outcome: Sendable {
    var record: ImportedFile
    /// Items of this run.
    var items: Int64
    /// Why the file couldn't be read on, where it couldn't.
    var damage: FormatDamage?
    var notices: [String]
  }

  /// What the reader has come to, told to whoever enters the last batch.
  private struct Progress: Sendable {
    var lastOrdinal: Int64 = 0
    var damage: FormatDamage?
    var items: Int64 = 0
  }

  func run(_ batches: BatchQueue) async throws -> Outcome {
    let reading = ReadingContext(
      options: options, content: run.archive.content, after: record.position, keys: try DecryptionKeys(run.archive))
    let workers = try (0..<FileImport.groupsAtOnce).map { _ in try ForeignWorker(context, run.archive.content) }
    let progress = Mutex(Progress())
    var reader: (any ForeignReader)?
    func nextGroup() throws -> [ForeignRecord]? {
      do {
        if reader == nil { reader = try format.reader(of: file, reading) }
        guard let reader, progress.withLock({ $0.damage == nil }) else { return nil }
        var group: [ForeignRecord] = []
        var bytes = 0
        while group.count < FileImport.groupRecords, bytes < Self.groupBytes {
          do {
            guard let next = try reader.next() else { break }
            progress.withLock { $0.lastOrdinal = next.ordinal }
            guard next.ordinal > record.position else { continue }
            if case .success(let item) = next.read, !options.includes(item) {
              next.discard()
              continue
            }
            bytes += next.weight
            group.append(next)
          } catch let damage as FormatDamage {
            // What was read before it counts.
            progress.withLock { $0.damage = damage }
            break
          }
        }
        return group.isEmpty ? nil : group
      } catch let damage as FormatDamage {
        progress.withLock { $0.damage = damage }
        return nil
      }
    }
    let pipeline = PreparationPipeline(
      next: nextGroup,
      prepare: { worker, group in try await workers[worker].prepare(group) },
      enter: { batch, _ in
        let items = try enter(batch)
        progress.withLock { $0.items += items }
      }, batchBytes: Self.batchBytes)
    try await pipeline.run(batches)
    try await batches.finish()
    let end = progress.withLock { $0 }
    let entered = try finish(upTo: end.lastOrdinal, isWhole: end.damage == nil)
    return Outcome(record: entered, items: end.items, damage: end.damage, notices: reader?.notices ?? [])
  }

  /// Enters a batch and gives how many items reached a mailbox.
  private func enter(_ batch: [PreparedRecord]) throws -> Int64 {
    guard let first = batch.first, let last = batch.last else { return 0 }
    let archive = run.archive
    let place = RecordPlace(day: record.date, file: record.name, foreignFile: record.id)
    let items = try archive.perform(.itemsImported, on: connector.name, by: run.session) { act in
      let writer = try DeliveryWriter(
        act, archive: archive, connector: connector, place: place, preparer: try ItemPreparer(context))
      for record in batch { try writer.enter(record) }
      try writer.finish()
      let before = try ImportedFile.require(record.id, act.db).position
      // Records between those of the batch are of days that were not asked for.
      try record.advance(
        to: last.line, by: writer.counts, items: writer.items, skipped: last.line - before - Int64(batch.count),
        isDone: false, act.db)
      note(act)
      act.note("records", .list([.number(first.line), .number(last.line)]))
      act.note("messages", .number(writer.messageCount))
      act.note("root", .text(writer.root.hex))
      for (name, value) in writer.counts.named where value > 0 { act.note(name, .number(value)) }
      return writer.items
    }
    run.progress("\(file.name): \(last.line) records")
    return items
  }

  /// Ends the file: done, or open where it couldn't be read to its end.
  private func finish(upTo end: Int64, isWhole: Bool) throws -> ImportedFile {
    try run.archive.perform(.fileImported, on: connector.name, by: run.session) { act in
      let before = try ImportedFile.require(record.id, act.db).position
      let last = max(end, before)
      try record.advance(
        to: last, by: DeliveryCounts(), items: 0, skipped: last - before, isDone: isWhole, act.db)
      let entered = try ImportedFile.require(record.id, act.db)
      note(act)
      act.note("complete", .flag(isWhole))
      act.note("skipped", .number(entered.skipped))
      for (name, value) in entered.counts.named { act.note(name, .number(value)) }
      return entered
    }
  }

  private func note(_ act: Act) {
    act.note("day", .text(record.date.description))
    act.note("format", .text(format.id))
    act.note("file", .text(file.name))
    act.note("fileRecord", .number(record.id))
  }
}

extension ForeignRecord {
  /// Lets go of what the record has in temporary files.
  fileprivate func discard() {
    contents.discard()
    if case .file(let file, _, _) = original { try? FileManager.default.removeItem(at: file) }
  }
}
