import Importer
import Testing

@Suite struct SiteAddressTests {
  @Test(
    "an address reads as meant, and its text reads back as the same address",
    arguments: [
      ("https://partner.example", "https://partner.example"),
      ("HTTPS://Partner.Example:443/", "https://partner.example"),
      ("https://partner.example:8443/feeds/acme/", "https://partner.example:8443/feeds/acme"),
      ("https://[2001:DB8::1]:8443", "https://[2001:db8::1]:8443"),
      ("https://127.0.0.1", "https://127.0.0.1"),
      ("http://127.0.0.1:8080", "http://127.0.0.1:8080"), ("http://localhost:80", "http://localhost"),
      ("http://LOCALHOST", "http://localhost"), ("http://127.255.0.9/x", "http://127.255.0.9/x"),
      ("http://[::1]:9", "http://[::1]:9"), ("https://xn--nxasmq6b.example", "https://xn--nxasmq6b.example"),
      ("file:/srv/feed", "file:/srv/feed"), ("file:///srv/feed/", "file:/srv/feed"),
      ("FILE:/srv/a b", "file:/srv/a b"), ("file:feed", "file:/work/feed"), ("file:/", "file:/"),
    ])
  func good(text: String, canonical: String) throws {
    let address = try SiteAddress(text, relativeTo: "/work")
    #expect(address.description == canonical)
    #expect(try SiteAddress(canonical, relativeTo: "/elsewhere") == address)
  }

  @Test(
    "plain HTTP is for this machine only",
    arguments: [
      "http://partner.example", "http://10.0.0.1", "http://127.0.0.1.evil.example", "http://127.1",
      "http://127.0.0.256", "http://0177.0.0.1", "http://localhost.evil.example", "http://[::2]",
      "http://[::ffff:127.0.0.1]", "http://0.0.0.0", "http://2130706433", "http://127.0.0.01",
    ])
  func insecure(text: String) {
    let error = #expect(throws: SourceError.self) { try SiteAddress(text) }
    #expect(error?.kind == .insecure, "\(text)")
    #expect(
      error?.message == "http:// would send the password and the messages unencrypted: use https://")
  }

  @Test(
    "what isn't an address is refused",
    arguments: [
      "", "partner.example", "ftp://partner.example", "https://", "https:///x", "https://:443",
      "https://partner.example:", "https://partner.example:0", "https://partner.example:65536",
      "https://partner.example:+1", "https://partner.example:99999999999999999999", "https://a..b",
      "https://-a.example", "https://a_b.example", "https://é.example", "https://a b", "https://a.example?x",
      "https://a.example/x?y", "https://a.example/x#y", "https://a.example/../x", "https://a.example//x",
      "https://a.example/%2e%2e", "https://a.example\\@b.example", "https://[::1", "https://[x]",
      "https://[]", "https://[::1]x", "file:", "https://a.example/\r\nHost: b", "https://a.example\0",
      "https://" + String(repeating: "a", count: 3000),
    ])
  func bad(text: String) {
    let error = #expect(throws: SourceError.self) { try SiteAddress(text) }
    #expect(error?.kind == .badURL, "\(text)")
  }

  @Test("a password typed into the address is refused and not repeated")
  func credentials() {
    for text in ["https://acme:hunter2@partner.example", "https://acme:hun@ter2@partner.example/x"] {
      let error = #expect(throws: SourceError.self) { try SiteAddress(text) }
      #expect(error?.kind == .badURL)
      #expect(error?.description.contains("hun") == false)
      #expect(
        error?.message
          == "the user name and password don't belong in the address: use --username and --password-file")
    }
  }
}
