public import Archive
internal import Foundation

/// Exports what a search found to a folder: what it covers is fixed when it begins, and it can be cut off at any moment
/// and go on.
public struct ExportRun: Sendable {
  let archive: Archive
  let session: Session
  let folder: ExportFolder
  /// How often what is done is made durable: at most so much is done again after a crash, and a checkpoint, which waits
  /// for the disk, costs a twentieth of the time.
  var checkpointInterval: Duration = .seconds(5)
  /// A line about how far it is, now and then.
  public var progress: @Sendable (String) -> Void = { _ in }

  public init(archive: Archive, session: Session, folder: ExportFolder) {
    (self.archive, self.session, self.folder) = (archive, session, folder)
  }

  /// Begins an export.
  ///
  /// - Throws: ``InputError`` where the folder isn't empty, ``AccessError``, ``StorageError`` where the archive can't be
  ///   read or the folder can't be written; then ``resume(_:)`` goes on, once what was wrong is mended.
  public func start(_ request: ExportRequest, from source: some ExportSource) throws -> ExportReport {
    try archive.authorize(.exportStarted, on: folder.url.path, by: session)
    switch try folder.state() {
    case .empty: break
    case .unplanned, .unfinished:
      throw InputError(
        "\(folder.url.path) holds an export that isn't finished; go on with --resume, or name an empty folder",
        code: "export.unfinished")
    case .finished, .foreign: throw folder.notEmpty
    }
    return try begin(request, from: source)
  }

  /// Goes on with the export in the folder, or begins it where there is none yet.
  ///
  /// `request` is what the export must be of, `source` what it covers if that wasn't fixed before. A finished export is
  /// reported and left as it is.
  public func resume(_ request: ExportRequest, from source: some ExportSource) throws -> ExportReport {
    try archive.authorize(.exportResumed, on: folder.url.path, by: session)
    switch try folder.state() {
    case .empty, .unplanned: return try begin(request, from: source)
    case .foreign: throw folder.notEmpty
    case .finished(let other):
      try Self.require(request, is: other, in: folder)
      return try finishedReport()
    case .unfinished(let other):
      try Self.require(request, is: other, in: folder)
      let lock = try folder.lock()
      defer { lock.release() }
      let journal = try ExportJournal(folder.journal)
      defer { try? journal.close() }
      guard let account = try journal.text(.account), account == session.account else {
        throw InputError(
          "the export in \(folder.url.path) was begun by another account, which alone can go on with it",
          code: "export.other-account")
      }
      try archive.perform(
        .exportResumed, on: folder.url.path, by: session,
        details: [
          "started": .number(try journal.number(.startEntry) ?? 0), "done": .number(try journal.number(.position) ?? 0),
          "hits": .number(try journal.number(.hits) ?? 0),
        ]
      ) { _ in }
      return try run(journal, request)
    }
  }

  private static func require(_ request: ExportRequest, is other: ExportRequest, in folder: ExportFolder) throws {
    guard request != other else { return }
    throw InputError(
      "the export in \(folder.url.path) is of another search or format: query '\(other.query)', format "
        + "\(other.format.rawValue), time zone \(other.timeZone); give the same options or leave them out",
      code: "export.other")
  }

  // MARK: - Beginning

  private func begin(_ request: ExportRequest, from source: some ExportSource) throws -> ExportReport {
    guard let zone = KQLTimeZone(request.timeZone) else {
      throw InputError("'\(request.timeZone)' is not a time zone; write it as Europe/London", code: "export.zone")
    }
    let lock = try folder.prepare()
    defer { lock.release() }
    let journal = try ExportJournal(folder.journal)
    defer { try? journal.close() }
    let planner = ExportPlanner(archive: archive, journal: journal, zone: zone, progress: progress)
    try planner.plan(request, from: source, by: session, folder: folder)
    return try run(journal, request)
  }

  // MARK: - Going on

  private func run(_ journal: ExportJournal, _ request: ExportRequest) throws -> ExportReport {
    do {
      if try journal.text(.finished) == nil {
        try ExportLoop(self, journal: journal, request: request).run()
      }
      return try ExportFinish(run: self, journal: journal, request: request).finish()
    } catch {
      // What stopped it is what its user must hear of, whether or not the ledger takes the note.
      let done = (try? journal.number(.position)) ?? nil
      try? archive.perform(
        .exportStopped, on: folder.url.path, by: session,
        details: ["reason": .text("\(error)"), "done": .number(done ?? 0)]
      ) { _ in }
      throw error
    }
  }

  private func finishedReport() throws -> ExportReport {
    var reader = try ManifestReader(folder.manifest)
    var exceptions: [ExportException] = []
    try reader.exceptions { exceptions.append($0) }
    return ExportReport(
      request: reader.manifest.request, counts: reader.manifest.counts, exceptions: exceptions,
      manifestDigest: try FileDigest.of(folder.manifest).digest, wasFinished: true)
  }
}
