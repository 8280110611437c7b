/// A stretch of text written without spaces, folded, on its way to being cut into words.
///
/// Kept in UTF-16 because libicu cuts that faster than UTF-8, with the byte range each unit came from.
final class UnspacedRun {
  /// A longer stretch is cut in pieces, so that memory doesn't grow with the text: this is 50 times
  /// the longest sentence of the texts we know.
  static let capacity = 8_192

  let units: UnsafeMutablePointer<UInt16>
  let starts: UnsafeMutablePointer<Int>
  let ends: UnsafeMutablePointer<Int>
  private(set) var count = 0

  init() {
    units = .allocate(capacity: Self.capacity)
    starts = .allocate(capacity: Self.capacity)
    ends = .allocate(capacity: Self.capacity)
  }

  deinit {
    units.deallocate()
    starts.deallocate()
    ends.deallocate()
  }

  /// Whether one more folded cluster fits.
  var hasRoom: Bool { count + Folding.maximumFoldedUnits <= Self.capacity }

  func append(_ unit: UInt16, start: Int, end: Int) {
    units[count] = unit
    starts[count] = start
    ends[count] = end
    count += 1
  }

  func truncate(to length: Int) { count = min(count, length) }

  func removeFirst(_ length: Int) {
    count -= length
    units.update(from: units + length, count: count)
    starts.update(from: starts + length, count: count)
    ends.update(from: ends + length, count: count)
  }
}
