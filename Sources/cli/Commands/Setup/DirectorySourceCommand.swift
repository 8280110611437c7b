internal import Archive
internal import ArgumentParser
internal import Importer

struct DirectorySourceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "source", abstract: "The LDAP directory that people are read from.",
    subcommands: [Set.self, Show.self]
  )

  struct View: Encodable {
    var url: String
    var startTLS: Bool
    var ownAuthorities: Bool
    @Nullable var bindDN: String?
    var base: String
    var filter: String
    var attributes: DirectoryService.Attributes
    var region: String

    init(_ service: DirectoryService) {
      (url, startTLS, ownAuthorities) = (service.url, service.usesStartTLS, service.authorities != nil)
      (bindDN, base, filter) = (service.bindDN, service.base, service.filter)
      (attributes, region) = (service.attributes, service.region)
    }

    var text: String {
      """
      directory    \(url)\(startTLS ? ", StartTLS" : "")
      authorities  \(ownAuthorities ? "of its own" : "the system's")
      sign-in      \(bindDN ?? "none: anonymous")
      base         \(base)
      filter       \(filter)
      attributes   email=\(attributes.email) name=\(attributes.name) department=\(attributes.department) \
      \(attributes.numbers.map { "number=\($0)" }.joined(separator: " "))
      region       \(region)
      """
    }
  }

  struct Set: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "set", abstract: "Name the directory; it must answer and accept the sign-in.",
      discussion: """
        All settings are given anew. The password is kept encrypted, and is in no argument, log or message. ldap:// is
        asked in the clear on this machine only; elsewhere it means StartTLS, and ldaps:// TLS from the first byte.

          holdfast directory source set ldaps://ldap.corp.example --base ou=people,dc=corp,dc=example \\
            --bind-dn cn=holdfast,dc=corp,dc=example --password-file password.txt
          holdfast directory source set ldaps://dc1.corp.example --base dc=corp,dc=example \\
            --bind-dn holdfast@corp.example --password-file password.txt --map department=department \\
            --filter '(&(objectCategory=person)(mail=*)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))'
        """)
    @Argument(help: "ldaps://HOST[:PORT] or ldap://HOST[:PORT].")
    var url: String
    @Option(help: ArgumentHelp("Where in the tree people are looked for.", valueName: "dn"))
    var base: String
    @Option(help: "Which entries are people (RFC 4515).")
    var filter = DirectoryService.usualFilter
    @Option(
      help: ArgumentHelp(
        "email, name, department or number, and the attribute that has it; number may be repeated.",
        valueName: "what=attribute"))
    var map: [String] = []
    @Option(help: ArgumentHelp("Sign in by this name. (default: anonymously)", valueName: "dn"))
    var bindDN: String?
    @Option(help: ArgumentHelp("A file whose one line is the password.", valueName: "file"))
    var passwordFile: String?
    @Flag(name: .customLong("start-tls"), help: "Use StartTLS on this machine too.")
    var startTLS = false
    @Option(help: ArgumentHelp("The authorities to trust instead of the system's, in PEM.", valueName: "file"))
    var caFile: String?
    @Option(help: "The region in which national numbers are read (ISO 3166).")
    var region = "GB"
    @Flag(help: "Keep the settings without asking the server.")
    var unchecked = false
    @OptionGroup var global: GlobalOptions

    func validate() throws { _ = try attributes() }

    private func attributes() throws -> DirectoryService.Attributes {
      var attributes = DirectoryService.Attributes()
      var numbers: [String] = []
      for pair in map {
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        switch (parts.first, parts.last) {
        case ("email", let name?) where parts.count == 2: attributes.email = name
        case ("name", let name?) where parts.count == 2: attributes.name = name
        case ("department", let name?) where parts.count == 2: attributes.department = name
        case ("number", let name?) where parts.count == 2: numbers.append(name)
        default:
          throw ValidationError("--map '\(pair)': write email=, name=, department= or number=, and an attribute")
        }
      }
      if !numbers.isEmpty { attributes.numbers = numbers }
      return attributes
    }

    func run(in context: Context) async throws {
      try context.archive.authorize(.directorySourceChanged, on: "directory", by: context.session)
      let authorities = try caFile.map { try InputFile.read($0, limit: DirectoryService.largestAuthorities) }
      let service = try DirectoryService(
        url: url, startTLS: startTLS, authorities: authorities.map { String(decoding: $0, as: UTF8.self) },
        bindDN: bindDN, password: try passwordFile.map { try Secret(file: $0) }, base: base, filter: filter,
        attributes: try attributes(), region: region, keys: context.archive.keys)
      if !unchecked { try service.check(context.archive.keys) }
      try context.archive.perform(.directorySourceChanged, on: "directory", by: context.session) {
        try service.save($0)
      }
      try context.output.print(View(service), text: View(service).text)
    }
  }

  struct Show: ArchiveCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show the directory's settings.")
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      let service = try context.archive.consult(.directorySourceViewed, by: context.session) {
        try DirectoryService.require($0)
      }
      try context.output.print(View(service), text: View(service).text)
    }
  }
}
