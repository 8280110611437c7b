internal import Archive
internal import ArgumentParser
internal import Importer

struct ConnectorList: ArchiveCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "Show all connectors.")
  @OptionGroup var global: GlobalOptions

  private struct Result: Encodable { var connectors: [ConnectorView] }

  func run(in context: Context) async throws {
    let connectors = try context.archive.consult(.connectorViewed, by: context.session, Connector.all)
    let views = connectors.map(ConnectorView.init)
    try context.output.print(
      Result(connectors: views),
      text: Table.text(
        ["CONNECTOR", "TYPE", "STATUS", "COMPLETE THROUGH", "SITE"],
        views.map { [$0.name, $0.type, $0.status, $0.completeThrough ?? "", $0.site] }))
  }
}

struct ConnectorShow: ArchiveCommand {
  static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one connector.")
  @Argument(help: "The connector's name.")
  var name: String
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws {
    let connector = try context.archive.consult(.connectorViewed, on: name, by: context.session) {
      try Connector.require(name, $0)
    }
    let view = ConnectorView(connector)
    try context.output.print(view, text: view.text)
  }
}

struct ConnectorLog: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "List each item that was not plainly imported, and why.")
  @Argument(help: "The connector's name.")
  var name: String
  @Option(help: ArgumentHelp("Only this day's.", valueName: "date"), transform: CivilDate.init(argument:))
  var day: CivilDate?
  @OptionGroup var global: GlobalOptions

  private struct Entry: Encodable {
    var day: String
    @Nullable var partnerID: String?
    var outcome: String
    var reason: String
    @Nullable var participant: String?
    var file: String
    var line: Int64
  }

  private struct Result: Encodable { var entries: [Entry] }

  func run(in context: Context) async throws {
    let entries = try context.archive.consult(.connectorViewed, on: name, by: context.session) { db in
      try ImportLogEntry.all(of: Connector.require(name, db).id, day: day, db)
    }.map {
      Entry(
        day: $0.day, partnerID: $0.partnerID, outcome: $0.outcome, reason: $0.reason, participant: $0.participant,
        file: $0.file, line: $0.line)
    }
    try context.output.print(
      Result(entries: entries),
      text: Table.text(
        ["DAY", "ITEM", "OUTCOME", "REASON"],
        entries.map { [$0.day, $0.partnerID ?? "\($0.file):\($0.line)", $0.outcome, $0.reason] }))
  }
}
