internal import ArgumentParser

struct ConnectorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "connector", abstract: "Standing orders that fetch a carrier's items once a day.",
    subcommands: [
      ConnectorCreate.self, ConnectorRunCommand.self, ConnectorImport.self, ConnectorList.self, ConnectorShow.self,
      ConnectorLog.self, ConnectorReport.self, ConnectorChangeCommand.self, ConnectorKey.self, ConnectorPause.self,
      ConnectorResume.self, ConnectorRemove.self,
    ])
}
