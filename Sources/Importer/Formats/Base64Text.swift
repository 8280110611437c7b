internal import Archive
internal import Foundation
internal import Glibc

/// Base64 as it stands in an attribute: decoded a piece at a time.
enum Base64Text {
  /// Characters decoded at once.
  private static let chunk = 64 << 10

  /// Decodes a text up to its end into the stager; false where it isn't base64 (RFC 4648, 4), blanks apart.
  static func decode(_ text: UnsafePointer<CChar>, into stager: ContentStager) throws -> Bool {
    let count = strlen(text)
    var pending: [UInt8] = []
    pending.reserveCapacity(min(count, chunk) + 4)
    var isPadded = false
    func flush() throws -> Bool {
      let whole = pending.count & ~3
      guard whole > 0 else { return true }
      // Nothing may follow the padding.
      guard !isPadded, let decoded = Data(base64Encoded: Data(pending[..<whole])) else { return false }
      isPadded = pending[whole - 1] == UInt8(ascii: "=")
      pending.removeFirst(whole)
      try stager.write(Array(decoded))
      return true
    }
    for index in 0..<count {
      let byte = UInt8(bitPattern: text[index])
      if byte == 32 || (9...13).contains(byte) { continue }
      pending.append(byte)
      if pending.count >= chunk, try !flush() { return false }
    }
    return try flush() && pending.isEmpty
  }
}
