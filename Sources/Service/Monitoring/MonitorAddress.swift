internal import Archive

/// Where the service answers for its health and figures: this machine alone.
public struct MonitorAddress: Sendable, Hashable, CustomStringConvertible {
  public let host: String
  /// 0: any that is free.
  public let port: Int

  /// Where it listens unless told.
  public static let standardHost = "127.0.0.1"
  /// The port that Prometheus' exporters of no other kind usually have.
  public static let standardPort = 9464
  public static let standard = "\(standardHost):\(standardPort)"
  private static let loopback: Set<String> = ["127.0.0.1", "::1", "localhost"]

  /// - Throws: ``InputError`` where others could reach it.
  public init(host: String, port: Int) throws {
    guard Self.loopback.contains(host) else {
      throw InputError(
        "health and figures are told to this machine only: listen on 127.0.0.1, [::1] or localhost, and let a proxy "
          + "that checks who asks pass them on", code: "service.listen")
    }
    (self.host, self.port) = (host, port)
  }

  public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  /// Whether a request's `Host` is this machine: a page in a browser here could be led to us under another name.
  static func isLocal(_ authority: String?) -> Bool {
    guard let authority else { return true }
    if authority.hasPrefix("[") { return authority.hasPrefix("[::1]") }
    return loopback.contains(String(authority.prefix { $0 != ":" }))
  }
}
