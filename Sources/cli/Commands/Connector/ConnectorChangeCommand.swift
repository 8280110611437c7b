internal import Archive
internal import ArgumentParser
internal import Importer

struct ConnectorChangeCommand: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "change", abstract: "Change a connector's limit, mapping, region or sign-in.",
    discussion: """
      What isn't said stays as it is. A new site, user name or password is signed in with first, and nothing changes if
      that fails. After a limit or the mapping was mended, 'holdfast quarantine replay' archives what waits.

        holdfast connector change o2 --size-limit 52428800
        holdfast connector change o2 --password-file new-password

      A mapping file's numbers were read in the region of its time: where it has national numbers, set it again after a
      change of region ('holdfast mapping set').
      """)

  @Argument(help: "The connector's name.")
  var name: String
  @Option(help: ArgumentHelp("Quarantine items larger than this.", valueName: "bytes"))
  var sizeLimit: Int64?
  @Option(help: "The region in which national numbers are read (ISO 3166).")
  var region: String?
  @Flag(inversion: .prefixedNo, help: "Map by the e-mail property on the items, after the mapping file.")
  var automaticMapping: Bool?
  @Option(help: "The partner's site: https://…, http:// on this machine only, or file:DIR.")
  var site: String?
  @Option(help: "The user name at the partner's site.")
  var username: String?
  @Option(help: ArgumentHelp("A file whose one line is the password there.", valueName: "file"))
  var passwordFile: String?
  @Option(help: ArgumentHelp("The authorities to trust instead of the system's, in PEM.", valueName: "file"))
  var caFile: String?
  @Flag(help: "Trust the system's authorities again.")
  var systemAuthorities = false
  @OptionGroup var global: GlobalOptions

  func validate() throws {
    let isEmpty =
      sizeLimit == nil && region == nil && automaticMapping == nil && site == nil && username == nil
      && passwordFile == nil && caFile == nil && !systemAuthorities
    if caFile != nil, systemAuthorities { throw ValidationError("give --ca-file or --system-authorities, not both") }
    if isEmpty { throw ValidationError("say what to change, as --size-limit or --password-file") }
  }

  func run(in context: Context) async throws {
    let pinned = try caFile.map { try PinnedAuthorities(pem: InputFile.read($0, limit: PinnedAuthorities.largest)) }
    let change = ConnectorChange(
      site: site, username: username, password: try passwordFile.map { try Secret(file: $0) },
      authorities: pinned.map { .pinned($0) } ?? (systemAuthorities ? .system : nil),
      automaticMapping: automaticMapping, region: region, sizeLimit: sizeLimit)
    let connector = try await change.run(on: name, in: context.archive, by: context.session)
    try context.output.print(ConnectorView(connector), text: ConnectorView(connector).text)
  }
}
