internal import Archive
internal import Foundation

/// Writes what the plan says, page by page, from where the journal is.
struct ExportLoop {
  private let export: ExportRun
  private let journal: ExportJournal
  private let tools: FormatTools
  private let writer: any FormatWriter

  init(_ run: ExportRun, journal: ExportJournal, request: ExportRequest) throws {
    (self.export, self.journal) = (run, journal)
    try run.folder.removeUnknown(journal)
    let files = try ExportFiles(root: run.folder.files, lengths: try journal.lengths())
    tools = FormatTools(
      archive: run.archive, files: files, journal: journal, request: request,
      zone: KQLTimeZone(request.timeZone) ?? .utc, started: Moment(microseconds: try journal.number(.started) ?? 0))
    writer = tools.writer()
  }

  func run() throws {
    let hits = try journal.number(.hits) ?? 0
    var tally = Tally(
      exported: try journal.number(.exported) ?? 0, duplicates: try journal.number(.duplicates) ?? 0,
      place: try journal.number(.position) ?? 0)
    let results = try tools.files.append(to: ResultsFile.name)
    var rows = ResultsFile(results, zone: tools.zone)
    let reader = ExportReader(
      archive: export.archive, journal: journal, isByConversation: tools.request.format.isByConversation,
      sight: try export.archive.read { db in
        try SearchEngine(db, for: Viewer(export.session)).sight(below: RowNumbers.message.next(db))
      })
    let first = tally.place
    let pages = ReadAhead<ExportPage> { try reader.page(after: $0?.lastPlace ?? first) }
    let clock = ContinuousClock()
    var lastCheckpoint = clock.now
    try journal.begin()
    while let page = try pages.next() {
      var exceptions: [ExportException] = []
      for unit in page.units { try write(page.entries[unit], &rows, &tally, &exceptions) }
      try rows.flush()
      try journal.note(tools.files.takeClosed(), exceptions)
      tally.place = page.lastPlace
      export.progress("\(tally.place) of \(hits) items")
      if clock.now - lastCheckpoint >= export.checkpointInterval {
        try checkpoint(tally)
        lastCheckpoint = clock.now
        try journal.begin()
      }
    }
    try writer.finish()
    try rows.flush()
    try tools.files.close(results)
    try journal.note(tools.files.takeClosed(), [])
    try journal.set(.finished, export.session.now.microseconds)
    try checkpoint(tally)
  }

  private struct Tally {
    var exported: Int64
    var duplicates: Int64
    var place: Int64
  }

  /// Has the file system sync, then says what is done: a file that the journal knows is there, whole, after any crash.
  private func checkpoint(_ tally: Tally) throws {
    try journal.note(lengths: try tools.files.checkpoint())
    try journal.set(.exported, tally.exported)
    try journal.set(.duplicates, tally.duplicates)
    try journal.set(.position, tally.place)
    try journal.commit()
  }

  /// Writes a unit: without the items that turn out not to be exportable, as often as there is one.
  private func write(
    _ entries: ArraySlice<ExportEntry>, _ rows: inout ResultsFile, _ tally: inout Tally,
    _ exceptions: inout [ExportException]
  ) throws {
    var outcomes: [Int64: ResultsFile.Outcome] = [:]
    var items: [ExportItem] = []
    for entry in entries {
      if case .unreadable(let reason) = entry.state {
        outcomes[entry.hit.place] = .exception(reason)
      } else if let survivor = entry.hit.duplicateOf, try !isException(survivor, exceptions) {
        outcomes[entry.hit.place] = .duplicate(of: survivor)
      } else if let item = ExportItem(entry) {
        items.append(item)
      }
    }
    while !items.isEmpty {
      do {
        let path = try writer.write(items)
        for item in items { outcomes[item.hit.place] = .exported(path) }
        break
      } catch let problem as ContentProblem {
        outcomes[problem.place] = .exception(problem.reason)
        items.removeAll { $0.hit.place == problem.place }
      }
    }
    for entry in entries {
      let outcome = outcomes[entry.hit.place] ?? .exception("it was not written")
      switch outcome {
      case .exported: tally.exported += 1
      case .duplicate: tally.duplicates += 1
      case .exception(let reason): exceptions.append(ExportException(item: entry.hit.item, reason: reason))
      }
      try rows.add(entry, outcome)
    }
  }

  /// Whether the copy that was to stand for others couldn't be exported; then the next one is.
  private func isException(_ item: Item.ID, _ now: [ExportException]) throws -> Bool {
    try now.contains { $0.item == item } || journal.isException(item)
  }
}
