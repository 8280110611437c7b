public import Archive

/// What counting, sorting and scoping need of the messages of one block, packed.
///
/// A search that hits a tenth of a million messages must add up copies, bytes and mailboxes and find the newest
/// fifty. Joined row by row through SQLite that costs about a microsecond a hit; from these blocks, read whole and
/// walked in place, a fiftieth of it. A block is 256 consecutive message numbers.
///
/// Each message is 24 bytes, little-endian, then 12 for each copy:
/// ```
/// offset in block u16 · kind u8 · flags u8 · copies u32 · size u64 · sent i64 · { mailbox u32 · item u64 }…
/// ```
struct FactBlock {
  static let shift: Int64 = 8
  static let mask: Int64 = (1 << shift) - 1
  static let headBytes = 24
  static let copyBytes = 12

  static func number(of message: Message.ID) -> Int64 { message.rawValue >> shift }

  struct Flags: OptionSet {
    let rawValue: UInt8
    static let inbound = Flags(rawValue: 1)
    static let hasAttachment = Flags(rawValue: 2)
    static let partial = Flags(rawValue: 4)
    /// May have text of a script without spaces, in which a token is no word.
    static let unspaced = Flags(rawValue: 8)
  }

  var number: Int64
  var bytes: [UInt8] = []
  var firstSent = Int64.max
  var lastSent = Int64.min

  mutating func append(_ facts: MessageFacts, copies: [IndexedCopy]) {
    put(UInt16(truncatingIfNeeded: facts.id & Self.mask))
    bytes.append(facts.kind)
    bytes.append(facts.flags.rawValue)
    put(UInt32(copies.count))
    put(UInt64(facts.size))
    put(UInt64(bitPattern: facts.sent))
    for copy in copies {
      put(UInt32(truncatingIfNeeded: copy.mailbox.rawValue))
      put(UInt64(copy.item.rawValue))
    }
    firstSent = min(firstSent, facts.sent)
    lastSent = max(lastSent, facts.sent)
  }

  private mutating func put<T: FixedWidthInteger>(_ value: T) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Walks the messages of a stored block.
  static func walk(
    _ number: Int64, _ raw: UnsafeRawBufferPointer, _ body: (borrowing MessageFacts, CopyList) throws -> Void
  ) rethrows {
    var position = 0
    while position + headBytes <= raw.count {
      let offset = UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: position, as: UInt16.self))
      let kind = raw[position + 2]
      let flags = Flags(rawValue: raw[position + 3])
      let count = Int(UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: position + 4, as: UInt32.self)))
      let size = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: position + 8, as: UInt64.self))
      let sent = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: position + 16, as: UInt64.self))
      let start = position + headBytes
      position = start + count * copyBytes
      guard position <= raw.count else { return }
      try body(
        MessageFacts(
          id: number << shift | Int64(offset), sent: Int64(bitPattern: sent), size: Int64(clamping: size),
          kind: kind, flags: flags),
        CopyList(raw: UnsafeRawBufferPointer(rebasing: raw[start..<position]), count: count))
    }
  }

  /// The block with one message's copies replaced.
  func replacing(_ id: Int64, with copies: [IndexedCopy]) -> FactBlock {
    changed { facts, list in facts.id == id ? copies : list.array }
  }

  /// The block without some messages, and without some copies of the others.
  func removing(_ removal: FactRemoval) -> FactBlock {
    changed { facts, list in
      removal.messages.contains(facts.id) ? nil : list.array.filter { !removal.items.contains($0.item.rawValue) }
    }
  }

  /// The block with every message's copies as `copies` gives them; nil takes the message out.
  private func changed(_ copies: (borrowing MessageFacts, CopyList) -> [IndexedCopy]?) -> FactBlock {
    var changed = FactBlock(number: number)
    changed.bytes.reserveCapacity(bytes.count + 2 * Self.copyBytes)
    bytes.withUnsafeBytes { raw in
      Self.walk(number, raw) { facts, list in
        if let copies = copies(facts, list) { changed.append(facts, copies: copies) }
      }
    }
    return changed
  }

  func copies(of id: Int64) -> [IndexedCopy]? {
    var found: [IndexedCopy]?
    bytes.withUnsafeBytes { raw in
      Self.walk(number, raw) { facts, list in if facts.id == id { found = list.array } }
    }
    return found
  }
}

/// What goes out of a block: messages with all of their copies, and single copies of others.
struct FactRemoval {
  var messages: Set<Int64> = []
  var items: Set<Int64> = []
}

/// What is known of one message without reading it.
struct MessageFacts {
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

/// The copies of a message, read in place.
struct CopyList {
  let raw: UnsafeRawBufferPointer
  let count: Int

  func mailbox(_ i: Int) -> Int64 {
    Int64(UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: i * FactBlock.copyBytes, as: UInt32.self)))
  }

  func item(_ i: Int) -> Int64 {
    Int64(
      bitPattern: UInt64(
        littleEndian: raw.loadUnaligned(fromByteOffset: i * FactBlock.copyBytes + 4, as: UInt64.self)))
  }

  var array: [IndexedCopy] {
    (0..<count).map { IndexedCopy(item: Item.ID(item($0)), mailbox: Mailbox.ID(mailbox($0))) }
  }
}
