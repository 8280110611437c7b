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
      }
    }
  }

  init(from reader: inout ByteReader) throws {
    var segments: [Segment] = []
    for _ in 0..<(try reader.count()) {
      switch try reader.number() {
      case 0: segments.append(.bytes(Array(try reader.slice(try reader.count()))))
      case 1:
        let digest = try reader.digest()
        let size = try reader.number()
        guard size <= UInt64(Self.largestContent) else { throw ByteReader.Damaged() }
        segments.append(.base64(digest, bytes: Int64(size)))
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
      case 1:
        _ = try reader.digest()
        _ = try reader.number()
      default: throw ByteReader.Damaged()
      }
    }
  }
}
