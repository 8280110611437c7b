/// The checksum of ZIP (ITU-T V.42's CRC-32, reflected), eight bytes at a time.
struct CRC32 {
  private var state: UInt32 = ~0

  var value: UInt32 { ~state }

  mutating func update(_ bytes: [UInt8]) {
    var crc = state
    Self.tables.withUnsafeBufferPointer { table in
      var index = 0
      while index + 8 <= bytes.count {
        crc ^=
          UInt32(bytes[index]) | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2]) << 16
          | UInt32(bytes[index + 3]) << 24
        // Each of the eight bytes has a table that carries it past the others (Intel's "slicing by 8").
        crc =
          table[7 << 8 | Int(crc & 255)] ^ table[6 << 8 | Int(crc >> 8 & 255)]
          ^ table[5 << 8 | Int(crc >> 16 & 255)] ^ table[4 << 8 | Int(crc >> 24)]
          ^ table[3 << 8 | Int(bytes[index + 4])] ^ table[2 << 8 | Int(bytes[index + 5])]
          ^ table[1 << 8 | Int(bytes[index + 6])] ^ table[Int(bytes[index + 7])]
        index += 8
      }
      while index < bytes.count {
        crc = table[Int((crc ^ UInt32(bytes[index])) & 255)] ^ crc >> 8
        index += 1
      }
    }
    state = crc
  }

  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 << 8)
    for byte in 0..<256 {
      tables[byte] = (0..<8).reduce(UInt32(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    for index in 256..<tables.count {
      tables[index] = tables[index - 256] >> 8 ^ tables[Int(tables[index - 256] & 255)]
    }
    return tables
  }()
}
