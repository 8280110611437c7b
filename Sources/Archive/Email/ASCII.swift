/// Digits as bytes, for text that is made once an item: `String`'s formatting costs more than the rest of it.
package enum ASCII {
  private static let lower: StaticString = "0123456789abcdef"
  private static let upper: StaticString = "0123456789ABCDEF"

  package static func appendHex(_ byte: UInt8, uppercase: Bool, to output: inout [UInt8]) {
    let digits = (uppercase ? upper : lower).utf8Start
    output.append(digits[Int(byte >> 4)])
    output.append(digits[Int(byte & 15)])
  }

  /// Appends a number of 0...9999 in at least `width` digits.
  package static func append(_ value: Int, width: Int, to output: inout [UInt8]) {
    if width > 3 || value >= 1000 { output.append(48 + UInt8(value / 1000 % 10)) }
    if width > 2 || value >= 100 { output.append(48 + UInt8(value / 100 % 10)) }
    if width > 1 || value >= 10 { output.append(48 + UInt8(value / 10 % 10)) }
    output.append(48 + UInt8(value % 10))
  }
}

extension [UInt8] {
  package mutating func append(_ text: StaticString) {
    append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  package mutating func append(_ text: String) {
    var copy = text
    copy.withUTF8 { append(contentsOf: $0) }
  }

  package mutating func appendLineEnd() { append("\r\n" as StaticString) }
}
