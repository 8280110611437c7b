internal import ArchiveTesting
internal import Testing

@testable internal import Search

@Suite("the page that is gathered")
struct PageGathererTests {
  @Test("is the beginning of all hits in order, in whatever order they come", arguments: [true, false])
  func agreesWithSort(descending: Bool) {
    var random = SplitMix(seed: 31)
    for _ in 0..<300 {
      let count = Int.random(in: 1...60, using: &random)
      var gatherer = PageGatherer(count: count, descending: descending)
      let span = Int64.random(in: 1...1_000, using: &random)
      var hits = (0..<Int64.random(in: 0...500, using: &random)).map { item in
        PageGatherer.Hit(key: Int64.random(in: -span...span, using: &random), item: item, message: 0, mailbox: 0)
      }
      switch Int.random(in: 0..<3, using: &random) {
      case 0: hits.shuffle(using: &random)
      case 1: hits.sort { ($0.key, $0.item) < ($1.key, $1.item) }
      default: hits.sort { ($0.key, $0.item) > ($1.key, $1.item) }
      }
      for hit in hits { gatherer.offer(hit) }
      let sorted = hits.map { [$0.key, $0.item] }.sorted { a, b in
        descending ? (a[0], a[1]) > (b[0], b[1]) : (a[0], a[1]) < (b[0], b[1])
      }
      #expect(gatherer.finish().map { [$0.key, $0.item] } == Array(sorted.prefix(count)))
    }
  }
}
