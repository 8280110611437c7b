internal import Glibc

/// Where a connector fetches from, as `--site` has it: `https://HOST[:PORT][/PATH]`, `http://` on loopback only,
/// or `file:DIR` for a delivered folder.
///
/// Its text is what is stored and shown, and reads back as the same address. It can't hold a user name or a
/// password.
public enum SiteAddress: Hashable, Sendable, CustomStringConvertible {
  case web(WebAddress)
  /// An absolute path.
  case folder(String)

  /// Longest address read: what common browsers and proxies still pass on.
  static let longest = 2048

  /// Reads an address.
  ///
  /// - Parameters:
  ///   - text: the address as typed.
  ///   - directory: what a relative folder is relative to; the working directory unless told.
  /// - Throws: ``SourceError`` of kind `badURL` or `insecure`.
  public init(_ text: String, relativeTo directory: String? = nil) throws {
    guard text.utf8.count <= Self.longest else {
      throw SourceError(
        .badURL, "a site's address has at most \(Self.longest) bytes", at: String(text.prefix(60)) + "...")
    }
    guard !text.utf8.contains(where: { $0 < 32 || $0 == 127 }) else {
      throw SourceError(.badURL, "a site's address has no line breaks or control characters", at: "--site")
    }
    if let path = Self.folderPath(text) {
      guard !path.isEmpty else {
        throw SourceError(.badURL, "file: needs a folder, as in file:/srv/partner-feed", at: text)
      }
      self = .folder(Self.absolute(path, in: directory ?? Self.workingDirectory))
    } else {
      self = .web(try WebAddress(text))
    }
  }

  /// What follows `file:`, or nil where the address isn't a folder's.
  ///
  /// `file:///DIR` is `file:/DIR` (RFC 8089, 2).
  private static func folderPath(_ text: String) -> String? {
    guard text.prefix(5).lowercased() == "file:" else { return nil }
    let path = text.dropFirst(5)
    return String(path.hasPrefix("///") ? path.dropFirst(2) : path)
  }

  private static func absolute(_ path: String, in directory: String) -> String {
    var whole = path.hasPrefix("/") ? path : directory + "/" + path
    while whole.count > 1 && whole.hasSuffix("/") { whole.removeLast() }
    return whole
  }

  private static var workingDirectory: String {
    guard let path = getcwd(nil, 0) else { return "." }
    defer { free(path) }
    return String(cString: path)
  }

  public var description: String {
    switch self {
    case .web(let address): address.description
    case .folder(let path): "file:\(path)"
    }
  }
}
