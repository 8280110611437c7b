internal import Archive

/// One hit on its way out: what was planned, and what the archive has of it now.
struct ExportEntry: Sendable {
  /// What became of the item between the search and now.
  enum State: Sendable {
    case content(ItemContent)
    /// It can't be exported; why.
    case unreadable(String)
  }

  var hit: PlannedHit
  var custodian: ExportCustodian
  /// The folder of the mailbox that it lies in.
  var folder: String
  var state: State
}

/// An item that is about to be written.
struct ExportItem: Sendable {
  var hit: PlannedHit
  var custodian: ExportCustodian
  var folder: String
  var content: ItemContent

  init?(_ entry: ExportEntry) {
    guard case .content(let content) = entry.state else { return nil }
    (hit, custodian, folder, self.content) = (entry.hit, entry.custodian, entry.folder, content)
  }

  var envelope: Envelope { content.stored.envelope }
  var email: EmailForm { content.stored.email }
}

/// Hits that are worked on together, in whole units.
struct ExportPage: Sendable {
  var entries: [ExportEntry] = []
  /// What goes into one file or belongs to one item, in order, without gaps.
  var units: [Range<Int>] = []

  var lastPlace: Int64 { entries.last?.hit.place ?? 0 }
}

/// Why one item can't be exported though all others can: its content is gone or was altered.
struct ContentProblem: Error {
  /// The item's place in the plan.
  var place: Int64
  var reason: String
}
