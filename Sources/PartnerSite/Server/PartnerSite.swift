internal import Glibc
internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
public import Logging
internal import NIOCore
public import ServiceLifecycle
internal import Synchronization

/// A stand-in for the archiving partner's site: serves a feed folder by the published interface.
///
/// For trying the product and for tests. What it serves is read from the folder at each request, so days may
/// be added while it runs. Requires HTTP Basic sign-in for everything.
public struct PartnerSite: Service {
  private let host: String
  private let port: Int
  private let tls: SiteTLS?
  private let responder: SiteResponder
  private let logger: Logger

  /// Queued connections the system accepts for us: the importer opens 8 to 16 at once.
  private static let backlog = 256

  /// Prepares a site; nothing listens before ``run(onListening:)``.
  ///
  /// - Parameters:
  ///   - folder: the feed folder, which must be there.
  ///   - network: the carrier's network that the folder's days are of: letters, digits and `-`.
  ///   - username: the account's name, without a colon (RFC 7617, 2).
  ///   - password: the account's password.
  ///   - host: the name or address to listen on.
  ///   - port: the port, 0 for any free one.
  ///   - tls: serves HTTPS with these; without them the site speaks HTTP, which the connector accepts on
  ///     loopback only.
  ///   - faults: what goes wrong on purpose.
  ///   - logger: gets a warning where passwords would travel unencrypted.
  /// - Throws: ``PartnerSiteError`` where the folder isn't one or the user name can't be sent.
  public init(
    folder: String, network: String = SiteRoute.standardNetwork, username: String, password: String,
    host: String = "127.0.0.1", port: Int = 0,
    tls: SiteTLS? = nil, faults: Faults = Faults(), logger: Logger? = nil
  ) throws {
    var about = stat()
    guard stat(folder, &about) == 0, about.st_mode & S_IFMT == S_IFDIR else {
      throw PartnerSiteError("\(folder) is not a folder: generate a feed there first")
    }
    guard SiteRoute.isFileName(network) else {
      throw PartnerSiteError("'\(network)' is no network's name: use letters, digits and -")
    }
    guard !username.isEmpty, !username.utf8.contains(UInt8(ascii: ":")) else {
      throw PartnerSiteError("the site's user name must not be empty or contain a colon")
    }
    (self.host, self.port, self.tls) = (host, port, tls)
    self.logger = logger ?? Logger(label: "partner-site") { _ in SwiftLogNoOpLogHandler() }
    responder = SiteResponder(
      folder: folder, network: network, signIn: BasicSignIn(username: username, password: password),
      faults: FaultQueue(faults))
  }

  /// Serves until a graceful shutdown or a cancellation.
  public func run() async throws { try await run { _ in } }

  /// Serves until a graceful shutdown or a cancellation, and says on which port once it listens.
  public func run(onListening: @escaping @Sendable (_ port: Int) async -> Void) async throws {
    if tls == nil && !Self.loopbackHosts.contains(host) {
      logger.warning("passwords to http://\(host) can be read on the way: give a certificate and a key")
    }
    let server: HTTPServerBuilder =
      if let tls { try .tls(.http1(), tlsConfiguration: tls.configuration()) } else { .http1() }
    let application = Application(
      responder: responder, server: server,
      configuration: ApplicationConfiguration(
        address: .hostname(host, port: port), serverName: nil, backlog: Self.backlog),
      onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) },
      logger: logger)
    do {
      try await application.run()
    } catch let error as IOError {
      throw PartnerSiteError("can't listen on \(host):\(port): \(String(cString: strerror(error.errnoCode)))")
    }
  }

  private static let loopbackHosts: Set<String> = ["127.0.0.1", "::1", "localhost"]

  /// Serves for as long as `body` runs, which is given the port, and ends gracefully after it.
  public func withServer<Result: Sendable>(
    _ body: @escaping @Sendable (_ port: Int) async throws -> Result
  ) async throws -> Result {
    let (ports, listening) = AsyncStream.makeStream(of: Int.self)
    let group = ServiceGroup(
      configuration: .init(services: [Listening(site: self, report: { listening.yield($0) })], logger: logger)
    )
    return try await withThrowingTaskGroup(of: Result?.self) { tasks in
      tasks.addTask {
        defer { listening.finish() }
        try await group.run()
        return nil
      }
      tasks.addTask {
        for await port in ports {
          // Whatever becomes of the body, the site must end, or the group would wait for it for ever.
          let outcome: Swift.Result<Result, any Error>
          do { outcome = .success(try await body(port)) } catch { outcome = .failure(error) }
          await group.triggerGracefulShutdown()
          return try outcome.get()
        }
        return nil
      }
      var result: Result?
      while let finished = try await tasks.next() { result = finished ?? result }
      guard let result else { throw PartnerSiteError("the site ended before it listened") }
      return result
    }
  }

  /// The site as a service that reports its port.
  private struct Listening: Service {
    let site: PartnerSite
    let report: @Sendable (Int) -> Void

    func run() async throws { try await site.run { report($0) } }
  }
}

/// The site can't be started; the text says why and what to do.
public struct PartnerSiteError: Error, Equatable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}
