extension EmailForm {
  /// No recording comes near; so large that the sizes of all that a frame can name still add up without overflowing.
  static let largestContent: Int64 = 1 << 38

  func write(to writer: inout ByteWriter) {
    writer.number(segments.count)
    for segment in segments {
      switch segment {
      case .bytes(let bytes):
        writer.number(UInt64(0))
        writer.number(bytes.count)
        writer.bytes.append(contentsOf: bytes)
      case .base64(let digest, let size):
        writer.number(UInt64(1))
        writer.digest(digest)
        writer.number(UInt64(size))
      case .base64Lines(let digest, let size, let columns, let hasReturns):
        writer.number(UInt64(2))
        writer.digest(digest)
        writer.number(UInt64(size))
        writer.number(columns)
        writer.number(UInt64(hasReturns ? 1 : 0))
      case .content(let digest, let size):
        writer.number(UInt64(3))
        writer.digest(digest)
        writer.number(UInt64(size))
      }
    }
  }

  /// Lines of base64 have a multiple of four columns, and no line of mail has more than RFC 5322's 998.
  package static let longestLine = 998

  private static func size(from reader: inout ByteReader) throws -> Int64 {
    let size = try reader.number()
    guard size <= UInt64(largestContent) else { throw ByteReader.Damaged() }
    return Int64(size)
  }

  init(from reader: inout ByteReader) throws {
    var segments: [Segment] = []
    for _ in 0..<(try reader.count()) {
      switch try reader.number() {
      case 0: segments.append(.bytes(Array(try reader.slice(try reader.count()))))
      case 1:
        let digest = try reader.digest()
        segments.append(.base64(digest, bytes: try Self.size(from: &reader)))
      case 2:
        let digest = try reader.digest()
        let size = try Self.size(from: &reader)
        let columns = try reader.number()
        guard columns > 0, columns % 4 == 0, columns <= UInt64(Self.longestLine) else { throw ByteReader.Damaged() }
        let hasReturns = try reader.number() != 0
        segments.append(.base64Lines(digest, bytes: size, columns: Int(columns), hasReturns: hasReturns))
      case 3:
        let digest = try reader.digest()
        segments.append(.content(digest, bytes: try Self.size(from: &reader)))
      default: throw ByteReader.Damaged()
      }
    }
    self.init(segments: segments)
  }

  /// Passes over what ``init(from:)`` reads.
  static func skip(_ reader: inout ByteReader) throws {
    for _ in 0..<(try reader.count()) {
      switch try reader.number() {
      case 0: _ = try reader.slice(try reader.count())
      case 1, 3:
        _ = try reader.digest()
        _ = try reader.number()
      case 2:
        _ = try reader.digest()
        for _ in 0..<3 { _ = try reader.number() }
      default: throw ByteReader.Damaged()
      }
    }
  }
}
