internal import Archive
internal import ArgumentParser
internal import Hold

struct NoticeMailCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mail", abstract: "The mail server that notices are handed to.", subcommands: [Set.self, Show.self])

  struct View: Encodable {
    var server: String
    var port: Int
    var tls: String
    @Nullable var username: String?
    var sender: String
    var ownAuthorities: Bool
    @Nullable var linkBase: String?

    init(_ service: MailService) {
      (server, port, tls) = (service.server, service.port, service.security.rawValue)
      (username, sender) = (service.username, service.sender)
      (ownAuthorities, linkBase) = (service.authorities != nil, service.linkBase)
    }

    var text: String {
      """
      server       \(server):\(port)
      tls          \(tls)
      user name    \(username ?? "none: no signing in")
      sender       \(sender)
      authorities  \(ownAuthorities ? "of its own" : "the system's")
      links        \(linkBase ?? "none: letters hold codes")
      """
    }
  }

  struct Set: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "set", abstract: "Name the mail server; it must answer and accept the sign-in.",
      discussion: """
        All settings are given anew. The password is kept encrypted, and is in no argument, log or message.

          holdfast notice mail set --server mail.corp.example --username holds --password-file password.txt \
            --sender holds@corp.example
        """)
    @Option(help: ArgumentHelp("The server's name.", valueName: "host"))
    var server: String
    @Option(help: "The port. (default: 587 for starttls, 465 for tls, 25 without)")
    var port: Int?
    @Option(
      help: "starttls, tls (from the first byte), or none, for a server on this machine only. (default: starttls)")
    var tls: MailService.Security?
    @Option(help: "The user name there.")
    var username: String?
    @Option(help: ArgumentHelp("A file whose one line is the password there.", valueName: "file"))
    var passwordFile: String?
    @Option(
      help: ArgumentHelp("The address that hands the notices in and hears what was not delivered.", valueName: "email"))
    var sender: String
    @Option(help: ArgumentHelp("The authorities to trust instead of the system's, in PEM.", valueName: "file"))
    var caFile: String?
    @Option(help: ArgumentHelp("What links to acknowledge a notice begin with.", valueName: "url"))
    var linkBase: String?
    @Flag(help: "Keep the settings without asking the server.")
    var unchecked = false
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try context.archive.authorize(.noticeMailChanged, by: context.session)
      let authorities = try caFile.map { try InputFile.read($0, limit: MailService.largestAuthorities) }
      let service = try MailService(
        server: server, port: port, security: tls, username: username,
        password: try passwordFile.map { try Secret(file: $0) }, sender: sender,
        authorities: authorities.map { String(decoding: $0, as: UTF8.self) }, linkBase: linkBase,
        keys: context.archive.keys)
      if !unchecked { try service.check(context.archive.keys) }
      try context.archive.perform(.noticeMailChanged, by: context.session) { try service.save($0) }
      try context.output.print(View(service), text: View(service).text)
    }
  }

  struct Show: ArchiveCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show the mail server's settings.")
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      let service = try context.archive.consult(.noticeMailViewed, by: context.session) { try MailService.require($0) }
      try context.output.print(View(service), text: View(service).text)
    }
  }
}

struct NoticeManagerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manager", abstract: "Whom an escalation goes to beside the custodian.",
    discussion: "Without a manager on record it goes to the officer.", subcommands: [Set.self, List.self])

  private struct View: Encodable {
    struct One: Encodable {
      var custodian: String
      var manager: String
    }
    var managers: [One]
  }

  private static func show(_ context: Context) throws {
    let managers = try context.archive.read { try NoticeManager.all($0) }.map {
      View.One(custodian: $0.custodian, manager: $0.manager)
    }
    try context.output.print(
      View(managers: managers),
      text: Table.text(["CUSTODIAN", "MANAGER"], managers.map { [$0.custodian, $0.manager] }))
  }

  struct Set: ArchiveCommand {
    static let configuration = CommandConfiguration(commandName: "set", abstract: "Name a person's manager.")
    @Argument(help: "The person's mailbox.")
    var email: String
    @Argument(help: "The manager's address, who needs no mailbox here.")
    var manager: String?
    @Flag(help: "Nobody any more.")
    var none = false
    @OptionGroup var global: GlobalOptions

    func validate() throws {
      guard (manager == nil) == none else { throw ValidationError("give the manager's address, or --none") }
    }

    func run(in context: Context) async throws {
      try context.archive.perform(.noticeManagerChanged, on: email, by: context.session) {
        try NoticeManager.set(manager, of: email, $0)
      }
      try NoticeManagerCommand.show(context)
    }
  }

  struct List: ArchiveCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Show who has a manager on record.")
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try context.archive.consult(.directoryListed, by: context.session) { _ in }
      try NoticeManagerCommand.show(context)
    }
  }
}
