/// A set of message numbers as bits: a million messages are 125 kB, and AND, OR and NOT run 64 at a time.
///
/// The numbers of items make such a set as well. One that begins late holds a stretch of numbers and costs no more than
/// that: what is asked about a single message of ten million is answered in a set of 256.
struct MessageSet: Sendable {
  private(set) var words: [UInt64]
  /// The smallest number the set can hold: the first of a block of facts.
  let first: Int64
  /// One past the largest number the set can hold.
  let limit: Int64

  /// An empty set; it begins with the block that has the number `first`.
  init(limit: Int64, from first: Int64 = 0) {
    self.limit = max(limit, 0)
    self.first = min(max(first, 0), self.limit) & ~FactBlock.mask
    words = [UInt64](repeating: 0, count: Int((self.limit - self.first + 63) / 64))
  }

  /// A set of the given bits, of the numbers from 0 on, those past the limit dropped.
  init(words: [UInt64], limit: Int64) {
    self.init(limit: limit)
    for i in self.words.indices where i < words.count { self.words[i] = words[i] }
    trim()
  }

  mutating func insert(_ id: Int64) {
    guard id >= first, id < limit else { return }
    words[Int((id - first) >> 6)] |= 1 << UInt64(id & 63)
  }

  mutating func remove(_ id: Int64) {
    guard id >= first, id < limit else { return }
    words[Int((id - first) >> 6)] &= ~(1 << UInt64(id & 63))
  }

  func contains(_ id: Int64) -> Bool {
    id >= first && id < limit && words[Int((id - first) >> 6)] & (1 << UInt64(id & 63)) != 0
  }

  mutating func formIntersection(_ other: MessageSet) {
    let offset = offset(in: other)
    for i in words.indices { words[i] &= other.words.indices.contains(i + offset) ? other.words[i + offset] : 0 }
  }

  mutating func formUnion(_ other: MessageSet) {
    let offset = offset(in: other)
    for i in words.indices where other.words.indices.contains(i + offset) { words[i] |= other.words[i + offset] }
    trim()
  }

  /// How many words further on in another set the same numbers are.
  private func offset(in other: MessageSet) -> Int { Int((first - other.first) >> 6) }

  /// Takes out what a wider set brought in past the limit, in the last word.
  private mutating func trim() {
    let spare = first + Int64(words.count) * 64 - limit
    if spare > 0, let last = words.indices.last { words[last] &= UInt64.max >> UInt64(spare) }
  }

  mutating func subtract(_ other: MessageSet) {
    let offset = offset(in: other)
    for i in words.indices where other.words.indices.contains(i + offset) { words[i] &= ~other.words[i + offset] }
  }

  var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  /// How many members it has.
  var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// The smallest member after a number.
  func next(after id: Int64) -> Int64? {
    var index = max(id, first - 1) + 1
    while index < limit {
      let rest = words[Int((index - first) >> 6)] >> UInt64(index & 63)
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
      found.append(first >> shift + Int64(block))
      i = (block + 1) * wordsPerBlock
    }
    return found
  }
}
