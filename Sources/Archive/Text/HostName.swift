/// Names of machines, as addresses of services give them.
package enum HostName {
  /// The longest name (RFC 1123, 2.1).
  private static let longest = 253
  /// The longest label (RFC 1035, 2.3.4).
  private static let longestLabel = 63

  /// Whether this is labels of letters, digits and inner hyphens (RFC 1123, 2.1); an IPv4 address is too.
  package static func isName(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.utf8.count <= longest
      && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
        !label.isEmpty && label.utf8.count <= longestLabel && !label.hasPrefix("-") && !label.hasSuffix("-")
          && label.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
      }
  }

  /// Whether this is an IPv6 address without its brackets, as far as its characters tell.
  package static func isIPv6(_ text: some StringProtocol) -> Bool {
    // The longest, with an IPv4 tail, has 45 characters.
    text.utf8.count <= 45 && text.contains(":") && text.utf8.allSatisfy { isHexDigit($0) || $0 == 58 || $0 == 46 }
  }

  /// Whether a host can only be this machine: `localhost`, 127.0.0.0/8 or ::1.
  package static func isLoopback(_ host: String) -> Bool {
    if host == "localhost" || host == "::1" { return true }
    // Only the full dotted form: resolvers read "127.1" or "0177.0.0.1" each in its own way.
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127"
      && parts.allSatisfy { part in
        (1...3).contains(part.utf8.count) && part.utf8.allSatisfy { (48...57).contains($0) }
          && (part == "0" || !part.hasPrefix("0")) && (Int(part) ?? 256) <= 255
      }
  }

  package static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...70).contains(byte) || (97...102).contains(byte)
  }
}
