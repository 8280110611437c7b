internal import CICU

/// Cuts a run of text that is written without spaces into words.
///
/// The one place that decides this: whatever else is to be indexed for such scripts (n-grams, say)
/// belongs here, and the index and the query get it alike.
final class WordCutter {
  /// What is left for the next piece when a long run is cut in pieces: a piece's last words aren't
  /// known until what follows is, and no word of libicu's dictionaries comes near this length.
  static let carriedUnits = 64

  private var words: OpaquePointer?

  deinit { cicu_words_close(words) }

  /// Gives each word as a range of the run's units, in order, and says how many units it covered.
  ///
  /// If the run goes on, up to `carriedUnits` are left uncovered; else none are. Nil if libicu
  /// failed. `take` returns false to stop.
  func cut(_ run: UnspacedRun, goesOn: Bool, take: (Range<Int>) -> Bool) -> Int? {
    if words == nil { words = cicu_words_open() }
    guard let words, cicu_words_begin(words, run.units, Int32(run.count)) == 0 else { return nil }
    let limit = goesOn ? run.count - Self.carriedUnits : run.count
    var start = 0
    while case let next = cicu_words_next(words), next > 0 {
      let end = Int(next)
      if end > limit, start > 0 { break }
      guard take(start..<end) else { break }
      start = end
    }
    return start
  }
}
