internal import Archive
internal import Foundation

/// Prepares groups of records on all cores, and hands them on in batches in the order they came in.
struct PreparationPipeline<Group: Sendable> {
  /// The next group, or nil at the end.
  let next: () throws -> Group?
  /// Prepares a group; the number is the worker's whose turn it is, below ``FileImport/groupsAtOnce``.
  let prepare: @Sendable (Int, Group) async throws -> [PreparedRecord]
  /// Enters a batch; the last may be empty.
  let enter: @Sendable ([PreparedRecord], _ isLast: Bool) throws -> Void
  /// About how many bytes a batch may take.
  var batchBytes = FileImport.batchBytes

  /// Goes through to the end; the last batches may still be under way when this returns.
  func run(_ batches: BatchQueue) async throws {
    var batch: [PreparedRecord] = []
    var bytes = 0
    var queue: [Task<[PreparedRecord], any Error>] = []
    var groupCount = 0
    let (prepare, enter) = (prepare, enter)
    do {
      while true {
        let atOnce = batches.isBehind ? FileImport.groupsBesideEntering : FileImport.groupsAtOnce
        while queue.count < atOnce, let group = try next() {
          // In turn: a worker whose turn has come again has done its last group.
          let worker = groupCount % FileImport.groupsAtOnce
          groupCount += 1
          queue.append(Task { try await prepare(worker, group) })
        }
        guard !queue.isEmpty else { break }
        let records = try await queue.removeFirst().value
        batch += records
        bytes += records.reduce(0) { $0 + $1.weight }
        if batch.count >= FileImport.batchRecords || bytes >= batchBytes
          || (batch.count >= FileImport.leastRecords && batches.isIdle)
        {
          try await batches.submit { [batch] in try enter(batch, false) }
          batch = []
          bytes = 0
        }
      }
      try await batches.submit { [batch] in try enter(batch, true) }
    } catch {
      for task in queue { task.cancel() }
      for task in queue { _ = await task.result }
      throw error
    }
  }
}

extension PreparedRecord {
  /// About how much memory it takes.
  fileprivate var weight: Int {
    switch outcome {
    case .problem(let problem):
      var total = 0
      if case .held(let bytes) = problem.bytes { total += bytes.count }
      return (problem.beside?.contents ?? []).reduce(total) { $0 + ($1.bytes?.count ?? 0) }
    case .item(let item):
      return item.original.count * 2 + item.stored.count
        + item.contents.reduce(0) { $0 + ($1.bytes?.count ?? 0) }
    }
  }
}
