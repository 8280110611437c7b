internal import ArchiveTesting
internal import Testing

@testable internal import Search

@Suite("a set of message numbers")
struct MessageSetTests {
  @Test("does what a set does")
  func agreesWithSet() {
    var random = SplitMix(seed: 21)
    for _ in 0..<300 {
      let limit = Int64.random(in: 0...2_000, using: &random)
      let otherLimit = random.chance(2, in: 3) ? limit : Int64.random(in: 0...2_000, using: &random)
      let (a, modelA) = Self.make(limit, &random)
      let (b, modelB) = Self.make(otherLimit, &random)
      var both = a
      both.formIntersection(b)
      #expect(Set(both.members) == modelA.intersection(modelB))
      var either = a
      either.formUnion(b)
      // A set holds nothing past its own limit: what came after a search began is not in its later pages.
      #expect(Set(either.members) == modelA.union(modelB.filter { $0 < a.limit }))
      var rest = a
      rest.subtract(b)
      #expect(Set(rest.members) == modelA.subtracting(modelB))
      #expect(a.isEmpty == modelA.isEmpty)
      #expect(Array(a.members) == modelA.sorted())
      #expect(a.blocks(shift: FactBlock.shift) == Set(modelA.map { $0 >> FactBlock.shift }).sorted())
      for id in [Int64.min, -1, 0, limit, limit + 64, .max] { #expect(a.contains(id) == modelA.contains(id)) }
    }
  }

  @Test("with a limit below nothing is empty and takes nothing")
  func empty() {
    for limit in [Int64.min, -1, 0] {
      var set = MessageSet(limit: limit)
      set.insert(0)
      set.insert(-1)
      set.insert(.min)
      #expect(set.isEmpty)
      #expect(Array(set.members).isEmpty)
    }
  }

  private static func make(_ limit: Int64, _ random: inout SplitMix) -> (MessageSet, Set<Int64>) {
    var (set, model) = (MessageSet(limit: limit), Set<Int64>())
    for _ in 0..<Int.random(in: 0...200, using: &random) {
      let id = Int64.random(in: -5...2_100, using: &random)
      set.insert(id)
      if id >= 0, id < set.limit { model.insert(id) }
    }
    return (set, model)
  }
}
