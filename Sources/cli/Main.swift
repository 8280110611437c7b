internal import ArgumentParser
internal import Foundation

/// The `holdfast` command.
@main
enum Main {
  static func main() async {
    let arguments = GlobalOptions.hoisting(Array(CommandLine.arguments.dropFirst()))
    do {
      var command = try CommandLineReader.read(arguments)
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      Failure.exit(with: error, asJSON: arguments.contains("--json"))
    }
  }
}

/// The whole command.
///
/// Every command of the tree gives its `commandName`: deriving one from the type's name costs the parser a search of the
/// program's conformances, 0.2 ms a command at every start.
struct Holdfast: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "holdfast",
    abstract: "Keeps what company phones text and say: archived, searchable, held and destroyed by the rules.",
    discussion: """
      A connector fetches each day's SMS messages and voice calls from the archiving partner, turns them into \
      e-mail messages and files them in the mailbox of every employee who took part. Compliance officers search \
      them, put custodians on hold, and set retention rules; every act is on a ledger that anyone can verify.

      To see all of it in a minute:  holdfast sandbox tour
      """,
    version: Version.text,
    groupedSubcommands: [
      CommandGroup(
        name: "Setting up",
        subcommands: [
          Init.self, DirectoryCommand.self, RoleCommand.self, PartnerCommand.self, SettingCommand.self,
          StorageCommand.self,
        ]),
      CommandGroup(
        name: "Bringing items in",
        subcommands: [ConnectorCommand.self, MappingCommand.self, QuarantineCommand.self]),
      CommandGroup(
        name: "Finding them",
        subcommands: [
          SearchCommand.self, StatisticsCommand.self, SearchJobCommand.self, ItemCommand.self,
          PermissionFilterCommand.self, IndexCommand.self,
        ]),
      CommandGroup(name: "Handing them over", subcommands: [ExportCommand.self]),
      CommandGroup(
        name: "Keeping and destroying them",
        subcommands: [
          CaseCommand.self, HoldCommand.self, NoticeCommand.self, RetentionCommand.self, DispositionCommand.self,
          ErasureCommand.self,
        ]),
      CommandGroup(
        name: "Running by itself", subcommands: [Serve.self, ServiceCommand.self, AlarmCommand.self]),
      CommandGroup(name: "Proving it", subcommands: [AuditCommand.self]),
      CommandGroup(
        name: "Looking after it", subcommands: [BackupCommand.self, RestoreCommand.self, DoctorCommand.self]),
      CommandGroup(name: "Trying it", subcommands: [SandboxCommand.self]),
    ])
}
