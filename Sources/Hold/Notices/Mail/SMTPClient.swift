internal import Archive
internal import CSMTP
internal import Glibc

/// A session with the mail server, one connection for all messages.
///
/// The protocol is libcurl's (RFC 5321, 3207, 4954): dot-stuffing, STARTTLS, signing in. Its calls block.
final class SMTPClient {
  /// How long to wait, in milliseconds.
  struct Timeouts {
    /// For the connection and its TLS handshake.
    var connect: Int32 = 20_000
    /// For each answer.
    ///
    /// RFC 5321, 4.5.3.2, would have five minutes; a server that takes two has other troubles, and whatever is not sent
    /// now is sent later.
    var answer: Int32 = 120_000
    /// For one message, all in all.
    var total: Int32 = 300_000
  }

  /// What became of a message.
  enum Outcome: Equatable {
    case sent(answer: String)
    /// For good (RFC 5321, 4.2.1: 5yz).
    case refused(String)
    /// For now: 4yz, or the connection broke after the recipient was named.
    case delayed(String)
    /// Nothing can be sent to anyone.
    case unavailable(MailUnavailable)
  }

  private let session: OpaquePointer
  private let server: String
  private let sender: String

  init(_ service: MailService, keys: KeyRing, timeouts: Timeouts = Timeouts()) throws {
    let host = service.server.contains(":") ? "[\(service.server)]" : service.server
    server = "\(host):\(service.port)"
    sender = service.sender
    let scheme = service.security == .tls ? "smtps" : "smtp"
    let opened = Self.open(
      url: "\(scheme)://\(server)/\(Self.ownName)", service, password: try service.password(keys), timeouts)
    guard let opened else {
      throw MailUnavailable(
        .library,
        "mail is sent by libcurl, which this machine lacks; install it with 'apt-get install libcurl4'")
    }
    session = opened
  }

  deinit { holdfast_smtp_close(session) }

  /// Connects, secures the connection and signs in.
  ///
  /// - Throws: ``MailUnavailable``.
  func check() throws {
    var result = holdfast_smtp_result()
    holdfast_smtp_check(session, &result)
    if case .unavailable(let problem) = outcome(of: result) { throw problem }
    guard Int(result.stage) == Int(HOLDFAST_SMTP_DONE.rawValue) else {
      throw MailUnavailable(.unreachable, "the mail server \(server) broke off: \(Self.text(of: result).said)")
    }
  }

  /// Sends a message to one recipient, whose address ``EmailAddress/isWritable(_:)`` knows.
  func send(_ message: [UInt8], to recipient: String) -> Outcome {
    var result = holdfast_smtp_result()
    holdfast_smtp_send(session, sender, recipient, message, message.count, &result)
    return outcome(of: result)
  }

  private func outcome(of result: holdfast_smtp_result) -> Outcome {
    let (answer, problem, said) = Self.text(of: result)
    switch holdfast_smtp_stage(UInt32(result.stage)) {
    case HOLDFAST_SMTP_DONE:
      return .sent(answer: answer)
    case HOLDFAST_SMTP_MESSAGE:
      return result.code >= 500 ? .refused(said) : .delayed(said)
    case HOLDFAST_SMTP_SIGNING_IN:
      return .unavailable(
        MailUnavailable(
          .signInRefused,
          "the mail server \(server) refuses the user name or the password (\(result.code)); "
            + "set them with 'holdfast notice mail set'"))
    case HOLDFAST_SMTP_GREETING:
      return .unavailable(MailUnavailable(.refused, "the mail server \(server) refuses us: \(said)"))
    default:
      return .unavailable(MailUnavailable(.unreachable, "the mail server \(server) can't be used: \(problem)"))
    }
  }

  /// The server's last answer where it refuses, else what the library says; both as a line fit to be shown.
  private static func text(of result: holdfast_smtp_result) -> (answer: String, problem: String, said: String) {
    func line(_ bytes: some Any) -> String {
      let text = withUnsafeBytes(of: bytes) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      return HeaderText.clean(text)
    }
    // How many milliseconds it took is different each time, and the same trouble is to read the same.
    let (answer, problem) = (line(result.answer), line(result.problem).replacing(#/ after \d+ ms/#, with: ""))
    return (answer, problem, result.code >= 400 && !answer.isEmpty ? answer : problem)
  }

  private static func open(
    url: String, _ service: MailService, password: Secret?, _ timeouts: Timeouts
  ) -> OpaquePointer? {
    func with<R>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> R) -> R {
      guard let text else { return body(nil) }
      return text.withCString(body)
    }
    return with(url) { url in
      with(service.username) { username in
        with(password?.reveal()) { password in
          with(service.authorities) { authorities in
            var server = holdfast_smtp_server()
            server.url = url
            server.tls = service.security.code
            (server.username, server.password) = (username, password)
            server.authorities = authorities
            server.authorities_length = service.authorities?.utf8.count ?? 0
            (server.connect_timeout, server.answer_timeout) = (timeouts.connect, timeouts.answer)
            server.total_timeout = timeouts.total
            return holdfast_smtp_open(&server)
          }
        }
      }
    }
  }

  /// What we call ourselves (RFC 5321, 4.1.1.1): this machine's name, where it can stand there.
  private static let ownName: String = {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
    let text = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return HostName.isName(text) ? text : "localhost"
  }()
}

extension MailService.Security {
  fileprivate var code: Int32 {
    switch self {
    case .none: Int32(HOLDFAST_SMTP_PLAIN.rawValue)
    case .starttls: Int32(HOLDFAST_SMTP_STARTTLS.rawValue)
    case .tls: Int32(HOLDFAST_SMTP_IMPLICIT.rawValue)
    }
  }
}

/// The mail server can't be used, for any message; what waits goes on waiting.
public struct MailUnavailable: Error, Hashable, CustomStringConvertible {
  public enum Kind: String, Sendable {
    case unreachable
    /// It answers, and takes nothing from us.
    case refused
    case signInRefused = "sign-in"
    case library
  }

  public let kind: Kind
  public let description: String

  init(_ kind: Kind, _ description: String) { (self.kind, self.description) = (kind, description) }
}
