internal import Archive
internal import ArgumentParser

struct RoleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "role", abstract: "Who may do what.",
    discussion: "Role groups:\n"
      + RoleGroup.allCases.map { "  \($0.rawValue): \($0.purpose)" }.joined(separator: "\n"),
    subcommands: [Grant.self, Revoke.self, List.self])

  private struct Result: Encodable { var accounts: [Accounts.Membership] }

  private static func show(_ context: Context) throws {
    let accounts = try context.archive.read(Accounts.all)
    try context.output.print(
      Result(accounts: accounts),
      text: Table.text(
        ["ACCOUNT", "ROLE GROUPS"],
        accounts.map { [$0.email, $0.groups.map(\.rawValue).joined(separator: ", ")] }))
  }

  struct Grant: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "grant", abstract: "Make an account a member of a role group.")
    @Argument(help: "The account: an e-mail address or user name.")
    var account: String
    @Argument(help: "The role group, in quotes.", transform: RoleGroup.init(argument:))
    var group: RoleGroup
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try context.archive.perform(
        .roleGranted, on: account.lowercased(), by: context.session, details: ["group": .text(group.rawValue)]
      ) { try Accounts.grant(account, group, $0) }
      try RoleCommand.show(context)
    }
  }

  struct Revoke: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "revoke", abstract: "Take an account out of a role group.")
    @Argument(help: "The account.")
    var account: String
    @Argument(help: "The role group, in quotes.", transform: RoleGroup.init(argument:))
    var group: RoleGroup
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try context.archive.perform(
        .roleRevoked, on: account.lowercased(), by: context.session, details: ["group": .text(group.rawValue)]
      ) { try Accounts.revoke(account, group, $0) }
      try RoleCommand.show(context)
    }
  }

  struct List: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Show every account and its role groups.")
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try context.archive.consult(.rolesListed, by: context.session) { _ in }
      try RoleCommand.show(context)
    }
  }
}

extension RoleGroup {
  /// The group of that name, whatever its case.
  init(argument: String) throws {
    guard let group = RoleGroup.allCases.first(where: { $0.rawValue.lowercased() == argument.lowercased() }) else {
      let known = RoleGroup.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      throw ValidationError("there is no role group '\(argument)'; known: \(known)")
    }
    self = group
  }
}
