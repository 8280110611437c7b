internal import Archive
internal import ArgumentParser
internal import GRDB
internal import Search

/// What is to be exported, as a person says it.
struct ExportScope: ParsableArguments {
  @Option(help: ArgumentHelp("What to export; an empty query is everything.", valueName: "KQL"))
  var query: String?
  @Option(help: ArgumentHelp("Only from this mailbox; may be repeated.", valueName: "email"))
  var mailbox: [String] = []
  @Option(help: ArgumentHelp("Not from this mailbox; may be repeated.", valueName: "email"))
  var excludeMailbox: [String] = []
  @Option(help: "The time zone in which days are meant, in the query and in conversations of a day. (default: UTC)")
  var timeZone: String?

  static let standardZone = "UTC"

  /// The query, read for a session.
  func kql(_ query: String, _ session: Session) throws -> KQLResult {
    try KQL.read(query, timeZone: timeZone ?? Self.standardZone, session: session)
  }

  /// The mailboxes' numbers; an unknown address is an error.
  func scope(_ db: Database) throws -> SearchScope {
    SearchScope(
      only: mailbox.isEmpty ? nil : Set(try mailbox.map { try Mailbox.require($0, db).id }),
      except: Set(try excludeMailbox.map { try Mailbox.require($0, db).id }))
  }
}
