public import Archive
internal import Foundation
internal import GRDB
internal import Synchronization

/// Runs a connector: for each day, fetches the manifest, stages and checks its files, and files their items; then moves
/// the watermark.
///
/// A day's progress is committed with every batch, so that a run that was cut off anywhere goes on where it was.
public struct ConnectorRun: Sendable {
  public var archive: Archive
  public var session: Session
  public var retry = RetryPolicy()
  public var options = HTTPPartnerSource.Options()
  /// Told of what goes on, for a person who waits.
  public var progress: @Sendable (String) -> Void = { _ in }
  /// Called once this run alone has the connector.
  public var began: @Sendable () throws -> Void = {}

  /// The most days one run takes on: ten years, so that a mistyped year doesn't ask for millennia.
  static let mostDays = 3_660

  public init(archive: Archive, session: Session) { (self.archive, self.session) = (archive, session) }

  /// Runs the connector over some days.
  ///
  /// `from`: the first day; nil: the day after the watermark.
  /// `to`: the last day; nil: yesterday.
  /// Throws ``AccessError``, ``InputError``, ``SourceError`` where nothing at all could be fetched (else it is
  /// the report's ``RunReport/failure``), ``StorageError``.
  public func run(_ name: String, from: CivilDate? = nil, to: CivilDate? = nil) async throws -> RunReport {
    try archive.authorize(.connectorRun, on: name, by: session)
    let connector = try archive.read { try Connector.require(name, $0) }
    guard connector.status == .active else {
      throw InputError(
        "connector '\(name)' is paused; run 'holdfast connector resume \(name)' first", code: "connector.paused")
    }
    let days = try days(of: connector, from: from, to: to)
    let staging = try StagingFolder(of: name, in: archive)
    guard let lock = try staging.tryLock() else {
      throw InputError(
        "connector '\(name)' is being run by another process; wait for it to end", code: "connector.busy")
    }
    defer { lock.release() }
    try began()
    try staging.removeLeftovers { date in
      try !archive.read(ImportDay(connector: connector.id, date: date).isComplete)
    }
    try StagingFolder.removeTemporaries(of: archive)
    let address = try SiteAddress(connector.site)
    let password = try connector.currentPassword(archive.keys)
    var options = options
    if let authorities = connector.authorities { options.authorities = authorities }
    return try await address.withSource(
      network: connector.type.network, username: connector.username, password: password, options: options
    ) { source in
      let changed = await ReofferedDays(of: connector, in: archive, from: source).find(besides: Set(days))
      let plan =
        changed.days.map { ($0, ImportDay.Beginning.changed) } + days.map { ($0, from == nil ? .open : .again) }
      var report = RunReport(connector: connector.name, days: [], items: 0)
      report.notices = changed.notices
      return try await run(connector, over: plan.sorted { $0.0 < $1.0 }, from: source, into: report)
    }
  }

  private func run(
    _ connector: Connector, over days: [(date: CivilDate, beginning: ImportDay.Beginning)],
    from source: any PartnerSource, into begun: RunReport
  ) async throws -> RunReport {
    var report = begun
    // One for all days: what a number reads as is remembered, and most people text on most days.
    let numbers = try connector.numbers()
    let batches = BatchQueue()
    let outcomes = Mutex<[DayImport.Outcome]>([])
    /// A day is opened while the one before is prepared, and prepared while that is still being entered.
    func open(_ index: Int) throws -> (DayImport, Task<DayImport.Opening, any Error>)? {
      guard index < days.count else { return nil }
      let (date, beginning) = days[index]
      let day = try DayImport(run: self, connector: connector, date: date, source: source, numbers: numbers)
      return (day, Task { try await day.open(beginning, batches) })
    }
    var next = try open(0)
    var index = 0
    while let (day, opening) = next {
      next = nil
      index += 1
      // A service that is told to stop ends between days too, where no request notices.
      guard !Task.isCancelled else {
        await abandon(opening)
        try await batches.finish()
        throw CancellationError()
      }
      do {
        let opened = try await opening.valueUnlessCancelled
        next = try open(index)
        switch opened {
        case .complete: continue
        case .unavailable(let outcome): try await batches.submit { outcomes.withLock { $0.append(outcome) } }
        case .ready(let open):
          let problems = try await day.prepare(open, batches)
          try await batches.submit {
            let outcome = try day.finish(problems)
            outcomes.withLock { $0.append(outcome) }
          }
        }
      } catch {
        await abandon(opening)
        await abandon(next?.1)
        // What was handed in is entered all the same: the error is the one that came first.
        guard let lost = error as? SourceError else {
          try? await batches.finish()
          throw error
        }
        try await batches.finish()
        // The site is lost. What came before counts, and is reported.
        outcomes.withLock { $0.forEach { report.add($0) } }
        guard try !report.days.isEmpty || day.hasProgress() else { throw lost }
        report.add(try day.without(lost))
        return report
      }
    }
    try await batches.finish()
    outcomes.withLock { $0.forEach { report.add($0) } }
    return report
  }

  /// Stops what the opening of a day that is not imported to its end has under way.
  private func abandon(_ opening: Task<DayImport.Opening, any Error>?) async {
    opening?.cancel()
    if case .success(.ready(let day)) = await opening?.result { await day.abandon() }
  }

  private func days(of connector: Connector, from: CivilDate?, to: CivilDate?) throws -> [CivilDate] {
    let today = CivilTime(ZonedMoment(session.now)).date
    let last = to ?? today.adding(days: -1)
    let first = try from ?? archive.read { try connector.firstOpenDay(upTo: last, $0) }
    if let from, let to, to < from {
      throw InputError("--to \(to) is before --from \(from)", code: "connector.days")
    }
    guard first <= last else { return [] }
    let count = last.daysSince1970 - first.daysSince1970 + 1
    guard count <= Self.mostDays else {
      throw InputError(
        "\(count) days from \(first) to \(last) are more than one run takes (\(Self.mostDays)); give --from and --to",
        code: "connector.days")
    }
    return (0..<count).map { first.adding(days: $0) }
  }
}
