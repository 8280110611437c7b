internal import Archive
internal import Foundation
internal import Synchronization

/// Imports one day of a connector, in three steps: it is opened, prepared and finished.
struct DayImport: Sendable {
  private let run: ConnectorRun
  private let connector: Connector
  private let date: CivilDate
  private let source: any PartnerSource
  private let state: ImportDay
  private let context: PreparationContext
  private let staging: StagingFolder
  private let items = ItemTally()

  init(
    run: ConnectorRun, connector: Connector, date: CivilDate, source: any PartnerSource, numbers: PhoneNumbers
  ) throws {
    (self.run, self.connector, self.date, self.source) = (run, connector, date, source)
    state = ImportDay(connector: connector.id, date: date)
    context = try PreparationContext(connector, run.archive, numbers: numbers)
    staging = try StagingFolder(of: connector.name, in: run.archive)
  }

  struct Outcome: Sendable {
    var day: RunReport.Day
    /// Those of this run; the day's counts are of all runs that worked on it.
    var items: Int64
    /// Why the day could not be fetched.
    var failure: (any Error)?
  }

  /// How a day can be begun.
  enum Opening: Sendable {
    /// It is on record as complete.
    case complete
    /// It can't be had: what to report of it.
    case unavailable(Outcome)
    case ready(OpenDay)
  }

  /// A day on record as begun, with what it still lacks; the first of its files is being fetched.
  struct OpenDay: Sendable {
    fileprivate let files: [FeedManifest.File]
    fileprivate let first: Task<FileStager.Outcome, any Error>?

    /// Stops what it has under way.
    func abandon() async {
      first?.cancel()
      _ = await first?.result
    }
  }

  /// Fetches the manifest and begins the day, which may go on while the day before is being filed.
  ///
  /// `beginning`: what to do with a day that is complete.
  func open(_ beginning: ImportDay.Beginning, _ batches: BatchQueue) async throws -> Opening {
    let archive = run.archive
    let wasComplete = try archive.read(state.isComplete)
    if wasComplete, beginning == .open { return .complete }
    let beginning = wasComplete ? beginning : .open
    let manifest: (parsed: FeedManifest, digest: Digest)
    do {
      guard let found = try await fetchManifest() else { return .unavailable(try await notReady(batches)) }
      manifest = found
    } catch let error as InputError {
      return .unavailable(try await batches.inTurn { try without(error) })
    }
    try await batches.inTurn {
      try archive.perform(.connectorRun, on: connector.name, by: run.session) { act in
        try state.begin(manifest.parsed, manifestDigest: manifest.digest, beginning, act)
        act.note("day", .text(date.description))
        if beginning == .changed { act.note("reoffered", true) }
        act.note("offered", .number(manifest.parsed.items))
        act.note("manifest", .text(manifest.digest.hex))
      }
    }
    let files = try archive.read { db in
      try manifest.parsed.files.filter { try !state.progress(of: $0.name, db).done }
    }
    // A delivered ZIP is read where it lies.
    return .ready(OpenDay(files: files, first: zipDelivery == nil ? files.first.map(stage) : nil))
  }

  private func stage(_ file: FeedManifest.File) -> Task<FileStager.Outcome, any Error> {
    let stager = FileStager(run: run, connector: connector, date: date, source: source, staging: staging)
    return Task { try await stager.stage(file) }
  }

  /// Prepares what the day lacks and hands it in to be entered.
  ///
  /// Returns what was wrong with its files; the last of them may still be being entered.
  func prepare(_ day: OpenDay, _ batches: BatchQueue) async throws -> [String] {
    if let zipDelivery { return try await prepare(day, from: zipDelivery, batches) }
    var problems: [String] = []
    let fetcher = AttachmentFetcher(source: source, content: run.archive.content, retry: run.retry)
    let workers = try (0..<FileImport.groupsAtOnce).map { _ in
      try PreparationWorker(context, fetcher: fetcher, day: date)
    }
    // The next file is fetched while this one is filed, and prepared while the last of this one is entered.
    var next = day.first
    for (index, file) in day.files.enumerated() {
      guard let staging = next else { break }
      next = index + 1 < day.files.count ? stage(day.files[index + 1]) : nil
      do {
        switch try await staging.valueUnlessCancelled {
        case .ready(let staged):
          let importer = FileImport(
            run: run, connector: connector, state: state, file: file.name, context: context, workers: workers,
            items: items)
          try await importer.run(staged, batches)
        case .refused(let reason):
          problems.append(reason)
        }
      } catch {
        next?.cancel()
        _ = await next?.result
        throw error
      }
    }
    return problems
  }

  /// The folder of ZIP files, where the partner delivers such.
  private var zipDelivery: ZIPDelivery? {
    guard connector.delivery == .zip, case .folder(let path) = try? SiteAddress(connector.site) else { return nil }
    return ZIPDelivery(folder: path)
  }

  private func prepare(_ day: OpenDay, from delivery: ZIPDelivery, _ batches: BatchQueue) async throws -> [String] {
    let workers = try (0..<FileImport.groupsAtOnce).map { _ in try ForeignWorker(context, run.archive.content) }
    let keys = try DecryptionKeys(run.archive)
    var problems: [String] = []
    for file in day.files {
      let importer = ZIPFileImport(
        files: FileImport(
          run: run, connector: connector, state: state, file: file.name, context: context, workers: [], items: items),
        file: file, path: delivery.path(of: file.name), content: run.archive.content, keys: keys, workers: workers)
      if let problem = try await importer.run(batches) { problems.append(problem) }
    }
    return problems
  }

  func hasProgress() throws -> Bool { try run.archive.read(state.counts).counts.available > 0 }

  /// The day as far as it came before an error; it is on record as begun, so that later runs come back to it.
  func without(_ error: any Error) throws -> Outcome {
    try run.archive.perform(.connectorRun, on: connector.name, by: run.session) { act in
      try state.open(act)
      act.note("day", .text(date.description))
      act.note("notFetched", true)
    }
    var outcome = try outcome(problems: ["\(error)"])
    outcome.failure = error
    return outcome
  }

  /// The day's manifest, nil where the day is not ready, an ``InputError`` where it can't be used.
  private func fetchManifest() async throws -> (parsed: FeedManifest, digest: Digest)? {
    if let zipDelivery {
      return try zipDelivery.manifest(of: date, network: connector.type.network).map { ($0, $0.digest) }
    }
    let answer: ManifestAnswer
    do {
      answer = try await run.retry.retrying { [source, date] in try await source.manifest(day: date) }
    } catch let error as SourceError where error.kind == .tooLarge || error.kind == .unreadable {
      throw unusable("the manifest can't be used: \(error.message)")
    }
    guard case .ready(let bytes) = answer else { return nil }
    do {
      return (try FeedManifest.read(bytes, network: connector.type.network, date: date), Digest(of: bytes))
    } catch {
      throw unusable(error.description)
    }
  }

  private func unusable(_ reason: String) -> InputError {
    InputError("\(date): \(reason); ask the partner to deliver the day again", code: "manifest.invalid")
  }

  private func notReady(_ batches: BatchQueue) async throws -> Outcome {
    try await batches.inTurn {
      try without(
        SourceError(
          .notReady, "the partner has not got \(date) ready; run the connector again later", at: source.address))
    }
  }

  /// Ends the day once all of it is entered: complete, or with what is still missing.
  func finish(_ problems: [String]) throws -> Outcome {
    try run.archive.perform(.dayCompleted, on: connector.name, by: run.session) { act in
      let (counts, allDone) = try state.counts(act.db)
      let complete = allDone && counts.missing == 0
      if complete { try state.complete(act) }
      try ReconciliationRecord(day: state).write(.ended, act)
      let watermark = try connector.advanceWatermark(act)
      act.note("day", .text(date.description))
      act.note("complete", .flag(complete))
      for (name, value) in counts.named { act.note(name, .number(value)) }
      if let watermark { act.note("watermark", .text(watermark.description)) }
    }
    // Every file that could be had is entered; what is left here is of deliveries that were replaced.
    staging.remove(date)
    return try outcome(problems: problems)
  }

  private func outcome(problems: [String]) throws -> Outcome {
    try run.archive.read { db in
      let counts = try state.counts(db).counts
      let complete = try state.isComplete(db)
      var day = RunReport.Day(date: date, complete: complete, counts: counts, problems: problems)
      day.isReoffered = try ReconciliationRecord(day: state).isReoffered(db)
      return Outcome(day: day, items: items.count)
    }
  }
}

/// Counts the items that reached a mailbox in this run, also where the run ends before its day does.
final class ItemTally: Sendable {
  private let total = Mutex<Int64>(0)

  func add(_ items: Int64) { total.withLock { $0 += items } }
  var count: Int64 { total.withLock { $0 } }
}

extension DeliveryCounts {
  /// The counts under the names that reports and the ledger use.
  public var named: [(String, Int64)] {
    [
      ("offered", offered), ("available", available), ("imported", imported), ("partial", partial),
      ("duplicate", duplicate), ("quarantined", quarantined), ("failed", failed), ("missing", missing),
    ]
  }
}
