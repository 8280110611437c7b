/// Keeps the first `count` of any number of hits in order, in memory for about twice as many.
struct PageGatherer {
  struct Hit {
    var key: Int64
    var item: Int64
    var message: Int64
    var mailbox: Int64
  }

  private let count: Int
  private let descending: Bool
  private var hits: [Hit] = []
  /// Nothing after this one can still be on the page.
  private var worst: Hit?

  init(count: Int, descending: Bool) { (self.count, self.descending) = (count, descending) }

  /// Newest first puts the larger key first and, of equal ones, the larger item; oldest first the reverse.
  func precedes(_ a: Hit, _ b: Hit) -> Bool {
    descending ? (a.key, a.item) > (b.key, b.item) : (a.key, a.item) < (b.key, b.item)
  }

  mutating func offer(_ hit: Hit) {
    if let worst, !precedes(hit, worst) { return }
    hits.append(hit)
    if hits.count >= 2 * count + 64 { cut() }
  }

  mutating func finish() -> [Hit] {
    cut()
    return hits
  }

  private mutating func cut() {
    hits.sort(by: precedes)
    if hits.count > count { hits.removeLast(hits.count - count) }
    if hits.count == count { worst = hits.last }
  }
}
