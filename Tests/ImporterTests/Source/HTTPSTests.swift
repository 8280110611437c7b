import Archive
import ArchiveTesting
import Foundation
import Importer
import PartnerSite
import Testing

@Suite struct HTTPSTests {
  @Test(
    "HTTPS to an unknown authority is refused unless that authority is pinned, and then for its own name alone",
    .enabled(if: Certificates.openssl != nil, Comment(rawValue: Certificates.absent)))
  func pinned() async throws {
    try await SiteFixture.withFolder { folder in
      let tls = try Certificates.make(in: folder)
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
}
