/// Numbers of one kind in a block of facts: each is its difference from the least of them, in so many bytes as the
/// largest difference needs.
///
/// Where all are the same, that is none.
struct FactColumn {
  /// Bytes of a value, 0 to 8.
  let width: Int
  private let least: Int64
  private let mask: UInt64
  private let base: UnsafeRawPointer

  static let headBytes = 9

  /// Reads a column's head, if what it says fits into the block.
  init?(_ raw: UnsafeRawBufferPointer, head: Int, start: Int, values: Int) {
    guard let address = raw.baseAddress, head + Self.headBytes <= raw.count else { return nil }
    least = Int64(littleEndian: raw.loadUnaligned(fromByteOffset: head, as: Int64.self))
    width = Int(raw[head + 8])
    guard width <= 8, start <= raw.count, start + values * width <= raw.count else { return nil }
    mask = width == 8 ? .max : 1 << UInt64(8 * width) - 1
    base = address + start
  }

  /// The value at an index within the column.
  ///
  /// Loads eight bytes: the block has as many behind its last column.
  @inline(__always)
  subscript(index: Int) -> Int64 {
    let word = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: index &* width, as: UInt64.self))
    return least &+ Int64(bitPattern: word & mask)
  }

  /// The sum of some values, wrapping around.
  func sum(_ range: Range<Int>) -> Int {
    let all = Int(truncatingIfNeeded: least) &* range.count
    switch width {
    case 0: return all
    // Most columns that are added up: the processor does sixteen at a time.
    case 1:
      let bytes = UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count)
      return bytes.reduce(all) { $0 &+ Int($1) }
    default: return range.reduce(0) { $0 &+ Int(truncatingIfNeeded: self[$1]) }
    }
  }

  static func appendHead(of values: [Int64], to bytes: inout [UInt8]) {
    let (least, width) = measure(values)
    withUnsafeBytes(of: least.littleEndian) { bytes += $0 }
    bytes.append(UInt8(width))
  }

  static func append(_ values: [Int64], to bytes: inout [UInt8]) {
    let (least, width) = measure(values)
    for value in values {
      withUnsafeBytes(of: UInt64(bitPattern: value &- least).littleEndian) { bytes += $0.prefix(width) }
    }
  }

  private static func measure(_ values: [Int64]) -> (least: Int64, width: Int) {
    guard let least = values.min(), let most = values.max() else { return (0, 0) }
    // Wraps around for the widest, and is right all the same.
    let span = UInt64(bitPattern: most &- least)
    return (least, (UInt64.bitWidth - span.leadingZeroBitCount + 7) / 8)
  }
}
