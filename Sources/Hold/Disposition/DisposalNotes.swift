internal import Archive
internal import GRDB

/// Gathers what certificates have no place for, and writes it once they are written: see ``DisposalProof``.
struct DisposalNotes {
  private struct Note {
    var item: Item
    var kind: UInt8
    var sent: Moment?
    var label: Identifier<RetentionLabel>?
    var labelled: Moment?
  }

  private var notes: [Note] = []

  mutating func add(_ item: Item, _ message: Message, _ envelope: Envelope, _ facts: ItemFacts) {
    notes.append(
      Note(
        item: item, kind: envelope.kind.code, sent: message.sent, label: facts.label, labelled: facts.labelling.at))
  }

  mutating func write(_ act: Act) throws {
    let statement = try act.db.cachedStatement(
      sql: "INSERT INTO disposal (item, kind, sent, archived, label, labelled, entry) VALUES (?, ?, ?, ?, ?, ?, ?)")
    for note in notes {
      try statement.execute(arguments: [
        note.item.id.rawValue, Int64(note.kind), note.sent?.microseconds, note.item.archived.microseconds,
        note.label?.rawValue, note.labelled?.microseconds, act.entry,
      ])
    }
    notes = []
  }
}
