internal import Archive
internal import Crypto
internal import NIOSSL

/// The certificate authorities that a partner's site is trusted by, instead of the system's.
///
/// A site whose authority is pinned can't be stood in for by whoever gets a certificate from any of the hundred others
/// that a system trusts. Certificates are no secret: they are kept and shown as they are.
public struct PinnedAuthorities: Sendable, Hashable {
  /// In PEM, as they were given.
  public let pem: String
  /// Each certificate's SHA-256, in hex: what `openssl x509 -fingerprint -sha256` shows, without the colons.
  public let fingerprints: [String]

  /// A certificate has some 2 kB, and an authority with those between it and the site has some three.
  public static let largest = 64 << 10

  /// Reads certificates.
  ///
  /// - Throws: ``InputError`` where the bytes aren't PEM, or hold no certificate.
  public init(pem bytes: [UInt8]) throws {
    guard bytes.count <= Self.largest else {
      throw InputError(
        "a file of authorities has at most \(Self.largest) bytes: is it the right file?", code: "connector.authorities")
    }
    guard let text = String(validating: bytes, as: UTF8.self),
      let certificates = try? NIOSSLCertificate.fromPEMBytes(bytes), !certificates.isEmpty
    else {
      throw InputError(
        "the file of authorities holds no certificate in PEM ('-----BEGIN CERTIFICATE-----'); ask the partner for its "
          + "authority's certificate in that form", code: "connector.authorities")
    }
    pem = text
    fingerprints = try certificates.map { Digest(of: try $0.toDERBytes()).hex }
  }

  /// As the client takes them.
  var certificates: [NIOSSLCertificate] {
    get throws { try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)) }
  }
}
