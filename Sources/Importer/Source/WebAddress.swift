internal import Archive

/// The address of a partner's site on the web.
///
/// Read by an allow-list rather than a general URL parser: there is nothing in it that two parsers could take
/// differently, so the host that is checked is the host that is asked.
public struct WebAddress: Hashable, Sendable, CustomStringConvertible {
  public let isEncrypted: Bool
  /// Lower case; an IPv6 address without its brackets.
  public let host: String
  /// Where it isn't the scheme's usual one.
  public let port: Int?
  /// Empty, or `/` and more without a final `/`: what comes before `/v1/networks`.
  public let path: String

  /// Reads `https://HOST[:PORT][/PATH]`, or `http://` where the host is loopback.
  ///
  /// - Throws: ``SourceError`` of kind `badURL`, or `insecure` for plain HTTP to another machine.
  public init(_ text: String) throws {
    let lowered = text.lowercased()
    let schemeLength: Int
    if lowered.hasPrefix("https://") {
      (isEncrypted, schemeLength) = (true, 8)
    } else if lowered.hasPrefix("http://") {
      (isEncrypted, schemeLength) = (false, 7)
    } else {
      throw SourceError(.badURL, "a site's address begins with https:// or file:", at: Self.shown(text))
    }
    let rest = text.dropFirst(schemeLength)
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    let authority = rest[..<slash]
    guard !authority.contains("@") else {
      throw SourceError(
        .badURL, "the user name and password don't belong in the address: use --username and --password-file",
        at: Self.shown(text))
    }
    guard let (name, number) = Self.hostAndPort(String(authority)) else {
      throw SourceError(
        .badURL, "\"\(authority)\" is not a host name (ASCII; xn-- where it isn't) with an optional port",
        at: text)
    }
    host = name
    port = number == (isEncrypted ? 443 : 80) ? nil : number
    var path = String(rest[slash...])
    while path.hasSuffix("/") { path.removeLast() }
    guard Self.isPath(path) else {
      throw SourceError(
        .badURL, "an address's path has letters, digits and -._~ between slashes, and no ? or #", at: text)
    }
    self.path = path
    guard isEncrypted || HostName.isLoopback(name) else {
      throw SourceError(
        .insecure, "http:// would send the password and the messages unencrypted: use https://", at: text)
    }
  }

  /// The text without what precedes an `@`, in case that is a password.
  private static func shown(_ text: String) -> String {
    text.lastIndex(of: "@").map { "..." + String(text[$0...]) } ?? text
  }

  private static func hostAndPort(_ authority: String) -> (String, Int?)? {
    var name = Substring(authority)
    var portText: Substring?
    if authority.hasPrefix("[") {
      guard let end = authority.firstIndex(of: "]") else { return nil }
      name = authority[authority.index(after: authority.startIndex)..<end]
      let after = authority[authority.index(after: end)...]
      guard after.isEmpty || after.hasPrefix(":") else { return nil }
      if !after.isEmpty { portText = after.dropFirst() }
      guard HostName.isIPv6(name) else { return nil }
    } else {
      if let colon = authority.firstIndex(of: ":") {
        name = authority[..<colon]
        portText = authority[authority.index(after: colon)...]
      }
      guard HostName.isName(name) else { return nil }
    }
    guard let portText else { return (name.lowercased(), nil) }
    guard (1...5).contains(portText.utf8.count), portText.utf8.allSatisfy({ (48...57).contains($0) }),
      let port = Int(portText), (1...65_535).contains(port)
    else { return nil }
    return (name.lowercased(), port)
  }

  /// No percent signs, so no second reading of it; no empty, `.` or `..` part.
  private static func isPath(_ path: String) -> Bool {
    path.isEmpty
      || path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
        !part.isEmpty && part != "." && part != ".."
          && part.utf8.allSatisfy { HostName.isAlphanumeric($0) || "-._~".utf8.contains($0) }
      }
  }

  public var description: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return "\(isEncrypted ? "https" : "http")://\(name)\(port.map { ":\($0)" } ?? "")\(path)"
  }
}
