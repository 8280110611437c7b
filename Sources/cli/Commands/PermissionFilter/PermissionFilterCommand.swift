internal import Archive
internal import ArgumentParser
internal import Search

struct PermissionFilterCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "permission-filter", abstract: "Limit what an account or a role group can find.",
    discussion: """
      An account sees what any of its allowing filters covers (everything, if it has none), less what any of its denying
      filters covers: a denial always denies. Filters bear on every search, count, preview, export, purge and look at an
      item, from the next one on, before anything is counted.

        holdfast permission-filter create emea allow --for anna@corp.example --department 'Sales EMEA'
        holdfast permission-filter create no-board deny --for 'eDiscovery Manager' --mailbox chair@corp.example
        holdfast permission-filter create since-2024 allow --for ben@corp.example --query 'sent>=2024-01-01'
      """,
    subcommands: [Create.self, List.self, Show.self, Remove.self])

  struct View: Encodable {
    var name: String
    var effect: String
    var accounts: [String]
    var roleGroups: [String]
    var mailboxes: [String]
    var departments: [String]
    @Nullable var query: String?

    init(_ filter: PermissionFilter) {
      (name, effect) = (filter.name, filter.effect.rawValue)
      (mailboxes, departments, query) = (filter.mailboxes, filter.departments, filter.query)
      (accounts, roleGroups) = ([], [])
      for subject in filter.subjects {
        switch subject {
        case .account(let account): accounts.append(account)
        case .roleGroup(let group): roleGroups.append(group.rawValue)
        }
      }
    }

    var whom: String { (accounts + roleGroups).joined(separator: ", ") }

    /// What it covers.
    var what: String {
      var places = mailboxes + departments.map { "department \($0)" }
      if places.isEmpty { places = ["all mailboxes"] }
      return places.joined(separator: ", ") + (query.map { ": \($0)" } ?? "")
    }
  }

  struct Create: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "create", abstract: "Make a filter; it bears on every search from now on.",
      discussion: """
        Items are covered that lie in one of the mailboxes, or in one of somebody of the departments, and match the query.
        Relative dates in the query mean today's.
        """)
    @Argument(help: "The filter's name.")
    var name: String
    @Argument(help: "allow or deny.")
    var effect: PermissionFilter.Effect
    @Option(name: .customLong("for"), help: ArgumentHelp("An account or a role group; may be repeated.", valueName: "who"))
    var subjects: [String] = []
    @Option(help: ArgumentHelp("This mailbox; may be repeated.", valueName: "email"))
    var mailbox: [String] = []
    @Option(help: ArgumentHelp("Mailboxes of this department, whoever is in it; may be repeated.", valueName: "name"))
    var department: [String] = []
    @Option(help: ArgumentHelp("Items that match this query.", valueName: "kql"))
    var query: String?
    @Option(help: "The time zone in which the query's days are meant.")
    var timeZone = "UTC"
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      let kql = try query.map { try KQL.read($0, timeZone: timeZone, session: context.session) }
      let made = try context.archive.perform(.permissionFilterCreated, on: name, by: context.session) { act in
        let terms = PermissionFilter.Terms(
          effect, for: try subjects.map { try PermissionFilter.Subject($0) }, mailboxes: mailbox,
          departments: department, query: kql.flatMap { result in query.map { ($0, result.query) } })
        return try PermissionFilter.create(name, terms, act)
      }
      if let kql, let query { context.output.warn(kql.warnings, in: query) }
      let view = View(made)
      for account in view.accounts {
        guard try context.archive.read({ try Accounts.groups(of: account, $0) }).isEmpty else { continue }
        context.output.warn("'\(account)' is in no role group yet: is the name right?")
      }
      try context.output.print(view, text: TerminalText.safe("'\(made.name)': \(view.whom) \(view.verb) \(view.what)"))
    }
  }

  struct List: ArchiveCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the filters in force.")
    @Option(help: ArgumentHelp("Only those that name this account or role group.", valueName: "who"))
    var `for`: String?
    @OptionGroup var global: GlobalOptions
    private struct Result: Encodable { var filters: [View] }

    func run(in context: Context) async throws {
      let filters = try context.archive.consult(.permissionFilterViewed, by: context.session) { db in
        let subject = try self.for.map { try PermissionFilter.Subject($0) }
        return try PermissionFilter.all(db).filter { filter in subject.map(filter.subjects.contains) ?? true }
      }.map(View.init)
      try context.output.print(
        Result(filters: filters),
        text: TerminalText.safe(
          Table.text(
            ["FILTER", "EFFECT", "FOR", "COVERS"], filters.map { [$0.name, $0.effect, $0.whom, $0.what] }),
          keepingLines: true))
    }
  }

  struct Show: ArchiveCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a filter.")
    @Argument(help: "The filter's name.")
    var name: String
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      let view = View(
        try context.archive.consult(.permissionFilterViewed, on: name, by: context.session) {
          try PermissionFilter.require(name, $0)
        })
      try context.output.print(view, text: TerminalText.safe("'\(view.name)': \(view.whom) \(view.verb) \(view.what)"))
    }
  }

  struct Remove: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove", abstract: "Take a filter away; what it hid is found again at once.")
    @Argument(help: "The filter's name.")
    var name: String
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try context.archive.perform(.permissionFilterRemoved, on: name, by: context.session) {
        try PermissionFilter.require(name, $0.db).remove($0)
      }
      try context.output.print(["name": name], text: "permission filter '\(name)' is removed")
    }
  }
}

extension PermissionFilterCommand.View {
  fileprivate var verb: String { effect == "deny" ? "can't find" : "can find only" }
}
