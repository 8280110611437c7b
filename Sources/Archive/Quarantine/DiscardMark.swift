internal import Crypto
internal import Foundation

/// By what a discarded record is known if the partner offers its bytes again.
///
/// A digest of a short text tells who guesses the text that he guessed right. This one is keyed with a key of the
/// archive's own, so that without the key it tells nothing of the record.
public struct DiscardMark: Sendable {
  private let key: SymmetricKey

  public init(_ keys: KeyRing) {
    key = HKDF<SHA256>.deriveKey(
      inputKeyMaterial: keys.vault, info: Data("holdfast: records discarded from quarantine".utf8),
      outputByteCount: 32)
  }

  /// The mark of a record with that digest (RFC 2104).
  public func of(_ digest: Digest) -> Digest? {
    Digest(bytes: Array(HMAC<SHA256>.authenticationCode(for: digest.bytes, using: key)))
  }
}
