internal import Archive
internal import ArgumentParser
internal import Importer

struct ConnectorCreate: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Create a connector.",
    discussion: """
      Checks your role, that a partner application is provisioned, the partner's terms, the sign-in to its site and the
      mapping file, in that order, and creates nothing if one fails.

      The mapping file is a CSV with the header MobileNumber,Email; it decides first whose an item is. After it the
      e-mail property that the partner puts on every participant decides, unless --no-automatic-mapping.
      """)

  @Argument(help: "A name for the connector.")
  var name: String
  @Option(help: "The carrier: \(ConnectorType.catalog.map(\.id).joined(separator: ", ")).")
  var type: String
  @Option(help: "The partner's site: https://…, http:// on this machine only, or file:DIR.")
  var site: String
  @Option(help: "The user name at the partner's site.")
  var username: String
  @Option(help: ArgumentHelp("A file whose one line is the password there.", valueName: "file"))
  var passwordFile: String
  @Flag(help: "You have read and accept the partner's terms of service.")
  var acceptTerms = false
  @Option(help: ArgumentHelp("The custom mapping: MobileNumber,Email.", valueName: "file"))
  var mapping: String?
  @Flag(help: "Map by the mapping file alone, not by the e-mail property on the items.")
  var noAutomaticMapping = false
  @Option(help: "The region in which national numbers are read (ISO 3166).")
  var region = "GB"
  @Option(help: ArgumentHelp("Quarantine items larger than this.", valueName: "bytes"))
  var sizeLimit = Connector.standardSizeLimit
  @Option(
    help: ArgumentHelp(
      "How the partner delivers: \(DeliveryForm.names). (default: what the site shows)", valueName: "form"))
  var delivery: DeliveryForm?
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws {
    let creation = ConnectorCreation(
      name: name, type: type, site: site, username: username, password: try Secret(file: passwordFile),
      acceptsTerms: acceptTerms,
      mapping: try mapping.map { try InputFile.read($0, limit: InputFile.largestTable) },
      automaticMapping: !noAutomaticMapping, region: region, sizeLimit: sizeLimit,
      delivery: delivery)
    let connector = try await creation.run(in: context.archive, by: context.session)
    try context.output.print(
      ConnectorView(connector), text: "connector '\(name)' is created; run it with 'holdfast connector run \(name)'")
  }
}

/// A connector as the command shows it.
///
/// Of the password there is nothing.
struct ConnectorView: Encodable {
  var name: String
  var type: String
  var folder: String
  var site: String
  var delivery: String
  var username: String
  var automaticMapping: Bool
  var region: String
  var sizeLimit: Int64
  var status: String
  var created: String
  @Nullable var completeThrough: String?

  init(_ connector: Connector) {
    (name, type, folder) = (connector.name, connector.type.id, connector.type.folder)
    (site, delivery, username) = (connector.site, connector.delivery.rawValue, connector.username)
    (automaticMapping, region) = (connector.automaticMapping, connector.region)
    (sizeLimit, status) = (connector.sizeLimit, connector.status.rawValue)
    created = connector.created.description
    completeThrough = connector.watermark?.description
  }

  var text: String {
    """
    name              \(name)
    type              \(type)
    folder            \(folder)
    site              \(site)
    delivery          \(delivery)
    user name         \(username)
    automatic mapping \(automaticMapping ? "on" : "off")
    region            \(region)
    size limit        \(sizeLimit) bytes
    status            \(status)
    complete through  \(completeThrough ?? "no day yet")
    """
  }
}
