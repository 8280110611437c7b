internal import Archive
internal import ArchiveTesting
internal import Testing

@testable internal import Search

@Suite("a block of facts")
struct FactBlockTests {
  struct Entry: Equatable {
    var id: Int64
    var sent: Int64
    var size: Int64
    var kind: UInt8
    var flags: UInt8
    var copies: [IndexedCopy]
  }

  static func entry(_ id: Int64, _ random: inout SplitMix) -> Entry {
    let extremes: [Int64] = [.min, .max, 0, 1, -1]
    return Entry(
      id: id,
      sent: random.chance(1, in: 10) ? extremes.randomElement(using: &random) ?? 0 : Int64(random.next() >> 8),
      size: random.chance(1, in: 10) ? .max : Int64.random(in: 0...(.max), using: &random),
      kind: UInt8.random(in: 0...(.max), using: &random), flags: UInt8.random(in: 0...7, using: &random),
      copies: (0..<Int.random(in: 0...5, using: &random)).map { _ in copy(&random) })
  }

  private static func copy(_ random: inout SplitMix) -> IndexedCopy {
    IndexedCopy(
      item: Item.ID(Int64.random(in: 1...(.max), using: &random)),
      mailbox: Mailbox.ID(Int64(UInt32.random(in: 1...(.max), using: &random))))
  }

  static func append(_ entry: Entry, to block: inout FactBlock) {
    block.append(
      MessageFacts(
        id: entry.id, sent: entry.sent, size: entry.size, kind: entry.kind,
        flags: FactBlock.Flags(rawValue: entry.flags)), copies: entry.copies)
  }

  static func entries(of block: FactBlock, members set: MessageSet? = nil) throws -> [Entry] {
    try entries(of: PackedFacts.pack(block), block.number, members: set)
  }

  static func entries(of bytes: [UInt8], _ number: Int64, members set: MessageSet? = nil) throws -> [Entry] {
    var found: [Entry] = []
    func take(_ facts: borrowing MessageFacts, _ copies: CopyList) {
      found.append(
        Entry(
          id: facts.id, sent: facts.sent, size: facts.size, kind: facts.kind, flags: facts.flags.rawValue,
          copies: copies.array))
    }
    try bytes.withUnsafeBytes { raw in
      let packed = try PackedFacts(number, raw)
      if let set { try packed.walk(members: set, take) } else { try packed.walk(take) }
    }
    return found
  }

  @Test("gives back what was put in, and changes one message without touching another")
  func roundTrip() throws {
    var random = SplitMix(seed: 11)
    for _ in 0..<200 {
      let number = Int64.random(in: 0...1_000_000, using: &random)
      var model = (0..<Int64.random(in: 0...256, using: &random)).filter { _ in random.chance(1, in: 3) }
        .map { Self.entry(number << FactBlock.shift | $0, &random) }
      var block = FactBlock(number: number)
      for entry in model { Self.append(entry, to: &block) }
      #expect(try Self.entries(of: block) == model)
      for _ in 0..<5 where !model.isEmpty {
        let index = Int.random(in: 0..<model.count, using: &random)
        let id = model[index].id
        #expect(block.copies(of: id) == model[index].copies)
        if random.chance(1, in: 2) {
          // Some messages and some copies of others, all at once.
          let messages = Set([id] + model.map(\.id).filter { _ in random.chance(1, in: 10) })
          let items = Set(model.flatMap(\.copies).map(\.item.rawValue).filter { _ in random.chance(1, in: 10) })
          block.remove(FactRemoval(messages: messages, items: items))
          model.removeAll { messages.contains($0.id) }
          for index in model.indices { model[index].copies.removeAll { items.contains($0.item.rawValue) } }
        } else {
          model[index].copies = (0..<Int.random(in: 0...4, using: &random)).map { _ in Self.copy(&random) }
          block.replace(id, with: model[index].copies)
        }
        let stored = PackedFacts.pack(block)
        block = try stored.withUnsafeBytes { try FactBlock(number: number, packed: $0) }
        #expect(try Self.entries(of: block) == model)
      }
      #expect(block.firstSent == model.map(\.sent).min() ?? .max)
      #expect(block.lastSent == model.map(\.sent).max() ?? .min)
      #expect(block.copies(of: -1) == nil)
    }
  }

  @Test("hands out the members of a set alone, each with its own copies")
  func members() throws {
    var random = SplitMix(seed: 13)
    for number: Int64 in [0, 1, 77, 78, 79] {
      let first = number << FactBlock.shift
      // Whole, as most are, and with gaps where messages were purged.
      let model = (0...FactBlock.mask).filter { _ in number > 77 || random.chance(4, in: 5) }
        .map { Self.entry(first | $0, &random) }
      var block = FactBlock(number: number)
      for entry in model { Self.append(entry, to: &block) }
      for _ in 0..<50 {
        var set = MessageSet(limit: first + FactBlock.mask + 1)
        for entry in model where random.chance(1, in: 4) { set.insert(entry.id) }
        #expect(try Self.entries(of: block, members: set) == model.filter { set.contains($0.id) })
      }
    }
  }

  @Test("of messages that are all alike takes no bytes for them, and is read")
  func alike() throws {
    for count in [0, 1, 2, 256] {
      var block = FactBlock(number: 3)
      let model = (0..<Int64(count)).map { offset in
        Entry(
          id: 3 << FactBlock.shift | offset, sent: 5, size: 100, kind: 1, flags: 0,
          copies: [IndexedCopy(item: Item.ID(70 + offset), mailbox: 2)])
      }
      for entry in model { Self.append(entry, to: &block) }
      #expect(PackedFacts.pack(block).count == 88)
      #expect(try Self.entries(of: block) == model)
      var all = MessageSet(limit: 4 << FactBlock.shift)
      for entry in model { all.insert(entry.id) }
      #expect(try Self.entries(of: block, members: all) == model)
    }
  }

  @Test("of texts that follow each other takes a page of the database")
  func size() {
    var random = SplitMix(seed: 14)
    var block = FactBlock(number: 9)
    var item: Int64 = 1_000_000
    for offset in 0...FactBlock.mask {
      let copies = (0..<(random.chance(1, in: 5) ? 2 : 1)).map { _ in
        item += 1
        return IndexedCopy(item: Item.ID(item), mailbox: Mailbox.ID(Int64.random(in: 1...400, using: &random)))
      }
      let facts = MessageFacts(
        id: 9 << FactBlock.shift | offset, sent: 1_704_067_200_000_000 + offset * 864_000,
        size: Int64.random(in: 700...1_500, using: &random), kind: 1,
        flags: random.chance(1, in: 2) ? .inbound : [])
      block.append(facts, copies: copies)
    }
    // SQLite keeps what is longer than a page less 35 bytes on pages of its own (file format, 1.6).
    #expect(PackedFacts.pack(block).count < 4096 - 35)
  }

  @Test("that was cut short is refused, and altered it is never read beyond its end")
  func damaged() throws {
    var random = SplitMix(seed: 12)
    var block = FactBlock(number: 3)
    for id in 0..<40 { Self.append(Self.entry(3 << FactBlock.shift | Int64(id), &random), to: &block) }
    let whole = PackedFacts.pack(block)
    for length in 0..<whole.count {
      #expect(throws: StorageError.self) { try Self.entries(of: Array(whole.prefix(length)), 3) }
    }
    var refused = 0
    for _ in 0..<2_000 {
      var altered = whole
      // Most of them in the head, which says how long everything is.
      let last = random.chance(1, in: 2) ? 79 : altered.count - 1
      for _ in 0..<4 {
        altered[Int.random(in: 0...last, using: &random)] = UInt8.random(in: 0...(.max), using: &random)
      }
      do {
        let read = try Self.entries(of: altered, 3)
        var all = MessageSet(limit: 4 << FactBlock.shift)
        for id in 0..<all.limit { all.insert(id) }
        let members = try Self.entries(of: altered, 3, members: all)
        #expect(members.count <= 256)
        #expect(read.count <= 256 && read.allSatisfy { $0.id >> FactBlock.shift == 3 })
      } catch let error as StorageError {
        #expect(error.code == "index.damaged")
        #expect(
          error.description.hasPrefix(
            "block 3 of the search index can't be read; run 'holdfast index rebuild', then try again"))
        refused += 1
      }
    }
    #expect(refused > 100)
  }
}
