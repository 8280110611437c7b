internal import Archive
internal import ArgumentParser
internal import Glibc
internal import Logging
internal import Service

struct Serve: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Run what is due by itself, until it is told to stop.",
    discussion: """
      Runs due connectors each day at the setting import-time, and again later on the same day while the partner's day \
      is not ready; catches up days that were missed; sweeps what has expired at sweep-time, erases what was purged, \
      sends reminders and notices, and looks each minute for what is the matter ('holdfast alarm list').

      It acts as your account, which takes Data Connector Admin for imports, Records Management for sweeps and erasing, \
      and eDiscovery Administrator for notices; what it lacks is left out and logged. One runs on an archive at a time; \
      commands may run beside it.

      http://\(MonitorAddress.standard)/healthz and /metrics answer on this machine only. Events are lines of JSON on \
      standard error. SIGTERM ends it within ten seconds, in the middle of an import too, which the next run goes on with.
      """)

  @Option(help: ArgumentHelp("Where health and figures are told, on this machine only.", valueName: "host:port"))
  var listen = ListenAddress(host: MonitorAddress.standardHost, port: MonitorAddress.standardPort)
  @Flag(help: "Tell them nowhere.")
  var noListen = false
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws {
    // A journal or a pipe that is gone is no reason to end.
    signal(SIGPIPE, SIG_IGN)
    let address = try noListen ? nil : MonitorAddress(host: listen.host, port: listen.port)
    let logger = Logger(label: "holdfast") { _ in JSONLog() }
    let service = ArchiveService(
      context.archive, by: context.session, options: .init(address: address, version: Version.text), logger: logger)
    // What was abandoned has a thread that nobody can stop; whatever it had not committed never happened.
    if try await service.run() == .abandoned { _exit(0) }
  }
}
