internal import AsyncHTTPClient
internal import Glibc
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

/// What HTTP and the network say, as a ``SourceError``.
extension SourceError {
  /// An answer other than 200.
  static func from(_ response: HTTPClientResponse, at url: String, missing: Kind) -> SourceError {
    let status = Int(response.status.code)
    switch status {
    case 401:
      return SourceError(.signInRefused, "the site refused the user name or the password", at: url)
    case 403:
      return SourceError(.signInRefused, "the site knows this account but doesn't let it in here", at: url)
    case 404:
      let message =
        switch missing {
        case .notReady: "the partner hasn't got this day ready yet: run again later"
        case .notFound: "the manifest names this, but the site hasn't got it: tell the partner"
        default: "there is no partner interface at this address: check --site"
        }
      return SourceError(missing, message, at: url)
    case 300..<400:
      return SourceError(
        .badURL, "the site redirects elsewhere, which is never followed: give its final address", at: url)
    case 500...:
      return SourceError(
        .serverError(status: status), "the site failed with status \(status): try again later", at: url)
    default:
      return SourceError(
        .serverError(status: status), "the site answered with status \(status), which its interface hasn't",
        at: url)
    }
  }

  /// What stopped a request or its answer, cancellations excepted, which go on as they are.
  static func from(_ error: any Error, at url: String, begun: Bool) -> any Error {
    if error is CancellationError || error as? HTTPClientError == .cancelled { return CancellationError() }
    if let reason = untrusted(error) {
      return SourceError(
        .insecure, "the site's certificate isn't trusted (\(reason)): check the address or pin its authority",
        at: url)
    }
    if begun {
      let message =
        error as? HTTPClientError == .readTimeout
        ? "the answer stopped coming: the connection was given up"
        : "the connection broke off in the middle of the answer"
      return SourceError(.interrupted, message, at: url)
    }
    switch error as? HTTPClientError {
    case .some(.connectTimeout), .some(.tlsHandshakeTimeout), .some(.getConnectionFromPoolTimeout):
      return SourceError(.unreachable, "the site doesn't answer: check the address and the network", at: url)
    case .some(.readTimeout), .some(.deadlineExceeded):
      return SourceError(.interrupted, "the site took the request and gave no answer in time", at: url)
    case .some(.remoteConnectionClosed), .some(.uncleanShutdown):
      return SourceError(.interrupted, "the site closed the connection instead of answering", at: url)
    case .some(let other):
      return SourceError(.badURL, "the request can't be made: \(other.shortDescription)", at: url)
    case nil:
      if error is HTTPParserError {
        return SourceError(.interrupted, "the answer isn't HTTP, or broke off at its beginning", at: url)
      }
      return SourceError(
        .unreachable, "can't reach the site (\(noConnection(error))): check the address and the network",
        at: url)
    }
  }

  private static func noConnection(_ error: any Error) -> String {
    // A name may stand for several addresses, of which none worked; the last tells as much as any.
    let failure = error as? NIOConnectionError
    let last = failure?.connectionErrors.last?.error ?? error
    if let system = last as? IOError {
      return system.errnoCode == ECONNREFUSED
        ? "nothing listens there" : String(cString: strerror(system.errnoCode))
    }
    return failure?.connectionErrors.isEmpty == true ? "its name is unknown" : "no connection"
  }

  /// Why a certificate was refused, or nil where that isn't what went wrong.
  private static func untrusted(_ error: any Error) -> String? {
    if let extra = error as? NIOSSLExtraError, extra == .failedToValidateHostname {
      return "it is for another name"
    }
    guard case .some(.handshakeFailed(let detail)) = error as? NIOSSLError else { return nil }
    return String(describing: detail).contains("CERTIFICATE_VERIFY_FAILED")
      ? "it isn't signed by an authority that is trusted here" : "no agreement on how to encrypt"
  }
}
