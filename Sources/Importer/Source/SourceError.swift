/// Something the partner's site or its delivered folder did that stops a fetch.
///
/// The message says what happened, at which address and what to do. It never holds the password: addresses
/// can't carry one (``SiteAddress``), and nothing else of the request is quoted.
public struct SourceError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    /// No connection: the name, the address, the port or the network.
    case unreachable
    /// The site knows us and says no (401, 403).
    case signInRefused
    /// The day isn't there yet (404): ask again later.
    case notReady
    /// A file of a day that is there isn't.
    case notFound
    /// An answer with a status that isn't one of the interface's.
    case serverError(status: Int)
    /// The answer began, or should have, and broke off.
    case interrupted
    /// More bytes than the caller or a limit allows.
    case tooLarge
    /// An address or a name that can't be used as it is.
    case badURL
    /// The connection would not keep the password and the messages from others.
    case insecure
    /// A delivered folder's file that can't be read.
    case unreadable
    /// The content isn't what the interface says.
    case malformed
  }

  public let kind: Kind
  /// For people.
  public let message: String
  /// What was being fetched.
  public let address: String

  public init(_ kind: Kind, _ message: String, at address: String) {
    (self.kind, self.message, self.address) = (kind, message, address)
  }

  /// Whether the same request may work if made again soon.
  ///
  /// A day that isn't ready is not transient: minutes don't make it ready, and the next run asks again.
  public var isTransient: Bool {
    switch kind {
    case .unreachable, .interrupted: true
    // RFC 9110, 15.5.9 and RFC 6585, 4: asked too slowly, too often; the rest is the site's own trouble.
    case .serverError(let status): status >= 500 || status == 408 || status == 429
    case .signInRefused, .notReady, .notFound, .tooLarge, .badURL, .insecure, .unreadable, .malformed: false
    }
  }

  public var description: String { "\(message) (\(address))" }
}
