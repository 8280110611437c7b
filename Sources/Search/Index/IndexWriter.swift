public import Archive
public import GRDB

/// Adds messages to the index and takes them out, inside the transaction that delivers or purges them.
///
/// Facts of the newest block are held in memory and written by ``finish()``; call it before the transaction ends.
public final class IndexWriter {
  private let db: Database
  private let insert: PreparedStatement
  private let blocks: FactBlockStore
  private var open: [Int64: FactBlock] = [:]
  private var added: Int64 = 0
  private var addedPartial: Int64 = 0

  /// More open blocks than this are written out: redeliveries touch old blocks at random.
  private static let mostOpen = 64

  public init(_ db: Database) throws {
    try SearchIndex.requireCurrent(db)
    self.db = db
    insert = try PreparedStatement(
      db,
      "INSERT INTO search_text (rowid, subject, body, sender, recipients, attachments) VALUES (?, ?, ?, ?, ?, ?)")
    blocks = try FactBlockStore(db)
  }

  /// Indexes a new message with its copies.
  public func add(_ message: Message.ID, envelope: Envelope, size: Int64, copies: [IndexedCopy]) throws {
    let text = IndexedText(envelope)
    insert.bind(1, message.rawValue)
    insert.bind(2, text.subject)
    insert.bind(3, text.body)
    insert.bind(4, text.sender)
    insert.bind(5, text.recipients)
    insert.bind(6, text.attachments)
    try insert.run()
    var flags: FactBlock.Flags = envelope.direction == .inbound ? .inbound : []
    if !envelope.attachments.isEmpty { flags.insert(.hasAttachment) }
    if PartialIndexing.applies(to: envelope) {
      flags.insert(.partial)
      addedPartial += 1
    }
    let facts = MessageFacts(
      id: message.rawValue, sent: envelope.sent.moment.microseconds, size: size, kind: envelope.kind.code,
      flags: flags)
    try edit(FactBlock.number(of: message)) { $0.append(facts, copies: copies) }
    added += 1
  }

  /// Enters another copy of a message that is indexed already.
  public func add(copy: IndexedCopy, of message: Message.ID) throws {
    try edit(FactBlock.number(of: message)) { block in
      let copies = block.copies(of: message.rawValue) ?? []
      block = block.replacing(message.rawValue, with: copies + [copy])
    }
  }

  /// Takes one copy out; the message stays for its other copies.
  public func remove(item: Item.ID, of message: Message.ID) throws {
    try edit(FactBlock.number(of: message)) { block in
      let copies = block.copies(of: message.rawValue) ?? []
      block = block.replacing(message.rawValue, with: copies.filter { $0.item != item })
    }
  }

  /// Takes a message out with its words.
  ///
  /// `envelope`: the very envelope it was indexed with.
  public func remove(_ message: Message.ID, envelope: Envelope) throws {
    let text = IndexedText(envelope)
    try db.cachedStatement(
      sql: """
        INSERT INTO search_text (search_text, rowid, subject, body, sender, recipients, attachments)
        VALUES ('delete', ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      message.rawValue, text.subject, text.body, text.sender, text.recipients, text.attachments,
    ])
    try edit(FactBlock.number(of: message)) { $0 = $0.replacing(message.rawValue, with: nil) }
    added -= 1
    if PartialIndexing.applies(to: envelope) { addedPartial -= 1 }
  }

  /// Writes what is held in memory.
  public func finish() throws {
    for block in open.values { try blocks.save(block) }
    open.removeAll()
    for (name, change) in [("messages", added), ("partial", addedPartial)] where change != 0 {
      try db.execute(
        sql: "UPDATE search_state SET value = value + ? WHERE name = ?", arguments: [change, name])
    }
    (added, addedPartial) = (0, 0)
  }

  private func edit(_ number: Int64, _ change: (inout FactBlock) -> Void) throws {
    if open[number] == nil {
      if open.count >= Self.mostOpen {
        for block in open.values { try blocks.save(block) }
        open.removeAll()
      }
      open[number] = try blocks.block(number)
    }
    change(&open[number, default: FactBlock(number: number)])
  }
}
