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

      Without options, on a terminal, it asks for everything in seven steps, and then says the command that does the same.
      """)

  @Argument(help: "A name for the connector.")
  var name: String?
  @Option(help: "The carrier: \(ConnectorType.catalog.map(\.id).joined(separator: ", ")).")
  var type: String?
  @Option(help: "The partner's site: https://…, http:// on this machine only, or file:DIR.")
  var site: String?
  @Option(help: "The user name at the partner's site.")
  var username: String?
  @Option(help: ArgumentHelp("A file whose one line is the password there.", valueName: "file"))
  var passwordFile: String?
  @Option(help: ArgumentHelp("The authorities to trust instead of the system's, in PEM.", valueName: "file"))
  var caFile: String?
  @Flag(help: "You have read and accept the partner's terms of service.")
  var acceptTerms = false
  @Option(help: ArgumentHelp("The custom mapping: MobileNumber,Email.", valueName: "file"))
  var mapping: String?
  @Flag(help: "Map by the mapping file alone, not by the e-mail property on the items.")
  var noAutomaticMapping = false
  @Option(help: "The region in which national numbers are read (ISO 3166).")
  var region = ConnectorDraft.standardRegion
  @Option(help: ArgumentHelp("Quarantine items larger than this.", valueName: "bytes"))
  var sizeLimit = Connector.standardSizeLimit
  @Option(
    help: ArgumentHelp(
      "How the partner delivers: \(DeliveryForm.names). (default: what the site shows)", valueName: "form"))
  var delivery: DeliveryForm?
  @OptionGroup var global: GlobalOptions

  /// Whether nothing was said but, perhaps, the name: then a person at a terminal is asked.
  private var isBare: Bool {
    type == nil && site == nil && username == nil && passwordFile == nil && caFile == nil && !acceptTerms
      && mapping == nil && !noAutomaticMapping && region == ConnectorDraft.standardRegion
      && sizeLimit == Connector.standardSizeLimit && delivery == nil
  }

  func validate() throws {
    if isBare, Terminal.isAttended { return }
    let missing = [
      ("a name", name), ("--type", type), ("--site", site), ("--username", username),
      ("--password-file", passwordFile),
    ].filter { $0.1 == nil }.map(\.0)
    guard missing.isEmpty else {
      throw ValidationError(
        "missing: \(missing.joined(separator: ", ")); without any option, on a terminal, it asks for everything")
    }
  }

  func run(in context: Context) async throws {
    guard let draft = try await draft(in: context) else { throw ExitCode.success }
    guard let creation = draft.creation else { throw ValidationError("a connector needs a name and a sign-in") }
    let connector = try await creation.run(in: context.archive, by: context.session)
    let repeated = isBare ? "\nthe same again, for a script:\n  \(draft.command)" : ""
    try context.output.print(
      ConnectorView(connector),
      text:
        "connector '\(connector.name)' is created; run it with 'holdfast connector run \(connector.name)'\(repeated)")
  }

  /// What is to be created; nil where the person asked for it left.
  private func draft(in context: Context) async throws -> ConnectorDraft? {
    guard !isBare else {
      var wizard = ConnectorWizard(
        person: Terminal(), checks: ConnectorChecks(archive: context.archive, session: context.session))
      return try await wizard.run(name: name)
    }
    var draft = ConnectorDraft()
    (draft.name, draft.typeID, draft.site, draft.username) = (name, type ?? draft.typeID, site, username)
    (draft.password, draft.passwordFile) = (try passwordFile.map { try Secret(file: $0) }, passwordFile)
    if let caFile { try draft.pin(caFile) }
    draft.acceptsTerms = acceptTerms
    draft.mapping = try mapping.map { try InputFile.read($0, limit: InputFile.largestTable) }
    (draft.automaticMapping, draft.region, draft.sizeLimit) = (!noAutomaticMapping, region, sizeLimit)
    draft.delivery = delivery
    return draft
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
  /// The SHA-256 of each certificate that is trusted instead of the system's.
  var authorities: [String]?
  var automaticMapping: Bool
  var region: String
  var sizeLimit: Int64
  var status: String
  var created: String
  @Nullable var completeThrough: String?

  init(_ connector: Connector) {
    (name, type, folder) = (connector.name, connector.type.id, connector.type.folder)
    (site, delivery, username) = (connector.site, connector.delivery.rawValue, connector.username)
    authorities = connector.authorities?.fingerprints
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
    trusts            \(authorities.map { "the pinned " + $0.joined(separator: ", ") } ?? "the system's authorities")
    automatic mapping \(automaticMapping ? "on" : "off")
    region            \(region)
    size limit        \(sizeLimit) bytes
    status            \(status)
    complete through  \(completeThrough ?? "no day yet")
    """
  }
}
