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

  static func entries(of block: FactBlock) -> [Entry] {
    var found: [Entry] = []
    block.bytes.withUnsafeBytes { raw in
      FactBlock.walk(block.number, raw) { facts, copies in
        found.append(
          Entry(
            id: facts.id, sent: facts.sent, size: facts.size, kind: facts.kind, flags: facts.flags.rawValue,
            copies: copies.array))
      }
    }
    return found
  }

  @Test("gives back what was put in, and changes one message without touching another")
  func roundTrip() {
    var random = SplitMix(seed: 11)
    for _ in 0..<200 {
      let number = Int64.random(in: 0...1_000_000_000, using: &random)
      var model = (0..<Int64.random(in: 0...256, using: &random)).filter { _ in random.chance(1, in: 3) }
        .map { Self.entry(number << FactBlock.shift | $0, &random) }
      var block = FactBlock(number: number)
      for entry in model { Self.append(entry, to: &block) }
      #expect(Self.entries(of: block) == model)
      for _ in 0..<5 where !model.isEmpty {
        let index = Int.random(in: 0..<model.count, using: &random)
        let id = model[index].id
        #expect(block.copies(of: id) == model[index].copies)
        if random.chance(1, in: 2) {
          // Some messages and some copies of others, all at once.
          let messages = Set([id] + model.map(\.id).filter { _ in random.chance(1, in: 10) })
          let items = Set(model.flatMap(\.copies).map(\.item.rawValue).filter { _ in random.chance(1, in: 10) })
          block = block.removing(FactRemoval(messages: messages, items: items))
          model.removeAll { messages.contains($0.id) }
          for index in model.indices { model[index].copies.removeAll { items.contains($0.item.rawValue) } }
        } else {
          model[index].copies = (0..<Int.random(in: 0...4, using: &random)).map { _ in Self.copy(&random) }
          block = block.replacing(id, with: model[index].copies)
        }
        #expect(Self.entries(of: block) == model)
      }
      #expect(block.firstSent == model.map(\.sent).min() ?? .max)
      #expect(block.lastSent == model.map(\.sent).max() ?? .min)
      #expect(block.copies(of: -1) == nil)
    }
  }

  @Test("that was cut short or altered is read as far as it makes sense, and never beyond its end")
  func damaged() {
    var random = SplitMix(seed: 12)
    var block = FactBlock(number: 3)
    for id in 0..<40 { Self.append(Self.entry(3 << FactBlock.shift | Int64(id), &random), to: &block) }
    let whole = Self.entries(of: block)
    for length in 0..<block.bytes.count {
      var cut = FactBlock(number: 3)
      cut.bytes = Array(block.bytes.prefix(length))
      #expect(whole.starts(with: Self.entries(of: cut)))
    }
    for _ in 0..<2_000 {
      var altered = block
      for _ in 0..<4 {
        altered.bytes[Int.random(in: 0..<altered.bytes.count, using: &random)] = UInt8.random(
          in: 0...(.max), using: &random)
      }
      let read = Self.entries(of: altered)
      #expect(read.count <= altered.bytes.count / FactBlock.headBytes)
    }
  }
}
