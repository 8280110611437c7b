internal import Archive
internal import GRDB

/// What to count of a search.
public struct StatisticsRequest: Sendable {
  public var query: Query
  public var parts: [QueryPart]
  public var period: PeriodLength
  /// In whose days, months and years hits are counted.
  public var zone: KQLTimeZone

  public init(query: Query, parts: [QueryPart], period: PeriodLength = .month, zone: KQLTimeZone = .utc) {
    (self.query, self.parts, self.period, self.zone) = (query, parts, period, zone)
  }
}

extension SearchEngine {
  /// Counts what a search finds now.
  public func statistics(_ request: StatisticsRequest, in scope: SearchScope) throws -> SearchStatistics {
    let newest = try newest()
    let found = try find(request.query, in: scope, through: newest)
    return try count(found, request, below: newest.message + 1, coverage: coverage())
  }

  /// Counts what a job's run found.
  public func statistics(_ request: StatisticsRequest, of run: PinnedItems) throws -> SearchStatistics {
    let found = try find(run)
    var counted = try count(found, request, below: run.messages.limit, coverage: run.run.coverage)
    if found.sight.isEverything { counted.gone = run.items.count - counted.total.items }
    return counted
  }

  private func count(
    _ found: FoundCopies, _ request: StatisticsRequest, below limit: Int64, coverage: Coverage
  ) throws -> SearchStatistics {
    let runner = runner(below: limit)
    let parts = try request.parts.map { part in
      (text: part.text, messages: try runner.run(SearchPlan(part.query, analyzer), among: found.messages))
    }
    var tally = StatisticsTally(parts: parts, periods: PeriodTally(request.period, in: request.zone))
    try found.visit(db) { facts, _, mailbox in tally.add(facts, mailbox) }
    let addresses = Dictionary(
      uniqueKeysWithValues: try Mailbox.all(db).map { ($0.id.rawValue, $0.email) })
    return try tally.statistics(coverage: coverage, filters: found.sight.filters) { number in
      guard let email = addresses[number] else {
        throw StorageError("the index names the mailbox \(number), which isn't there", code: "index.damaged")
      }
      return email
    }
  }
}
