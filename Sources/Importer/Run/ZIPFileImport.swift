internal import Archive
internal import Foundation

/// Imports one ZIP file of a day: whole, or not at all.
struct ZIPFileImport {
  let files: FileImport
  let file: FeedManifest.File
  let path: String
  let content: ContentStore
  let keys: DecryptionKeys
  let workers: [ForeignWorker]

  /// Prepares the file's messages and hands their batches in.
  ///
  /// Returns why the file is refused, where it is.
  func run(_ batches: BatchQueue) async throws -> String? {
    let progress = try files.run.archive.read { try files.state.progress(of: file.name, $0) }
    guard !progress.done else { return nil }
    var context = ReadingContext(options: FormatOptions(), content: content, after: progress.position)
    context.keys = keys
    let reader: PartnerZIPReader
    do {
      let found = try ForeignFile(path)
      reader = try PartnerZIPReader(try ZIPEntries(found), context)
      guard try found.identity().digest == file.sha256 else {
        return refusal("it was changed while the day was being imported")
      }
    } catch let damage as FormatDamage {
      return refusal(damage.description)
    } catch let error as InputError {
      return refusal(error.description)
    }
    let pipeline = PreparationPipeline(
      next: {
        var group: [ForeignRecord] = []
        var bytes = 0
        while group.count < FileImport.groupRecords, bytes < ForeignFileImport.groupBytes,
          let record = try reader.next()
        {
          guard record.ordinal > progress.position else { continue }
          bytes += record.weight
          group.append(record)
        }
        return group.isEmpty ? nil : group
      },
      prepare: { [workers] worker, group in try await workers[worker].prepare(group) },
      enter: { [files] batch, isLast in try files.enter(batch, isLast: isLast) },
      batchBytes: ForeignFileImport.batchBytes)
    try await pipeline.run(batches)
    return nil
  }

  private func refusal(_ reason: String) -> String {
    let items = file.items == 0 ? "what it holds is" : "its items (\(file.items)) are"
    return "\(files.state.date)/\(file.name) is refused: \(reason); \(items) missing until the partner delivers it "
      + "right"
  }
}
