/// A set of message numbers as bits: a million messages are 125 kB, and AND, OR and NOT run 64 at a time.
///
/// The numbers of items make such a set as well.
struct MessageSet: Sendable {
  private(set) var words: [UInt64]
  /// One past the largest number the set can hold.
  let limit: Int64

  init(limit: Int64) {
    self.limit = max(limit, 0)
    words = [UInt64](repeating: 0, count: Int((self.limit + 63) / 64))
  }

  /// A set of the given bits, those past the limit dropped.
  init(words: [UInt64], limit: Int64) {
    self.init(limit: limit)
    for i in self.words.indices where i < words.count { self.words[i] = words[i] }
    trim()
  }

  mutating func insert(_ id: Int64) {
    guard id >= 0, id < limit else { return }
    words[Int(id >> 6)] |= 1 << UInt64(id & 63)
  }

  mutating func remove(_ id: Int64) {
    guard id >= 0, id < limit else { return }
    words[Int(id >> 6)] &= ~(1 << UInt64(id & 63))
  }

  func contains(_ id: Int64) -> Bool {
    id >= 0 && id < limit && words[Int(id >> 6)] & (1 << UInt64(id & 63)) != 0
  }

  mutating func formIntersection(_ other: MessageSet) {
    for i in words.indices { words[i] &= i < other.words.count ? other.words[i] : 0 }
  }

  mutating func formUnion(_ other: MessageSet) {
    for i in words.indices where i < other.words.count { words[i] |= other.words[i] }
    trim()
  }

  /// Takes out what a wider set brought in past the limit, in the last word.
  private mutating func trim() {
    let spare = Int64(words.count) * 64 - limit
    if spare > 0, let last = words.indices.last { words[last] &= UInt64.max >> UInt64(spare) }
  }

  mutating func subtract(_ other: MessageSet) {
    for i in words.indices where i < other.words.count { words[i] &= ~other.words[i] }
  }

  var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  /// How many members it has.
  var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// The smallest member after a number.
  func next(after id: Int64) -> Int64? {
    var index = max(id, -1) + 1
    while index < limit {
      let rest = words[Int(index >> 6)] >> UInt64(index & 63)
      if rest != 0 { return index + Int64(rest.trailingZeroBitCount) }
      index = (index >> 6 + 1) << 6
    }
    return nil
  }

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
