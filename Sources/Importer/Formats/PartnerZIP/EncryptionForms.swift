internal import Crypto
internal import CryptoExtras
internal import Foundation

/// How a message's AES key is wrapped with the customer's RSA key (RFC 8017, 7).
public enum KeyWrap: String, Sendable, CaseIterable {
  case oaepSHA1 = "oaep-sha1"
  case oaepSHA256 = "oaep-sha256"
  /// Weak (an oracle that tells good padding from bad gives the key away); read because old systems write it, and every
  /// failure says the same.
  case pkcs1 = "pkcs1"

  /// A header's word for it: `RSA-OAEP`, `RSA-OAEP-SHA256`, `RSA-PKCS1`.
  init?(header: String) {
    switch header.uppercased().filter({ $0.isLetter || $0.isNumber }) {
    case "RSAOAEP", "RSAOAEPSHA1": self = .oaepSHA1
    case "RSAOAEPSHA256", "RSAOAEP256": self = .oaepSHA256
    case "RSAPKCS1", "RSAPKCS1V15", "RSA15", "RSA": self = .pkcs1
    default: return nil
    }
  }
}

/// How a message's content is encrypted with its AES key.
public enum ContentCipher: String, Sendable, CaseIterable {
  /// NIST SP 800-38D: a nonce of 12 bytes, the ciphertext, a tag of 16.
  case gcm = "aes-gcm"
  /// NIST SP 800-38A with the padding of PKCS#7: an initial vector of 16 bytes, the ciphertext.
  ///
  /// It does not show whether it was altered; the manifest and the partner's transport must be trusted for that.
  case cbc = "aes-cbc"

  /// A header's word for it: `AES-256-GCM`, `AES/CBC`.
  init?(header: String) {
    let letters = header.uppercased().filter { $0.isLetter }
    switch letters {
    case "AESGCM": self = .gcm
    case "AESCBC", "AESCBCPKCS", "AESCBCPKCSPADDING": self = .cbc
    default: return nil
    }
  }

  struct DoesNotOpen: Error {}

  func open(_ sealed: [UInt8], with key: SymmetricKey) throws -> [UInt8] {
    switch self {
    case .gcm: return Array(try AES.GCM.open(AES.GCM.SealedBox(combined: Data(sealed)), using: key))
    case .cbc:
      guard sealed.count > 16 else { throw DoesNotOpen() }
      return Array(
        try AES._CBC.decrypt(sealed[16...], using: key, iv: AES._CBC.IV(ivBytes: Array(sealed.prefix(16)))))
    }
  }
}
