internal import Archive
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import ServiceLifecycle

/// The small server that answers for the service's health and figures.
struct MonitorSite: Service {
  let address: MonitorAddress
  let responder: MonitorResponder
  let logger: Logger

  /// Queued connections the system accepts for us: a monitor or two ask every few seconds.
  private static let backlog = 16

  func run() async throws {
    let application = Application(
      responder: responder, server: .http1(),
      configuration: ApplicationConfiguration(
        address: .hostname(address.host, port: address.port), serverName: nil, backlog: Self.backlog),
      onServerRunning: { [logger, address, responder] channel in
        let port = channel.localAddress?.port ?? address.port
        let bound = (try? MonitorAddress(host: address.host, port: port)) ?? address
        logger.info("service.listening", metadata: ["address": "\(bound)"])
        try? ServiceState.listen(at: "\(bound)", responder.archive)
      },
      logger: Self.quiet(logger))
    do { try await application.run() } catch let error as IOError {
      throw InputError(
        "can't listen on \(address): \(error); give another address with --listen, or none with --no-listen",
        code: "service.listen")
    }
  }

  /// Of what a library says only its own troubles: requests are nobody's business.
  private static func quiet(_ logger: Logger) -> Logger {
    var quiet = logger
    quiet.logLevel = .error
    return quiet
  }
}
