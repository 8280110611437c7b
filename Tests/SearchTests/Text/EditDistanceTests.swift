internal import ArchiveTesting
internal import Testing

@testable internal import Search

@Suite("slips between two words")
struct EditDistanceTests {
  private func distance(_ a: String, _ b: String, atMost limit: Int) -> Int? {
    EditDistance.between(a.unicodeScalars.map(\.value), b.unicodeScalars.map(\.value), atMost: limit)
  }

  @Test(
    "are letters added, left out, changed, or swapped with their neighbour",
    arguments: [
      ("colour", "colour", 0), ("colour", "color", 1), ("colour", "kolour", 1), ("colour", "colouur", 1),
      ("colour", "cloour", 1), ("colour", "couleur", 2), ("ca", "abc", 3), ("", "ab", 2), ("a", "", 1),
      ("договор", "дговоры", 2),
    ])
  func examples(a: String, b: String, slips: Int) {
    #expect(distance(a, b, atMost: 3) == slips)
    #expect(distance(b, a, atMost: 3) == slips)
    if slips > 0 { #expect(distance(a, b, atMost: slips - 1) == nil) }
  }

  @Test("are counted as by the whole table", arguments: 0..<4)
  func table(seed: UInt64) {
    var random = SplitMix(seed: seed)
    func word() -> String {
      String((0..<Int.random(in: 0...8, using: &random)).map { _ in "abc".randomElement(using: &random) ?? "a" })
    }
    for _ in 0..<2_000 {
      let (a, b, limit) = (word(), word(), Int.random(in: 0...4, using: &random))
      let slips = OpenWordsTests.slips(a, b)
      #expect(distance(a, b, atMost: limit) == (slips <= limit ? slips : nil), "\(a) \(b) \(limit)")
    }
  }
}
