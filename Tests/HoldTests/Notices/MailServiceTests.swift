internal import Archive
internal import ArchiveTesting
internal import Testing

@testable internal import Hold

@Suite("the mail server's settings")
struct MailServiceTests {
  private func service(
    _ server: String, port: Int? = nil, security: MailService.Security? = nil, username: String? = nil,
    password: String? = nil, sender: String = "holds@corp.example", authorities: String? = nil,
    linkBase: String? = nil, _ world: TestArchive
  ) throws -> MailService {
    try MailService(
      server: server, port: port, security: security, username: username, password: password.map(Secret.init),
      sender: sender, authorities: authorities, linkBase: linkBase, keys: world.archive.keys)
  }

  @Test("ask for TLS wherever the server is not this machine")
  func security() throws {
    try TestArchive.with { world throws in
      func kept(_ server: String, _ security: MailService.Security? = nil) throws -> String {
        let made = try service(server, security: security, world)
        return "\(made.server) \(made.port) \(made.security.rawValue)"
      }
      #expect(try kept("Mail.Corp.example") == "mail.corp.example 587 starttls")
      #expect(try kept("mail.corp.example", .tls) == "mail.corp.example 465 tls")
      #expect(try kept("localhost") == "localhost 25 none")
      #expect(try kept("::1") == "::1 25 none")
      #expect(try kept("127.0.0.2", .starttls) == "127.0.0.2 587 starttls")
      for server in ["mail.corp.example", "127.1", "10.0.0.1", "localhost.example"] {
        #expect(
          refusal { try kept(server, MailService.Security.none) }
            == "without TLS anyone on the way to \(server) could read and change the notices; use starttls or tls")
      }
    }
  }

  @Test("that can't be right are refused")
  func wrong() throws {
    try TestArchive.with { world throws in
      for server in [
        "", "mail server", "mail.corp.example:25", "smtp://mail", "a/b", "-a", "mail.corp.example\r\n", "[::1]",
      ] {
        #expect(
          refusal { try service(server, world) }
            == "'\(server)' is not the name or address of a machine; give the port with --port")
      }
      #expect(refusal { try service("localhost", port: 0, world) } == "a port is 1 to 65535")
      #expect(
        refusal { try service("localhost", sender: "x>@y\r\nRCPT TO:<z@y>", world) }?.contains("can be sent from")
          == true)
      #expect(
        refusal { try service("localhost", username: "u", world) }
          == "a user name needs a password, and a password a user name")
      #expect(
        refusal { try service("localhost", username: "u\r\nQUIT", password: "p", world) } == "this can't be a user name"
      )
      #expect(
        refusal { try service("localhost", authorities: "x", world) }
          == "the file of authorities holds no certificate in PEM")
      for base in ["http://x.example", "https://", "https://x y", "https://x.example/#a", "https://x.example/\r\n"] {
        #expect(
          refusal { try service("localhost", linkBase: base, world) }?.hasPrefix("a link begins with https://") == true)
      }
    }
  }

  @Test("make links that hold the code, behind whatever the address has")
  func links() throws {
    try TestArchive.with { world throws in
      #expect(try service("localhost", world).link("C") == nil)
      #expect(
        try service("localhost", linkBase: "https://x.example/hold", world).link("C-D")
          == "https://x.example/hold?code=C-D")
      #expect(
        try service("localhost", linkBase: "https://x.example:8443/?a=b", world).link("C")
          == "https://x.example:8443/?a=b&code=C")
    }
  }
}
