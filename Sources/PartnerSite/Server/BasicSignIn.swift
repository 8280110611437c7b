internal import Crypto
internal import FoundationEssentials

/// The one account the site lets in, checked as HTTP Basic asks (RFC 7617).
///
/// Only the digest of the expected credentials is kept. Comparing digests takes the same time whatever
/// differs, so neither a wrong password's content nor its length can be learnt by timing.
struct BasicSignIn: Sendable {
  private let expected: SHA256Digest

  init(username: String, password: String) {
    let credentials = Data("\(username):\(password)".utf8).base64EncodedString()
    expected = SHA256.hash(data: Data(credentials.utf8))
  }

  /// Longest header worth hashing: a name and a password of 1,024 bytes each, in base 64.
  static let longestHeader = 4096

  /// Whether an `Authorization` header's value signs in.
  func accepts(_ header: String?) -> Bool {
    guard let header, header.utf8.count <= Self.longestHeader else { return false }
    let parts = header.split(separator: " ", omittingEmptySubsequences: true)
    guard parts.count == 2, parts[0].lowercased() == "basic" else { return false }
    return SHA256.hash(data: Data(parts[1].utf8)) == expected
  }
}
