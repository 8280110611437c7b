/// Base64 (RFC 4648, 4), on bytes and into bytes that are there already.
enum Base64 {
  private static let alphabet: [UInt8] = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// Bytes that make one full line of 76 columns (RFC 2045, 6.8).
  private static let bytesPerLine = 57

  /// Appends lines of 76 columns, each ended by CRLF.
  static func appendLines(_ bytes: UnsafeRawBufferPointer, to output: inout [UInt8]) {
    var index = 0
    while index < bytes.count {
      let end = min(index + bytesPerLine, bytes.count)
      append(UnsafeRawBufferPointer(rebasing: bytes[index..<end]), to: &output)
      output.appendLineEnd()
      index = end
    }
  }

  /// Appends one unbroken run.
  static func append(_ bytes: UnsafeRawBufferPointer, to output: inout [UInt8]) {
    alphabet.withUnsafeBufferPointer { alphabet in
      var index = 0
      while index + 2 < bytes.count {
        let word = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
        output.append(alphabet[Int(word >> 18)])
        output.append(alphabet[Int(word >> 12 & 63)])
        output.append(alphabet[Int(word >> 6 & 63)])
        output.append(alphabet[Int(word & 63)])
        index += 3
      }
      let left = bytes.count - index
      guard left > 0 else { return }
      let word = UInt32(bytes[index]) << 16 | (left == 2 ? UInt32(bytes[index + 1]) << 8 : 0)
      output.append(alphabet[Int(word >> 18)])
      output.append(alphabet[Int(word >> 12 & 63)])
      output.append(left == 2 ? alphabet[Int(word >> 6 & 63)] : UInt8(ascii: "="))
      output.append(UInt8(ascii: "="))
    }
  }
}
