internal import Archive
internal import ArgumentParser
internal import GRDB
internal import Search

/// The options that say where a search looks, and in whose days.
struct SearchPlaces: ParsableArguments {
  @Option(help: ArgumentHelp("Only in this mailbox; may be repeated.", valueName: "email"))
  var mailbox: [String] = []
  @Option(help: ArgumentHelp("Not in this mailbox; may be repeated.", valueName: "email"))
  var excludeMailbox: [String] = []
  @Option(help: "The time zone in which days are meant.")
  var timeZone = "UTC"

  func scope(_ db: Database) throws -> SearchScope {
    SearchScope(
      only: mailbox.isEmpty ? nil : Set(try mailbox.map { try Mailbox.require($0, db).id }),
      except: Set(try excludeMailbox.map { try Mailbox.require($0, db).id }))
  }

  var ledgerDetails: [String: LedgerValue] {
    ["mailboxes": .list(mailbox.map { .text($0) }), "excluded": .list(excludeMailbox.map { .text($0) })]
  }
}

extension KQLTimeZone {
  /// The zone of that name, or wrong usage.
  static func named(_ name: String) throws -> KQLTimeZone {
    guard let zone = KQLTimeZone(name) else {
      throw ValidationError("--time-zone '\(name)' is not a time zone; write it as Europe/London")
    }
    return zone
  }
}

extension KQL {
  /// Reads a query for a session; an error carries the text to draw the caret under.
  static func read(_ query: String, timeZone: String, session: Session) throws -> KQLResult {
    let zone = try KQLTimeZone.named(timeZone)
    do { return try parse(query, context: KQLContext(now: session.now, zone: zone)) } catch {
      throw QueryFailure(query: query, error: error)
    }
  }
}

extension Output {
  /// What was probably not meant in a query, for people; JSON has it in the document.
  func warn(_ warnings: [KQLDiagnostic], in query: String) {
    for warning in warnings where !json { warn(warning.rendered(in: query)) }
  }
}
