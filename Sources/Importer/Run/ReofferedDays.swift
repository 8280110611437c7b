internal import Archive
internal import GRDB

/// Notices that the partner has changed a day which was complete.
///
/// What was added to such a day would never be fetched otherwise: a run takes the days after the watermark.
struct ReofferedDays {
  /// Complete days whose manifests are asked for again at each run: a week, in which partners send what carriers gave
  /// them late.
  ///
  /// It costs a request for each, answered with some hundred bytes.
  static let daysLookedBackOn = 7

  private let connector: Connector
  private let archive: Archive
  private let source: any PartnerSource

  init(of connector: Connector, in archive: Archive, from source: any PartnerSource) {
    (self.connector, self.archive, self.source) = (connector, archive, source)
  }

  struct Found {
    var days: [CivilDate] = []
    /// For people: what was noticed, and what could not be looked at.
    var notices: [String] = []
  }

  /// The newest complete days whose files are not what was read.
  ///
  /// Looking back never keeps a run from going on: where it is not answered, the next run looks.
  /// `days`: what the run reads anyway.
  func find(besides days: Set<CivilDate>) async -> Found {
    var found = Found()
    do {
      for date in try complete() where !days.contains(date) {
        let day = ImportDay(connector: connector.id, date: date)
        // A day that is no longer to be had was read whole.
        guard case .ready(let bytes) = try await source.manifest(day: date) else { continue }
        do {
          let manifest = try FeedManifest.read(bytes, network: connector.type.network, date: date)
          guard try archive.read({ try day.differs(from: manifest, $0) }) else { continue }
          found.days.append(date)
          found.notices.append(
            "the partner has changed \(date) since it was read: what changed in it is fetched now")
        } catch let problem as ManifestProblem {
          found.notices.append(
            "the partner has changed \(date) since it was read, and \(problem); it stays as it was")
        }
      }
    } catch {
      found.notices.append("earlier days could not be compared with what the partner has now: \(error)")
    }
    return found
  }

  private func complete() throws -> [CivilDate] {
    try archive.read { db in
      try String.fetchAll(
        db, sql: "SELECT date FROM import_day WHERE connector = ? AND complete = 1 ORDER BY date DESC LIMIT ?",
        arguments: [connector.id.rawValue, Self.daysLookedBackOn])
    }.compactMap { CivilDate($0) }
  }
}
