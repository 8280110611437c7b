internal import Archive
internal import ArgumentParser
internal import PartnerSite

struct SandboxGenerate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate", abstract: "Write a made-up partner feed with its directory and mapping.",
    discussion: """
      Texts and calls of an invented company, in a dozen languages. The folder gets a
      folder a day, directory.csv, mapping.csv, and expected.json: what an import must
      report. The same settings always write the same bytes.

      Unless --clean, some items are awkward on purpose: numbers in national forms,
      people nobody knows, redeliveries, lines that aren't items.
      """)

  @Argument(help: "The folder to write; it must not be there yet.")
  var folder: String
  @Option(help: ArgumentHelp("Days of items.", valueName: "n"))
  var days = 10
  @Option(help: ArgumentHelp("The company's people.", valueName: "n"))
  var users = 40
  @Option(help: ArgumentHelp("Lines a day.", valueName: "n"))
  var itemsPerDay = 200
  @Option(help: ArgumentHelp("Another seed, another feed.", valueName: "n"))
  var seed: UInt64 = 1
  @Option(
    help: ArgumentHelp("The first day. (default: 2024-01-01)", valueName: "date"),
    transform: CivilDate.init(argument:))
  var start: CivilDate?
  @Option(help: ArgumentHelp("The carrier's network, as in 'connector create --help'.", valueName: "name"))
  var network = SiteRoute.standardNetwork
  @Flag(help: "Nothing awkward: every line is an item, and every item somebody's.")
  var clean = false
  @OptionGroup var global: GlobalOptions

  struct Result: Encodable {
    var folder: String
    var days: Int
    var users: Int
    var expected: FeedExpectation.Counts
  }

  func run() async throws {
    do {
      let expected = try FeedGenerator(
        days: days, users: users, itemsPerDay: itemsPerDay, seed: seed, start: start, clean: clean,
        network: network
      ).generate(into: folder).total
      let awkward = expected.duplicate + expected.quarantined
      try Output(json: global.json).print(
        Result(folder: folder, days: days, users: users, expected: expected),
        text: "wrote \(days) days of \(users) people to \(folder): \(expected.offered) items, which are "
          + "\(expected.available) copies, \(awkward) of them awkward")
    } catch let error as FeedGeneratorError {
      throw InputError(error.description, code: "sandbox.feed")
    }
  }
}
