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
          options.authorities = try pinned.map { try Self.authorities($0) }
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

  private static func authorities(_ path: String) throws -> PinnedAuthorities {
    try PinnedAuthorities(pem: Array(Data(contentsOf: URL(fileURLWithPath: path))))
  }

  @Test(
    "authorities are named by their certificates' digests, as openssl shows them",
    .enabled(if: Certificates.openssl != nil, Comment(rawValue: Certificates.absent)))
  func fingerprints() async throws {
    try await SiteFixture.withFolder { folder in
      let authority = try Certificates.make(in: folder).authority
      let process = Process()
      process.executableURL = URL(fileURLWithPath: try #require(Certificates.openssl))
      process.arguments = ["x509", "-in", authority, "-noout", "-fingerprint", "-sha256"]
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      let shown = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      let digest = shown.split(separator: "=").last.map { $0.replacing(":", with: "").lowercased() } ?? ""
      #expect(try Self.authorities(authority).fingerprints == [digest.trimmingCharacters(in: .whitespacesAndNewlines)])
    }
  }

  @Test(
    "what holds no certificate pins nothing, and says so",
    arguments: [
      "", "not a certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
      String(repeating: "x", count: PinnedAuthorities.largest + 1), "\u{0}",
    ])
  func badPin(text: String) {
    let error = #expect(throws: InputError.self) { try PinnedAuthorities(pem: Array(text.utf8)) }
    #expect(error?.code == "connector.authorities")
  }
}
