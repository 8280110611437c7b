extension EmailForm {
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
      case 1: segments.append(.base64(try reader.digest(), bytes: Int64(clamping: try reader.number())))
      default: throw ByteReader.Damaged()
      }
    }
    self.init(segments: segments)
  }
}
