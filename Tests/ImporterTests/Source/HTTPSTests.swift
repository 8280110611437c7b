import Archive
import Foundation
import Importer
import PartnerSite
import Testing

@Suite struct HTTPSTests {
  @Test(
    "HTTPS to an unknown authority is refused unless that authority is pinned, and then for its own name alone",
    .enabled(if: HTTPSTests.openssl != nil, "openssl isn't installed, so no certificate can be made"))
  func pinned() async throws {
    try await SiteFixture.withFolder { folder in
      let tls = try makeCertificates(in: folder)
      let site = try PartnerSite(
        folder: folder, username: "acme", password: "right",
        tls: SiteTLS(certificateFile: tls.certificate, keyFile: tls.key))
      try await site.withServer { port in
        func networks(_ host: String, pinned: String?) async throws -> [String] {
          var options = HTTPPartnerSource.Options()
          options.pinnedCertificates = pinned
          return try await SiteAddress("https://\(host):\(port)").withSource(
            network: "o2", username: "acme", password: Secret("right"), options: options
          ) { try await $0.networks() }
        }
        let pinned = try await networks("localhost", pinned: tls.authority)
        #expect(pinned == ["o2"])

        let unknown = await SiteFixture.failure { try await networks("localhost", pinned: nil) }
        #expect(unknown?.kind == .insecure)
        #expect(unknown?.isTransient == false)
        #expect(
          unknown?.message
            == "the site's certificate isn't trusted (it isn't signed by an authority that is trusted here): "
            + "check the address or pin its authority")

        // The certificate is for localhost, which is not what the address says.
        let otherName = await SiteFixture.failure { try await networks("127.0.0.1", pinned: tls.authority) }
        #expect(otherName?.kind == .insecure)
      }
    }
  }

  @Test("a pinned file that holds no certificate is named")
  func badPin() async throws {
    var options = HTTPPartnerSource.Options()
    options.pinnedCertificates = "/nonexistent.pem"
    let error = await SiteFixture.failure { [options] in
      try await SiteAddress("https://partner.example").withSource(
        network: "o2", username: "a", password: Secret("b"), options: options
      ) { try await $0.networks() }
    }
    #expect(error?.message == "can't read certificates from /nonexistent.pem: it must be a PEM file")
  }

  static let openssl = ["/usr/bin/openssl", "/usr/local/bin/openssl"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// Makes an authority and a certificate for `localhost` signed by it.
  private func makeCertificates(
    in folder: String
  ) throws -> (authority: String, certificate: String, key: String) {
    func run(_ arguments: String...) throws {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: try #require(Self.openssl))
      process.arguments = arguments
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0, "openssl \(arguments)")
    }
    let (authority, authorityKey) = (folder + "/ca.pem", folder + "/ca.key")
    let (certificate, key, request) = (folder + "/site.pem", folder + "/site.key", folder + "/site.csr")
    let extensions = folder + "/site.ext"
    try Data("subjectAltName=DNS:localhost\n".utf8).write(to: URL(fileURLWithPath: extensions))
    let curve = ["ec", "ec_paramgen_curve:prime256v1"]
    try run(
      "req", "-x509", "-newkey", curve[0], "-pkeyopt", curve[1], "-nodes", "-keyout", authorityKey, "-out",
      authority, "-subj", "/CN=Test Authority", "-days", "2")
    try run(
      "req", "-newkey", curve[0], "-pkeyopt", curve[1], "-nodes", "-keyout", key, "-out", request, "-subj",
      "/CN=localhost")
    try run(
      "x509", "-req", "-in", request, "-CA", authority, "-CAkey", authorityKey, "-CAcreateserial", "-out",
      certificate, "-days", "2", "-extfile", extensions)
    return (authority, certificate, key)
  }
}
