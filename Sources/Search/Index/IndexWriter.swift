public import Archive
public import GRDB

/// Adds messages to the index and takes them out, inside the transaction that delivers or purges them.
///
/// Words and the facts of open blocks are held in memory and written by ``finish()``; call it before the transaction
/// ends.
///
/// Words must be written in one run. SQLite opens a savepoint for every statement that triggers may abort, as all of
/// ours on items and messages may be, and at each FTS5 writes what it holds as a segment of its own: written message by
/// message, the index would be made of segments of one text, and merging them would take most of an import.
public final class IndexWriter {
  private let db: Database
  private let insert: PreparedStatement
  private let forget: PreparedStatement
  private let blocks: FactBlockStore
  private lazy var analyzer = Analyzer()
  private var pending: [Change] = []
  private var pendingBytes = 0
  private var open: [Int64: FactBlock] = [:]
  /// What is still to be taken out of each block's facts: all at once, since each time costs the whole block.
  private var removals: [Int64: FactRemoval] = [:]
  private var added: Int64 = 0
  private var addedPartial: Int64 = 0
  /// The last message that a rebuild under way has come to: those behind it are its to enter.
  private let rebuiltThrough: Int64
  private var addedWaiting: Int64 = 0

  /// More open blocks than this are written out: redeliveries touch old blocks at random.
  private static let mostOpen = 64
  /// Words held back take no more than this: some batches of an import, and little memory.
  private static let mostPendingBytes = 16 << 20

  /// A message's words, to be entered or to be taken out.
  private struct Change {
    var message: Int64
    var words: MessageWords
    var isRemoval: Bool
  }

  public init(_ db: Database) throws {
    try SearchIndex.requireCurrent(db)
    self.db = db
    rebuiltThrough = try SearchIndex.rebuiltThrough(db) ?? .max
    insert = try PreparedStatement(
      db,
      "INSERT INTO search_text (rowid, subject, body, sender, recipients, attachments) VALUES (?, ?, ?, ?, ?, ?)")
    forget = try PreparedStatement(
      db,
      """
      INSERT INTO search_text (rowid, subject, body, sender, recipients, attachments, search_text)
      VALUES (?, ?, ?, ?, ?, ?, 'delete')
      """)
    blocks = try FactBlockStore(db)
  }

  /// Indexes a new message with its copies.
  ///
  /// `words`: those of the envelope, where they were found ahead.
  public func add(
    _ message: Message.ID, envelope: Envelope, words: MessageWords? = nil, size: Int64, copies: [IndexedCopy]
  ) throws {
    guard !isWaiting(message) else {
      addedWaiting += 1
      return
    }
    let words = try words ?? MessageWords(of: envelope, by: analyzer)
    try hold(Change(message: message.rawValue, words: words, isRemoval: false))
    var flags: FactBlock.Flags = envelope.direction == .inbound ? .inbound : []
    if !envelope.attachments.isEmpty { flags.insert(.hasAttachment) }
    if words.mayBeUnspaced { flags.insert(.unspaced) }
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
    guard !isWaiting(message) else { return }
    try edit(FactBlock.number(of: message)) { block in
      let copies = block.copies(of: message.rawValue) ?? []
      block.replace(message.rawValue, with: copies + [copy])
    }
  }

  /// Takes one copy out; the message stays for its other copies.
  public func remove(item: Item.ID, of message: Message.ID) throws {
    guard !isWaiting(message) else { return }
    removals[FactBlock.number(of: message), default: FactRemoval()].items.insert(item.rawValue)
  }

  /// Takes a message out with its words.
  ///
  /// `envelope`: the very envelope it was indexed with.
  public func remove(_ message: Message.ID, envelope: Envelope) throws {
    guard !isWaiting(message) else {
      addedWaiting -= 1
      return
    }
    let words = try MessageWords(of: envelope, by: analyzer)
    try hold(Change(message: message.rawValue, words: words, isRemoval: true))
    removals[FactBlock.number(of: message), default: FactRemoval()].messages.insert(message.rawValue)
    added -= 1
    if PartialIndexing.applies(to: envelope) { addedPartial -= 1 }
  }

  /// Writes what is held in memory.
  public func finish() throws {
    try writeWords()
    for number in removals.keys.sorted() { try edit(number) { _ in } }
    for block in open.values { try blocks.save(block) }
    open.removeAll()
    let changes = [("messages", added), ("partial", addedPartial), ("waiting", addedWaiting)]
    for (name, change) in changes where change != 0 {
      try db.execute(
        sql: "UPDATE search_state SET value = value + ? WHERE name = ?", arguments: [change, name])
    }
    (added, addedPartial, addedWaiting) = (0, 0, 0)
  }

  /// Whether a message is not in the index yet, and a rebuild will read it from the tables as they are then.
  private func isWaiting(_ message: Message.ID) -> Bool { message.rawValue > rebuiltThrough }

  private func hold(_ change: Change) throws {
    pending.append(change)
    pendingBytes += change.words.bytes.count
    if pendingBytes > Self.mostPendingBytes { try writeWords() }
  }

  private func writeWords() throws {
    // FTS5 writes a segment whenever a row comes that is not after the one before. What was added and removed in one
    // transaction was added first, since a message's number is never given twice.
    if pending.contains(where: \.isRemoval) {
      pending.sort { ($0.message, $0.isRemoval ? 1 : 0) < ($1.message, $1.isRemoval ? 1 : 0) }
    }
    for change in pending {
      let statement = change.isRemoval ? forget : insert
      statement.bind(1, change.message)
      change.words.withColumns { index, value in statement.bind(Int32(index) + 2, blob: value) }
      try statement.run()
    }
    pending.removeAll(keepingCapacity: true)
    pendingBytes = 0
  }

  private func edit(_ number: Int64, _ change: (inout FactBlock) -> Void) throws {
    if open[number] == nil {
      if open.count >= Self.mostOpen {
        for block in open.values { try blocks.save(block) }
        open.removeAll()
      }
      open[number] = try blocks.block(number)
    }
    if let removal = removals.removeValue(forKey: number) {
      open[number]?.remove(removal)
    }
    change(&open[number, default: FactBlock(number: number)])
  }
}
