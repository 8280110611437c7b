internal import Archive

/// A block of facts as it is stored, read in place.
///
/// Some messages found anywhere in an archive lie in nearly as many blocks, so what a search costs is the pages that its
/// blocks take. So facts lie by columns, each of the fewest bytes that hold its largest difference from its least value
/// (``FactColumn``), and what counts up with the messages, their numbers and mostly their items', takes none: a block is
/// about 3 kB, one page of the database, where fields of fixed width took three.
///
/// ```
/// messages u32 · copies u32 · { least i64, width u8 } of each column · the columns · 8 bytes of zeros
/// ```
/// Little-endian. A message's copies follow those of the message before.
struct PackedFacts {
  let number: Int64
  let messages: Int
  let copies: Int
  private let offsets: FactColumn
  private let kinds: FactColumn
  private let flags: FactColumn
  private let counts: FactColumn
  private let sizes: FactColumn
  private let sents: FactColumn
  private let mailboxes: FactColumn
  private let items: FactColumn

  private static let countBytes = 8
  private static let messageColumns = 6
  private static let copyColumns = 2
  /// A value is loaded as eight bytes whatever its width, so the last one needs some behind it.
  private static let padding = 8
  private static let headBytes = countBytes + (messageColumns + copyColumns) * FactColumn.headBytes

  /// Reads a block's head; the bytes must stay in place while it is walked.
  ///
  /// - Throws: ``StorageError`` where they are no block: an index that is damaged doesn't answer, as it would leave out
  ///   matches.
  init(_ number: Int64, _ raw: UnsafeRawBufferPointer) throws {
    guard raw.count >= Self.headBytes + Self.padding else { throw Self.damaged(number) }
    let messages = Int(UInt32(littleEndian: raw.loadUnaligned(as: UInt32.self)))
    let copies = Int(UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
    var (head, start) = (Self.countBytes, Self.headBytes)
    func column(of values: Int) throws -> FactColumn {
      guard let column = FactColumn(raw, head: head, start: start, values: values) else { throw Self.damaged(number) }
      head += FactColumn.headBytes
      start += values * column.width
      return column
    }
    (offsets, kinds, flags) = (try column(of: messages), try column(of: messages), try column(of: messages))
    (counts, sizes, sents) = (try column(of: messages), try column(of: messages), try column(of: messages))
    (mailboxes, items) = (try column(of: copies), try column(of: copies))
    // Copies of one mailbox alone may take no bytes, so bytes don't bound their number; a message has one in each.
    guard start + Self.padding == raw.count, messages <= 1 << FactBlock.shift,
      copies <= max(messages, raw.count)
    else { throw Self.damaged(number) }
    (self.number, self.messages, self.copies) = (number, messages, copies)
  }

  /// Hands out all messages in order.
  func walk(_ body: (borrowing MessageFacts, CopyList) throws -> Void) throws {
    var copy = 0
    for index in 0..<messages { copy = try visit(index, copy, body) }
  }

  /// Hands out the members of a set in order.
  func walk(members set: borrowing MessageSet, _ body: (borrowing MessageFacts, CopyList) throws -> Void) throws {
    var copy = 0
    guard offsets.width == 0 else {
      // Some were purged, so that a message's place doesn't say its number.
      for index in 0..<messages {
        copy = try set.contains(id(index)) ? visit(index, copy, body) : copy &+ copies(of: index)
      }
      return
    }
    let first = id(0)
    let end = first + Int64(messages)
    guard messages == 0 || (end - 1) >> FactBlock.shift == number else { throw Self.damaged(number) }
    var (id, passed) = (set.next(after: first - 1), 0)
    while let member = id, member < end {
      let index = Int(member - first)
      copy &+= counts.sum(passed..<index)
      copy = try visit(index, copy, body)
      (id, passed) = (set.next(after: member), index + 1)
    }
  }

  private func id(_ index: Int) -> Int64 {
    number << FactBlock.shift | (offsets[index] &+ Int64(index)) & FactBlock.mask
  }

  private func copies(of index: Int) -> Int { Int(truncatingIfNeeded: counts[index]) }

  /// Hands out the message at a place and gives where the next one's copies begin.
  @inline(__always)
  private func visit(
    _ index: Int, _ copy: Int, _ body: (borrowing MessageFacts, CopyList) throws -> Void
  ) throws -> Int {
    let count = copies(of: index)
    guard copy >= 0, count >= 0, count <= copies - copy else { throw Self.damaged(number) }
    let facts = MessageFacts(
      id: id(index), sent: sents[index], size: sizes[index], kind: UInt8(truncatingIfNeeded: kinds[index]),
      flags: FactBlock.Flags(rawValue: UInt8(truncatingIfNeeded: flags[index])))
    try body(facts, CopyList(mailboxes: mailboxes, items: items, start: copy, count: count))
    return copy + count
  }

  /// Packs a block.
  static func pack(_ block: FactBlock) -> [UInt8] {
    let entries = block.entries
    let copies = entries.flatMap(\.copies)
    let columns: [[Int64]] = [
      entries.enumerated().map { $1.facts.id & FactBlock.mask - Int64($0) },
      entries.map { Int64($0.facts.kind) },
      entries.map { Int64($0.facts.flags.rawValue) },
      entries.map { Int64($0.copies.count) },
      entries.map(\.facts.size),
      entries.map(\.facts.sent),
      copies.map(\.mailbox.rawValue),
      copies.enumerated().map { $1.item.rawValue &- Int64($0) },
    ]
    var bytes: [UInt8] = []
    bytes.reserveCapacity(headBytes + entries.count * 16 + copies.count * 4)
    withUnsafeBytes(of: UInt32(entries.count).littleEndian) { bytes += $0 }
    withUnsafeBytes(of: UInt32(copies.count).littleEndian) { bytes += $0 }
    for values in columns { FactColumn.appendHead(of: values, to: &bytes) }
    for values in columns { FactColumn.append(values, to: &bytes) }
    bytes += [UInt8](repeating: 0, count: padding)
    return bytes
  }

  private static func damaged(_ number: Int64) -> StorageError {
    StorageError(
      "block \(number) of the search index can't be read; run 'holdfast index rebuild', then try again",
      code: "index.damaged")
  }
}

/// The copies of a message, read in place.
struct CopyList {
  fileprivate let mailboxes: FactColumn
  fileprivate let items: FactColumn
  fileprivate let start: Int
  let count: Int

  func mailbox(_ i: Int) -> Int64 { mailboxes[start + i] }
  func item(_ i: Int) -> Int64 { items[start + i] &+ Int64(start + i) }

  var array: [IndexedCopy] {
    (0..<count).map { IndexedCopy(item: Item.ID(item($0)), mailbox: Mailbox.ID(mailbox($0))) }
  }
}
