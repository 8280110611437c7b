internal import Glibc

/// Where an act was done from: what a local command can know of the person before the keyboard.
///
/// The account is who acted by the archive's rules; this is who the operating system says it was, and where.
public struct Client: Sendable, Hashable, Codable {
  /// The user of this machine the process runs as.
  public var user: String
  public var host: String
  /// The process's number.
  public var process: Int32
  /// The terminal it was called from; nil: none, as in a timer's job.
  public var terminal: String?
  /// The address a secure shell says the person is connected from.
  ///
  /// It is read from the environment, which the person could have changed.
  public var from: String?

  /// This process.
  public static let this = Client(
    user: userName, host: hostName, process: getpid(), terminal: terminalName, from: address)

  /// The user of this machine who calls.
  public static var userName: String {
    if let entry = getpwuid(geteuid()), let name = entry.pointee.pw_name { return String(cString: name) }
    return "uid\(geteuid())"
  }

  private static var hostName: String {
    var name = [CChar](repeating: 0, count: longest)
    guard gethostname(&name, name.count) == 0 else { return "unknown" }
    return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private static var terminalName: String? {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
      if let name = ttyname(descriptor) { return String(cString: name) }
    }
    return nil
  }

  private static var address: String? {
    guard let connection = getenv("SSH_CONNECTION") else { return nil }
    return String(cString: connection).split(separator: " ").first.map { String($0.prefix(longest)) }
  }

  /// A host's name has at most 253 characters (RFC 1035); the rest would only swell every entry.
  private static let longest = 254
}
