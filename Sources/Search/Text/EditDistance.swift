/// How many slips lie between two words: letters added, left out, changed, or swapped with their neighbour.
///
/// The restricted Damerau-Levenshtein distance ("optimal string alignment"): no stretch is edited twice.
enum EditDistance {
  /// The distance, or nil if it is greater than a limit.
  static func between(_ a: [UInt32], _ b: [UInt32], atMost limit: Int) -> Int? {
    a.withUnsafeBufferPointer { a in b.withUnsafeBufferPointer { between(a, $0, atMost: limit) } }
  }

  /// The same, allocating nothing on the heap.
  ///
  /// Only the cells within the limit of the diagonal can matter, so that comparing costs the length of a word and
  /// not its square; and it ends with the first row that is over the limit throughout.
  static func between(
    _ a: UnsafeBufferPointer<UInt32>, _ b: UnsafeBufferPointer<UInt32>, atMost limit: Int
  ) -> Int? {
    guard limit >= 0, abs(a.count - b.count) <= limit else { return nil }
    let (width, tooMany) = (a.count + 1, limit + 1)
    return withUnsafeTemporaryAllocation(of: Int.self, capacity: 3 * width) { cells -> Int? in
      cells.initialize(repeating: tooMany)
      // Where the rows of the last two letters of b begin, and of this one.
      var (older, old, row) = (0, width, 2 * width)
      for column in 0...min(a.count, limit) { cells[old + column] = column }
      for i in 0..<b.count {
        let (low, high) = (max(0, i - limit), min(a.count - 1, i + limit))
        cells[row + low] = low == 0 ? min(i + 1, tooMany) : tooMany
        var least = cells[row + low]
        if low <= high {
          for j in low...high {
            var cost = min(
              cells[old + j + 1] + 1, cells[row + j] + 1, cells[old + j] + (a[j] == b[i] ? 0 : 1))
            if i > 0, j > 0, a[j] == b[i - 1], a[j - 1] == b[i] { cost = min(cost, cells[older + j - 1] + 1) }
            cells[row + j + 1] = min(cost, tooMany)
            least = min(least, cost)
          }
        }
        // The next row looks one cell further; what an earlier row left there is over.
        if high + 2 < width { cells[row + high + 2] = tooMany }
        guard least <= limit else { return nil }
        (older, old, row) = (old, row, older)
      }
      let distance = cells[old + a.count]
      return distance <= limit ? distance : nil
    }
  }
}
