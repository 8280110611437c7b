/// Writes a ZIP archive whose members are stored as they are (APPNOTE 6.3.10, method 0), front to back.
///
/// That is all a short message file needs: its members are recordings and pictures, which don't shrink, and it is read
/// by programs that want sizes and checksums before the bytes. No package at hand writes ZIP (ADR 13).
struct StoredZIP {
  /// A member, whose size and checksum are known before its bytes are.
  struct Member {
    /// ASCII without `/`.
    var name: String
    var size: UInt32
    /// CRC-32 of the bytes (``CRC32``).
    var checksum: UInt32
  }

  /// Members and their headers together: beyond 4 GiB another form begins (ZIP64), which not every reader knows.
  static let largest = Int64(UInt32.max)
  /// No member's headers take more than this and twice its name.
  static let overhead: Int64 = 256

  private let sink: (UnsafeRawBufferPointer) throws -> Void
  private var members: [(member: Member, offset: UInt32)] = []
  private var offset: UInt32 = 0

  init(to sink: @escaping (UnsafeRawBufferPointer) throws -> Void) { self.sink = sink }

  /// Adds a member of so many bytes, which `next` gives piece by piece.
  mutating func add(_ member: Member, _ next: () throws -> [UInt8]?) throws {
    members.append((member, offset))
    var header = LittleEndian()
    header.put(UInt32(0x0403_4B50))
    header.common(member)
    header.put(UInt16(member.name.utf8.count))
    header.put(UInt16(0))
    header.bytes += Array(member.name.utf8)
    try put(header.bytes)
    while let piece = try next() { try put(piece) }
  }

  /// Writes the directory of members, which ends the archive.
  mutating func finish() throws {
    let start = offset
    for (member, place) in members {
      var entry = LittleEndian()
      entry.put(UInt32(0x0201_4B50))
      entry.put(Self.version)
      entry.common(member)
      entry.put(UInt16(member.name.utf8.count))
      // No extra field, no comment, the first disk, no attributes.
      entry.bytes += [UInt8](repeating: 0, count: 12)
      entry.put(place)
      entry.bytes += Array(member.name.utf8)
      try put(entry.bytes)
    }
    var end = LittleEndian()
    end.put(UInt32(0x0605_4B50))
    end.put(UInt32(0))
    end.put(UInt16(members.count))
    end.put(UInt16(members.count))
    end.put(offset - start)
    end.put(start)
    end.put(UInt16(0))
    try put(end.bytes)
  }

  /// 2.0, which every reader has had since 1993.
  fileprivate static let version: UInt16 = 20

  private mutating func put(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes(sink)
    offset += UInt32(bytes.count)
  }
}

/// Numbers as ZIP writes them.
private struct LittleEndian {
  var bytes: [UInt8] = []

  mutating func put(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
  }

  /// What a member's two headers have in common.
  mutating func common(_ member: StoredZIP.Member) {
    put(StoredZIP.version)
    // No flags; stored; midnight of 1 January 1980, the earliest there is: the same export makes the same bytes.
    put(UInt16(0))
    put(UInt16(0))
    put(UInt16(0))
    put(UInt16(1 << 5 | 1))
    put(member.checksum)
    put(member.size)
    put(member.size)
  }
}
