internal import Archive
internal import ArgumentParser

struct PartnerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "partner", abstract: "Archiving partners whose applications may deliver here.",
    subcommands: [Provision.self])

  struct Provision: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "provision", abstract: "Let a partner's application deliver to this archive.",
      discussion: "No connector can be created before. The partner tells you its application id.")
    @Argument(help: "The partner's application id.")
    var appID: String
    @Option(help: "The partner's name.")
    var name: String
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      let partner = try context.archive.perform(.partnerProvisioned, on: appID, by: context.session) {
        try PartnerApplication.provision(appID, name: name, $0)
      }
      try context.output.print(partner, text: "\(partner.name) (\(partner.appID)) may deliver to this archive")
    }
  }
}
