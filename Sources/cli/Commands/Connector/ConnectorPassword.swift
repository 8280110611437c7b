internal import Archive
internal import ArgumentParser
internal import Importer

struct ConnectorPassword: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "password", abstract: "Give a connector another password for the partner's site.",
    discussion: """
      It is kept encrypted, and tried at the next run. Where a service has the credential connector.NAME, that file's \
      password is used instead.
      """)
  @Argument(help: "The connector's name.")
  var name: String
  @Option(help: ArgumentHelp("A file whose one line is the password.", valueName: "file"))
  var passwordFile: String
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws {
    let password = try Secret(file: passwordFile)
    let connector = try context.archive.perform(.connectorChanged, on: name, by: context.session) { act in
      let connector = try Connector.require(name, act.db)
      try connector.setPassword(password, context.archive.keys, act)
      return connector
    }
    try context.output.print(ConnectorView(connector), text: "connector '\(name)' has another password")
  }
}
