public import Archive
public import Logging
internal import ServiceLifecycle
internal import UnixSignals

/// The service: runs what is due on an archive until SIGTERM or SIGINT, and answers for its health.
///
/// What it does it does as an account of the archive, by the same acts as a person, with the same ledger entries. It
/// keeps nothing in memory that counts: whatever ends it, the next goes on where it was.
public struct ArchiveService: Sendable {
  public struct Options: Sendable {
    /// nil: nowhere.
    public var address: MonitorAddress?
    /// How long to wait before looking again whether something is due.
    public var tick = Duration.seconds(2)
    /// For the figures.
    public var version: String

    public init(address: MonitorAddress?, version: String) { (self.address, self.version) = (address, version) }
  }

  /// How it ended.
  public enum Ending: Sendable {
    case clean
    /// A job that waits for somebody else went on; the process is to end without waiting for it.
    case abandoned
  }

  private let archive: Archive
  private let session: Session
  private let options: Options
  private let logger: Logger

  /// With the lanes' own patience inside the ten seconds that a service has.
  private static let longestShutdown = Duration.seconds(9)

  public init(_ archive: Archive, by session: Session, options: Options, logger: Logger) {
    (self.archive, self.session, self.options, self.logger) = (archive, session, options, logger)
  }

  /// Runs until a signal comes.
  ///
  /// - Throws: ``InputError`` where another service runs or the address is taken, ``AccessError`` where the account may
  ///   do nothing of it.
  public func run() async throws -> Ending {
    let lock = try ServiceLock.take(archive)
    defer { lock.release() }
    try begin()
    let watch = AlarmWatch(archive, by: session, logger: logger)
    let runner = JobRunner(archive: archive, session: session, watch: watch, logger: logger)
    let abandoned = Abandoned()
    var services: [any Service] = []
    // First in, last out: it answers while the jobs end.
    if let address = options.address {
      let responder = MonitorResponder(
        archive: archive, session: session, watch: watch, version: options.version, started: session.now)
      services.append(MonitorSite(address: address, responder: responder, logger: logger))
    }
    let lanes = Job.Lane.allCases.map { lane in
      LaneService(lane: lane, runner: runner, tick: options.tick, abandoned: abandoned)
    }
    services.append(Lanes(lanes: lanes))
    var quiet = logger
    quiet.logLevel = .error
    var configuration = ServiceGroupConfiguration(
      services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet)
    configuration.maximumGracefulShutdownDuration = Self.longestShutdown
    let group = ServiceGroup(configuration: configuration)
    do { try await group.run() } catch {
      try? ServiceState.end(at: session.now, archive)
      throw error
    }
    try end()
    return abandoned.isTrue ? .abandoned : .clean
  }

  private func begin() throws {
    try archive.authorize(.serviceStarted, by: session)
    try ServiceState.begin(session, archive)
    try JobRecord.endInterrupted(at: session.now, archive)
    do { try archive.perform(.serviceStarted, by: session) { _ in } } catch AccessError.clockWentBack {
      // The alarm about it is what the service is there for.
    }
    logger.info(
      "service.started", metadata: ["account": "\(session.account)", "version": "\(options.version)"])
  }

  private func end() throws {
    try ServiceState.end(at: session.now, archive)
    do { try archive.perform(.serviceStopped, by: session) { _ in } } catch AccessError.clockWentBack {}
    logger.info("service.stopped")
  }
}

/// The lanes as one service, so that they stop together and not one after the other.
private struct Lanes: Service {
  let lanes: [LaneService]

  func run() async throws {
    try await withThrowingTaskGroup { group in
      for lane in lanes { group.addTask { try await lane.run() } }
      try await group.waitForAll()
    }
  }
}
