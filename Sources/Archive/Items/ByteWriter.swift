/// Writes the archive's own small binary forms: lengths and numbers as LEB128, text as length and UTF-8.
package struct ByteWriter {
  package var bytes: [UInt8] = []

  package init() {}

  package mutating func number(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  package mutating func number(_ value: Int) { number(UInt64(value)) }

  /// Small negative numbers stay small (zigzag).
  mutating func signed(_ value: Int64) { number(UInt64(bitPattern: value << 1 ^ value >> 63)) }

  mutating func text(_ value: String) {
    var copy = value
    copy.withUTF8 {
      number($0.count)
      bytes.append(contentsOf: $0)
    }
  }

  /// Absent is told from empty.
  mutating func text(_ value: String?) {
    guard let value else { return number(UInt64(0)) }
    var copy = value
    copy.withUTF8 {
      number($0.count + 1)
      bytes.append(contentsOf: $0)
    }
  }

  mutating func digest(_ value: Digest) { value.withUnsafeBytes { bytes.append(contentsOf: $0) } }
}

/// Reads them back; anything that runs past the end is damage, never a crash.
package struct ByteReader {
  private let bytes: ArraySlice<UInt8>
  private var position: Int

  package struct Damaged: Error {}

  package init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  package var isAtEnd: Bool { position >= bytes.endIndex }

  package mutating func number() throws -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 7) {
      guard position < bytes.endIndex else { throw Damaged() }
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7F) << UInt64(shift)
      if byte < 0x80 { return value }
    }
    throw Damaged()
  }

  mutating func count() throws -> Int {
    let value = try number()
    guard value <= UInt64(bytes.count) else { throw Damaged() }
    return Int(value)
  }

  mutating func signed() throws -> Int64 {
    let value = try number()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  package mutating func slice(_ count: Int) throws -> ArraySlice<UInt8> {
    guard count >= 0, count <= bytes.endIndex - position else { throw Damaged() }
    defer { position += count }
    return bytes[position..<position + count]
  }

  mutating func text() throws -> String { String(decoding: try slice(try count()), as: UTF8.self) }

  mutating func skipText() throws { _ = try slice(try count()) }

  mutating func skipOptionalText() throws {
    let size = try count()
    if size > 0 { _ = try slice(size - 1) }
  }

  mutating func optionalText() throws -> String? {
    let count = try count()
    return count == 0 ? nil : String(decoding: try slice(count - 1), as: UTF8.self)
  }

  mutating func digest() throws -> Digest {
    guard let digest = Digest(bytes: try slice(Digest.byteCount)) else { throw Damaged() }
    return digest
  }
}
