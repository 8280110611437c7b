public import Archive

/// What counting, sorting and scoping need of the messages of one block: 256 consecutive message numbers.
///
/// A search that hits a tenth of a million messages must add up copies, bytes and mailboxes and find the newest
/// fifty. Joined row by row through SQLite that costs about a microsecond a hit; from these blocks, read whole and
/// walked in place (``PackedFacts``), a fiftieth of it.
struct FactBlock {
  static let shift: Int64 = 8
  static let mask: Int64 = (1 << shift) - 1

  static func number(of message: Message.ID) -> Int64 { message.rawValue >> shift }

  struct Flags: OptionSet {
    let rawValue: UInt8
    static let inbound = Flags(rawValue: 1)
    static let hasAttachment = Flags(rawValue: 2)
    static let partial = Flags(rawValue: 4)
    /// May have text of a script without spaces, in which a token is no word.
    static let unspaced = Flags(rawValue: 8)
  }

  struct Entry {
    var facts: MessageFacts
    var copies: [IndexedCopy]
  }

  let number: Int64
  private(set) var entries: [Entry] = []

  init(number: Int64) { self.number = number }

  /// Reads a stored block, to change it.
  ///
  /// - Throws: ``StorageError`` where it is none.
  init(number: Int64, packed: UnsafeRawBufferPointer) throws {
    self.number = number
    try PackedFacts(number, packed).walk { facts, copies in
      entries.append(Entry(facts: facts, copies: copies.array))
    }
  }

  var firstSent: Int64 { entries.lazy.map(\.facts.sent).min() ?? .max }
  var lastSent: Int64 { entries.lazy.map(\.facts.sent).max() ?? .min }

  mutating func append(_ facts: MessageFacts, copies: [IndexedCopy]) {
    entries.append(Entry(facts: facts, copies: copies))
  }

  /// Replaces one message's copies; nil takes the message out.
  mutating func replace(_ id: Int64, with copies: [IndexedCopy]?) {
    guard let index = entries.firstIndex(where: { $0.facts.id == id }) else { return }
    if let copies { entries[index].copies = copies } else { entries.remove(at: index) }
  }

  /// Takes out some messages, and some copies of the others.
  mutating func remove(_ removal: FactRemoval) {
    entries.removeAll { removal.messages.contains($0.facts.id) }
    guard !removal.items.isEmpty else { return }
    for index in entries.indices { entries[index].copies.removeAll { removal.items.contains($0.item.rawValue) } }
  }

  func copies(of id: Int64) -> [IndexedCopy]? { entries.first { $0.facts.id == id }?.copies }
}

/// What goes out of a block: messages with all of their copies, and single copies of others.
struct FactRemoval {
  var messages: Set<Int64> = []
  var items: Set<Int64> = []
}

/// What is known of one message without reading it.
struct MessageFacts: Equatable {
  var id: Int64
  /// Microseconds since 1970, UTC.
  var sent: Int64
  var size: Int64
  var kind: UInt8
  var flags: FactBlock.Flags
}

/// One custodian's copy of a message, as the index knows it.
public struct IndexedCopy: Sendable, Hashable {
  public var item: Item.ID
  public var mailbox: Mailbox.ID

  public init(item: Item.ID, mailbox: Mailbox.ID) { (self.item, self.mailbox) = (item, mailbox) }
}
