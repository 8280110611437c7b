internal import Archive
internal import ArgumentParser
internal import Importer
internal import Logging
internal import PartnerSite

struct SandboxSite: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "site", abstract: "Serve a feed folder as the archiving partner's site would.",
    discussion: """
      Prints its address once it listens, and serves until it gets SIGINT or SIGTERM;
      answers under way are finished first. Port 0 takes any free port. A connector
      accepts http:// on this machine only: for another, give a certificate and its key.
      """)

  @Argument(help: "The feed folder, as 'sandbox generate' or the partner writes it.")
  var folder: String
  @Option(help: ArgumentHelp("Where to listen, like 127.0.0.1:8600.", valueName: "host:port"))
  var listen: ListenAddress
  @Option(help: ArgumentHelp("The carrier's network that the folder's days are of.", valueName: "name"))
  var network = SiteRoute.standardNetwork
  @Option(help: "The user name that may sign in.")
  var username: String
  @Option(help: ArgumentHelp("A file whose one line is the password.", valueName: "file"))
  var passwordFile: String
  @Option(help: ArgumentHelp("Serve HTTPS with this certificate (PEM).", valueName: "file"))
  var tlsCertificate: String?
  @Option(help: ArgumentHelp("The certificate's private key (PEM).", valueName: "file"))
  var tlsKey: String?
  @OptionGroup var global: GlobalOptions

  private struct Result: Encodable { var url: String }

  func validate() throws {
    guard (tlsCertificate == nil) == (tlsKey == nil) else {
      throw ValidationError("--tls-certificate and --tls-key go together")
    }
  }

  func run() async throws {
    let output = Output(json: global.json)
    let shutdown = ShutdownSignal()
    do {
      let site = try PartnerSite(
        folder: folder, network: network, username: username, password: try Secret(file: passwordFile).reveal(),
        host: listen.host, port: listen.port,
        tls: zip(tlsCertificate, tlsKey).map { SiteTLS(certificateFile: $0, keyFile: $1) },
        logger: WarningLog.logger(output))
      let (scheme, host) = (tlsKey == nil ? "http" : "https", listen.written)
      try await site.withServer { port in
        let url = "\(scheme)://\(host):\(port)"
        try output.print(Result(url: url), text: "\(url) serves until it is interrupted")
        await shutdown.wait()
      }
    } catch let error as PartnerSiteError {
      throw InputError(error.description, code: "sandbox.site")
    }
  }

  private func zip(_ a: String?, _ b: String?) -> (String, String)? {
    if let a, let b { (a, b) } else { nil }
  }
}

/// A host and a port, as people write them: `127.0.0.1:8600`, `[::1]:0`, `localhost:8600`.
struct ListenAddress: ExpressibleByArgument {
  var host: String
  var port: Int

  init(host: String, port: Int) { (self.host, self.port) = (host, port) }

  init?(argument: String) {
    guard let colon = argument.lastIndex(of: ":"), let port = UInt16(argument[argument.index(after: colon)...])
    else { return nil }
    var host = argument[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    guard !host.isEmpty else { return nil }
    (self.host, self.port) = (String(host), Int(port))
  }

  var defaultValueDescription: String { "\(written):\(port)" }

  /// The host as it stands in an address.
  var written: String { host.contains(":") ? "[\(host)]" : host }
}

/// Passes a server's warnings on to the person who started it.
private struct WarningLog: LogHandler {
  let output: Output
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.warning

  static func logger(_ output: Output) -> Logger { Logger(label: "partner-site") { _ in WarningLog(output: output) } }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) { output.warn(event.message.description) }
}
