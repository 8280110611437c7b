public import Archive
public import Importer

/// Runs every connector that is due, once: what a timer does instead of the service.
public struct DueConnectors: Sendable {
  /// What became of a connector.
  public enum Result: Sendable {
    case ran(RunReport)
    case failed(any Error)
    /// Another process runs it.
    case busy
    /// It is due then.
    case waits(until: Moment)
  }

  private let archive: Archive
  private let session: Session

  public init(archive: Archive, session: Session) { (self.archive, self.session) = (archive, session) }

  /// One after the other, in the order of their names; what fails with one does not keep the next from running.
  public func run(progress: @escaping @Sendable (String) -> Void = { _ in }) async throws
    -> [(connector: String, result: Result)]
  {
    try archive.authorize(.connectorRun, by: session)
    var job = ImportJob(archive: archive, session: session)
    job.progress = progress
    var results: [(String, Result)] = []
    for planned in try JobPlan.all(archive, at: session.now) where planned.job == .imports {
      guard let due = planned.due, due <= session.now else {
        results.append((planned.subject, .waits(until: planned.due ?? session.now)))
        continue
      }
      do {
        results.append((planned.subject, .ran(try await job.run(planned.subject))))
      } catch let error as InputError where error.code == ImportJob.busyCode {
        results.append((planned.subject, .busy))
      } catch {
        results.append((planned.subject, .failed(error)))
      }
    }
    return results
  }
}
