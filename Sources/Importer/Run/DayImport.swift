internal import Archive
internal import Foundation

/// Imports one day of a connector.
struct DayImport {
  private let run: ConnectorRun
  private let connector: Connector
  private let date: CivilDate
  private let source: any PartnerSource
  private let state: ImportDay
  private let context: PreparationContext

  init(run: ConnectorRun, connector: Connector, date: CivilDate, source: any PartnerSource) throws {
    (self.run, self.connector, self.date, self.source) = (run, connector, date, source)
    state = ImportDay(connector: connector.id, date: date)
    context = try PreparationContext(connector, run.archive)
  }

  struct Outcome {
    var day: RunReport.Day
    var items: Int64
    var notReady = false
  }

  /// `again`: a day that is complete is read anew.
  func run(again: Bool) async throws -> Outcome {
    let archive = run.archive
    if !again, try archive.read(state.isComplete) { return try outcome(problems: []) }
    guard let manifest = try await manifest() else { return try notReady() }
    let wasComplete = try archive.read(state.isComplete)
    try archive.perform(.connectorRun, on: connector.name, by: run.session) { act in
      try state.begin(manifest.parsed, manifestDigest: manifest.digest, again: wasComplete, act)
      act.note("day", .text(date.description))
      act.note("offered", .number(manifest.parsed.items))
      act.note("manifest", .text(manifest.digest.hex))
    }
    var problems: [String] = []
    let stager = FileStager(run: run, connector: connector, date: date, source: source)
    let open = try archive.read { db in
      try manifest.parsed.files.filter { try !state.progress(of: $0.name, db).done }
    }
    // The next file is fetched while this one is filed.
    var next = open.first.map { file in Task { try await stager.stage(file) } }
    for (index, file) in open.enumerated() {
      guard let staging = next else { break }
      next = index + 1 < open.count ? Task { [file = open[index + 1]] in try await stager.stage(file) } : nil
      do {
        switch try await staging.value {
        case .ready(let staged):
          let importer = FileImport(
            run: run, connector: connector, state: state, file: file.name, source: source, context: context)
          try await importer.run(staged)
          staged.remove()
        case .refused(let reason):
          problems.append(reason)
        }
      } catch {
        next?.cancel()
        _ = await next?.result
        throw error
      }
    }
    return try finish(problems)
  }

  func hasProgress() throws -> Bool { try run.archive.read(state.counts).counts.available > 0 }

  /// The day as far as it came before the site was lost.
  func interrupted(_ error: SourceError) throws -> RunReport.Day {
    var day = try outcome(problems: []).day
    day.problems.append(error.description)
    return day
  }

  private func manifest() async throws -> (parsed: FeedManifest, digest: Digest)? {
    let answer = try await run.retry.retrying { [source, date] in try await source.manifest(day: date) }
    guard case .ready(let bytes) = answer else { return nil }
    do {
      return (try FeedManifest.read(bytes, network: connector.type.network, date: date), Digest(of: bytes))
    } catch {
      throw InputError(
        "\(date): \(error.description); ask the partner to deliver the day again", code: "manifest.invalid")
    }
  }

  private func notReady() throws -> Outcome {
    try run.archive.perform(.connectorRun, on: connector.name, by: run.session) { act in
      try state.notReady(act.db)
      act.note("day", .text(date.description))
      act.note("notReady", true)
    }
    var outcome = try outcome(problems: ["the partner has not got \(date) ready; run the connector again later"])
    outcome.notReady = true
    return outcome
  }

  private func finish(_ problems: [String]) throws -> Outcome {
    try run.archive.perform(.dayCompleted, on: connector.name, by: run.session) { act in
      let (counts, _, allDone) = try state.counts(act.db)
      let complete = allDone && counts.missing == 0
      if complete { try state.complete(act) }
      let watermark = try connector.advanceWatermark(act)
      act.note("day", .text(date.description))
      act.note("complete", .flag(complete))
      for (name, value) in counts.named { act.note(name, .number(value)) }
      if let watermark { act.note("watermark", .text(watermark.description)) }
    }
    return try outcome(problems: problems)
  }

  private func outcome(problems: [String]) throws -> Outcome {
    try run.archive.read { db in
      let (counts, items, _) = try state.counts(db)
      let complete = try state.isComplete(db)
      return Outcome(
        day: RunReport.Day(date: date, complete: complete, counts: counts, problems: problems), items: items)
    }
  }
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
