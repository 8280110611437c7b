import Foundation
import Testing

@testable import PartnerSite

@Suite struct BasicSignInTests {
  let signIn = BasicSignIn(username: "acme", password: "s3cret: é")

  private func header(_ text: String) -> String { "Basic " + Data(text.utf8).base64EncodedString() }

  @Test("the right name and password sign in, whatever the scheme's case")
  func right() {
    let good = header("acme:s3cret: é")
    #expect(signIn.accepts(good))
    #expect(signIn.accepts("basic" + good.dropFirst(5)))
    #expect(signIn.accepts("BASIC " + good.dropFirst(5)))
  }

  @Test(
    "anything else doesn't",
    arguments: [
      "acme:s3cret: e", "acme:", ":s3cret: é", "Acme:s3cret: é", "acme:s3cret: é ", "acmes3cret: é", "",
      "acme",
    ])
  func wrong(credentials: String) {
    #expect(!signIn.accepts(header(credentials)))
  }

  @Test("a header that isn't Basic credentials doesn't")
  func malformed() {
    let good = header("acme:s3cret: é")
    for value in [
      nil, "", "Basic", "Bearer " + good.dropFirst(6), good + " x", String(good.dropFirst(6)),
      "Basic " + String(repeating: "A", count: 1_000_000),
    ] as [String?] {
      #expect(!signIn.accepts(value))
    }
  }
}
