internal import Archive
internal import ArgumentParser
internal import Importer

struct MappingCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mapping", abstract: "Whose items are whose.", subcommands: [Set.self, Test.self])

  struct Set: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "set", abstract: "Replace a connector's custom mapping by a CSV file (MobileNumber,Email).",
      discussion: "A mistake in the file is an error that names the line, and nothing changes.")
    @Argument(help: "The connector's name.")
    var name: String
    @Argument(help: "The CSV file.")
    var file: String
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      let bytes = try InputFile.read(file, limit: InputFile.largestTable)
      let count = try context.archive.perform(.mappingChanged, on: name, by: context.session) {
        try MappingChange.set(bytes, of: name, $0)
      }
      try context.output.print(["mapped": count], text: "\(count) numbers are mapped")
    }
  }

  struct Test: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "test", abstract: "Say where a participant's items would go, and why.")
    @Argument(help: "The connector's name.")
    var name: String
    @Option(help: "The participant's number, in any form.")
    var number: String
    @Option(help: "The participant's e-mail property.")
    var email: String?
    @OptionGroup var global: GlobalOptions

    private struct Result: Encodable {
      @Nullable var mailbox: String?
      @Nullable var by: MappingRule?
      var number: String
    }

    func run(in context: Context) async throws {
      let connector = try context.archive.consult(.connectorViewed, on: name, by: context.session) {
        try Connector.require(name, $0)
      }
      let answer = try MappingChange.test(
        FeedParty(number: number, email: email), of: connector, in: context.archive)
      try context.output.print(
        Result(mailbox: answer.mailbox, by: answer.by, number: answer.number),
        text: answer.mailbox.map { "\(answer.number) goes to \($0) (\(answer.by?.rawValue ?? "") mapping)" }
          ?? "\(answer.number) goes to no mailbox")
    }
  }
}
