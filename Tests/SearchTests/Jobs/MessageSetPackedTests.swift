internal import Archive
internal import ArchiveTesting
internal import Testing

@testable internal import Search

@Suite("a set of numbers as it is stored")
struct MessageSetPackedTests {
  @Test("reads back as it was, whatever is in it")
  func roundTrip() throws {
    var random = SplitMix(seed: 71)
    for _ in 0..<300 {
      let limit = Int64.random(in: 0...5_000, using: &random)
      var set = MessageSet(limit: limit)
      for _ in 0..<Int.random(in: 0...4, using: &random) where limit > 0 {
        // Stretches of all, of none and of some.
        let start = Int64.random(in: 0..<limit, using: &random)
        let step = Int64.random(in: 1...9, using: &random)
        for id in stride(from: start, to: min(limit, start + 1_500), by: Int64.Stride(step)) { set.insert(id) }
      }
      let read = try MessageSet(packed: set.packed, limit: limit)
      #expect(Array(read.members) == Array(set.members))
      #expect(read.count == set.members.reduce(0) { count, _ in count + 1 })
      // Numbers that came later make room for no more members.
      #expect(Array(try MessageSet(packed: set.packed, limit: limit + 500).members) == Array(set.members))
    }
  }

  @Test("takes little room: nothing for nothing, a few bytes for all or for a few of a million")
  func size() {
    var set = MessageSet(limit: 1_000_000)
    #expect(set.packed.isEmpty)
    for id in stride(from: Int64(5), to: 1_000_000, by: 100_000) { set.insert(id) }
    #expect(set.packed.count < 130)
    for id in 0..<Int64(1_000_000) { set.insert(id) }
    #expect(set.packed.count < 10)
    var odd = MessageSet(limit: 1_000_000)
    for id in stride(from: Int64(1), to: 1_000_000, by: 2) { odd.insert(id) }
    #expect(odd.packed.count < 125_100)
  }

  @Test("that is damaged is an error and no crash, and can't make the program take memory")
  func damaged() throws {
    var random = SplitMix(seed: 72)
    var set = MessageSet(limit: 2_000)
    for id in stride(from: Int64(1), to: 2_000, by: 3) { set.insert(id) }
    let good = set.packed
    var refused = 0
    for _ in 0..<500 {
      var bytes = good
      for _ in 0...Int.random(in: 0...3, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      if random.chance(1, in: 3) { bytes.removeLast(Int.random(in: 1...bytes.count, using: &random)) }
      do {
        let read = try MessageSet(packed: bytes, limit: 2_000)
        #expect(read.members.allSatisfy { $0 < 2_000 })
      } catch let error as StorageError {
        refused += 1
        #expect(error.description == "what a search job found can't be read; run the job again")
      }
    }
    #expect(refused > 50)
    for bytes: [UInt8] in [
      [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0, 0], [0, 0, 0], [1], [0, 0, 1, 1, 2], [0x80],
    ] {
      #expect(throws: StorageError.self) { try MessageSet(packed: bytes, limit: 2_000) }
    }
  }

  @Test("gives the next member after any number")
  func next() {
    var set = MessageSet(limit: 700)
    for id: Int64 in [0, 63, 64, 500, 699] { set.insert(id) }
    var (seen, last): ([Int64], Int64) = ([], -1)
    while let next = set.next(after: last) {
      seen.append(next)
      last = next
    }
    #expect(seen == [0, 63, 64, 500, 699])
    #expect(set.next(after: .max - 1) == nil)
    #expect(set.next(after: -.max) == 0)
    #expect(MessageSet(limit: 0).next(after: 0) == nil)
  }
}
