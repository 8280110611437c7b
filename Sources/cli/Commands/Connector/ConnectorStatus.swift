internal import Archive
internal import ArgumentParser
internal import Importer

struct ConnectorPause: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause", abstract: "Stop a connector from running until it is resumed.")
  @Argument(help: "The connector's name.")
  var name: String
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws { try ConnectorStatus.set(.paused, .connectorChanged, name, context) }
}

struct ConnectorResume: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Let a paused connector run again; it catches up what it missed.")
  @Argument(help: "The connector's name.")
  var name: String
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws { try ConnectorStatus.set(.active, .connectorChanged, name, context) }
}

struct ConnectorRemove: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove a connector; everything it filed stays.")
  @Argument(help: "The connector's name.")
  var name: String
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws { try ConnectorStatus.set(.removed, .connectorRemoved, name, context) }
}

private enum ConnectorStatus {
  static func set(_ status: Connector.Status, _ action: Action, _ name: String, _ context: Context) throws {
    try context.archive.perform(action, on: name, by: context.session) { act in
      try Connector.require(name, act.db).setStatus(status, act)
    }
    let connector = try context.archive.read { db in try Connector.all(db).first { $0.name == name } }
    if let connector {
      try context.output.print(ConnectorView(connector), text: "connector '\(name)' is \(status.rawValue)")
    } else {
      try context.output.print(["name": name, "status": status.rawValue], text: "connector '\(name)' is removed")
    }
  }
}
