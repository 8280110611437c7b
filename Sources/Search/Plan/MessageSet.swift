/// A set of message numbers as bits: a million messages are 125 kB, and AND, OR and NOT run 64 at a time.
struct MessageSet {
  private(set) var words: [UInt64]

  /// - Parameter limit: one past the largest number the set can hold.
  init(limit: Int64) { words = [UInt64](repeating: 0, count: Int((max(limit, 0) + 63) / 64)) }

  var limit: Int64 { Int64(words.count) * 64 }

  mutating func insert(_ id: Int64) {
    guard id >= 0, id < limit else { return }
    words[Int(id >> 6)] |= 1 << UInt64(id & 63)
  }

  func contains(_ id: Int64) -> Bool {
    id >= 0 && id < limit && words[Int(id >> 6)] & (1 << UInt64(id & 63)) != 0
  }

  mutating func formIntersection(_ other: MessageSet) {
    for i in words.indices { words[i] &= i < other.words.count ? other.words[i] : 0 }
  }

  mutating func formUnion(_ other: MessageSet) {
    for i in words.indices where i < other.words.count { words[i] |= other.words[i] }
  }

  mutating func subtract(_ other: MessageSet) {
    for i in words.indices where i < other.words.count { words[i] &= ~other.words[i] }
  }

  var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  /// The numbers of the blocks that hold a member, in order.
  func blocks(shift: Int64) -> [Int64] {
    let wordsPerBlock = 1 << (Int(shift) - 6)
    var found: [Int64] = []
    var i = 0
    while i < words.count {
      if words[i] == 0 {
        i += 1
        continue
      }
      let block = i / wordsPerBlock
      found.append(Int64(block))
      i = (block + 1) * wordsPerBlock
    }
    return found
  }
}
