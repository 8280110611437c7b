internal import NIOSSL

/// The certificate the site shows and its private key, as PEM files.
public struct SiteTLS: Sendable {
  /// The certificate, followed by any intermediate ones.
  public let certificateFile: String
  public let keyFile: String

  public init(certificateFile: String, keyFile: String) {
    (self.certificateFile, self.keyFile) = (certificateFile, keyFile)
  }

  /// Reads both files, so that a wrong one is named before the site listens.
  func configuration() throws -> TLSConfiguration {
    let chain: [NIOSSLCertificate]
    do {
      chain = try NIOSSLCertificate.fromPEMFile(certificateFile)
    } catch {
      throw PartnerSiteError("can't read a certificate from \(certificateFile): it must be a PEM file")
    }
    let key: NIOSSLPrivateKey
    do {
      key = try NIOSSLPrivateKey(file: keyFile, format: .pem)
    } catch {
      throw PartnerSiteError(
        "can't read a private key from \(keyFile): it must be a PEM file without a passphrase")
    }
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    configuration.minimumTLSVersion = .tlsv12
    return configuration
  }
}
