internal import Archive
internal import GRDB
internal import Search

/// The events on record, ready to be asked about one item after another.
struct EventBook {
  /// When the period of an item starts.
  enum Answer: Equatable {
    case happened(Moment)
    /// No event concerns the item yet.
    case none
    /// An event's query can't be asked about it.
    case cannotTell
  }

  /// The events of one type.
  private struct OfType {
    var everywhere: [RetentionEvent] = []
    /// A person's leaving concerns one mailbox of thousands, and thousands leave.
    var byMailbox: [Mailbox.ID: [RetentionEvent]] = [:]
  }

  private var types: [String: OfType] = [:]
  private let queries: MessageQueries<String>

  init(_ db: Database, _ queries: MessageQueries<String>) throws {
    self.queries = queries
    var places: [RetentionEvent.ID: [Mailbox.ID]] = [:]
    for row in try Row.fetchAll(db, sql: "SELECT event, mailbox FROM retention_event_mailbox") {
      places[RetentionEvent.ID(row["event"] as Int64), default: []].append(Mailbox.ID(row["mailbox"] as Int64))
    }
    for event in try RetentionEvent.all(db) {
      let type = event.type.lowercased()
      if let mailboxes = places[event.id] {
        for mailbox in mailboxes { types[type, default: OfType()].byMailbox[mailbox, default: []].append(event) }
      } else {
        types[type, default: OfType()].everywhere.append(event)
      }
    }
  }

  /// The latest date of the events that concern the item: a later one only ever keeps it longer.
  ///
  /// An event concerns what bore the label when it was put on record.
  func latest(
    _ type: String, since carried: LabelBook.Carried, item message: Message.ID, in mailbox: Mailbox.ID,
    isPartlyIndexed: Bool
  ) throws -> Answer {
    guard let events = types[type.lowercased()] else { return .none }
    var latest: Moment?
    for event in events.everywhere + (events.byMailbox[mailbox] ?? []) {
      guard event.entry > carried.entry, event.created >= carried.at else { continue }
      // One that changes nothing need not be asked.
      if let latest, event.date <= latest { continue }
      if event.query != nil {
        switch queries.match(message, event.canonical ?? "") {
        case .matches: break
        case .doesNotMatch where !isPartlyIndexed: continue
        case .doesNotMatch, .cannotTell: return .cannotTell
        }
      }
      latest = event.date
    }
    return latest.map { .happened($0) } ?? .none
  }
}
