public import Archive

/// One of the four addresses of the partner's interface, version 1 (docs/partner-feed.md).
///
/// A request's path either is exactly one of these or names nothing: there is no decoding, no `..`, no empty
/// part and no query, so a path can't be made to leave the feed folder.
public enum SiteRoute: Hashable, Sendable, CustomStringConvertible {
  /// `/v1/networks`: the sign-in check.
  case networks
  /// `/v1/networks/o2/days/2024-01-02`
  case manifest(CivilDate)
  /// `/v1/networks/o2/days/2024-01-02/NAME`
  case file(CivilDate, String)
  /// `/v1/networks/o2/days/2024-01-02/attachments/SHA256`
  case attachment(CivilDate, Digest)

  /// The network the stand-in carries unless told another.
  public static let standardNetwork = "o2"

  /// Longest path read at all: twice the longest real one, so that a hostile one costs nothing.
  static let longestPath = 512
  /// Longest file name in a feed: a ZIP delivery's name has about 60 characters.
  static let longestName = 128

  /// The route a request's path names, or nil where it names none.
  public init?(path: String, network: String = Self.standardNetwork) {
    guard path.utf8.count <= Self.longestPath, path.utf8.first == UInt8(ascii: "/") else { return nil }
    let parts = path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .map { String(Substring($0)) }
    guard parts.count >= 2, parts[0] == "v1", parts[1] == "networks" else { return nil }
    if parts.count == 2 {
      self = .networks
      return
    }
    guard parts.count >= 5, parts[2] == network, parts[3] == "days", let day = CivilDate(parts[4]) else {
      return nil
    }
    switch parts.count {
    case 5: self = .manifest(day)
    case 6 where Self.isFileName(parts[5]): self = .file(day, parts[5])
    case 7 where parts[5] == "attachments":
      guard let digest = Digest(hex: parts[6]) else { return nil }
      self = .attachment(day, digest)
    default: return nil
    }
  }

  /// Whether a name is one a feed's file may have: letters, digits, `.`, `_` and `-`, not beginning with a dot.
  static func isFileName(_ name: String) -> Bool {
    guard !name.isEmpty, name.utf8.count <= longestName, name.utf8.first != UInt8(ascii: ".") else {
      return false
    }
    return name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
  }

  public var description: String { path(network: Self.standardNetwork) }

  /// The route as a request's path.
  public func path(network: String) -> String {
    let root = "/v1/networks"
    return switch self {
    case .networks: root
    case .manifest(let day): "\(root)/\(network)/days/\(day)"
    case .file(let day, let name): "\(root)/\(network)/days/\(day)/\(name)"
    case .attachment(let day, let digest): "\(root)/\(network)/days/\(day)/attachments/\(digest)"
    }
  }

  /// Where the route's bytes are below the feed folder, or nil where no file holds them.
  var fileBelowFolder: String? {
    switch self {
    case .networks: nil
    case .manifest(let day): "\(day)/manifest.json"
    case .file(let day, let name): "\(day)/\(name)"
    case .attachment(let day, let digest): "\(day)/attachments/\(digest)"
    }
  }
}
