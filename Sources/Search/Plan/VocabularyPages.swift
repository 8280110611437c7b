internal import Archive
internal import GRDB

/// The index's words read straight from FTS5's pages.
///
/// `fts5vocab` reads every word's list of messages to count it, which is nearly all of the index. A page that begins
/// words says at its end where they stand, so the words alone are read here, from those pages alone, ten times as fast.
/// The form of the pages is SQLite's own (`fts5_index.c`) and has not changed since FTS5 came, as every later version
/// must read every earlier index; what is not of version 4, or is in any way not as expected, is left to `fts5vocab`.
///
/// A word whose messages are all gone may still stand here until its segment is merged. It finds nothing.
struct VocabularyPages {
  /// The form that is read here, as FTS5 notes it of each index.
  private static let version = 4
  /// The row that lists the segments.
  private static let structure = 10
  /// A page's row is its segment's number, shifted by so much, and its own.
  private static let segmentShift = 37
  /// Terms begin with this, as the index has no others than the main one.
  private static let mainIndex = UInt8(ascii: "0")
  /// A structure of more segments than this is none: FTS5 merges them long before.
  private static let mostSegments = 10_000

  private struct Unexpected: Error {}

  private struct Segment {
    var number: Int64
    var firstPage: Int64
  }

  /// Hands out every word of every segment, so that some come more than once; returns false where they can't be read
  /// here.
  ///
  /// `visit`: returns false to stop.
  static func words(_ db: Database, _ visit: (UnsafeBufferPointer<UInt8>) -> Bool) throws -> Bool {
    // What a transaction has entered may be in FTS5's memory alone; one that only reads has entered nothing.
    guard try db.configuration.readonly || Bool.fetchOne(db, sql: "PRAGMA query_only") ?? false else { return false }
    let noted = try Int.fetchOne(db, sql: "SELECT v FROM search_text_config WHERE k = 'version'")
    guard noted == version else { return false }
    do {
      let pages = try PreparedStatement(
        db,
        """
        SELECT d.block FROM search_text_idx i
        JOIN search_text_data d ON d.id = (i.segid << \(segmentShift)) + (i.pgno >> 1)
        WHERE i.segid = ? AND (i.pgno >> 1) >= ?
        """)
      var term: [UInt8] = []
      for segment in try segments(db) {
        pages.bind(1, segment.number)
        // Pages before it have been merged into another segment already.
        pages.bind(2, segment.firstPage)
        var goesOn = true
        try pages.rows { row in
          goesOn = try row.blob(0) { try words(on: $0, &term, visit) }
          return goesOn
        }
        if !goesOn { break }
      }
      return true
    } catch is Unexpected { return false }
  }

  private static func segments(_ db: Database) throws -> [Segment] {
    let statement = try PreparedStatement(db, "SELECT block FROM search_text_data WHERE id = \(structure)")
    var found: [Segment] = []
    try statement.rows { row in
      try row.blob(0) { raw in
        // A cookie of four bytes, then: levels, segments, a counter; of each level its segments.
        var reader = PageReader(raw, at: 4)
        let (levels, count) = (try reader.number(), try reader.number())
        _ = try reader.number()
        guard levels <= mostSegments, count <= mostSegments else { throw Unexpected() }
        for _ in 0..<levels {
          _ = try reader.number()
          for _ in 0..<min(try reader.number(), mostSegments) {
            found.append(Segment(number: Int64(try reader.number()), firstPage: Int64(try reader.number())))
            _ = try reader.number()
          }
        }
        guard found.count == count else { throw Unexpected() }
      }
      return false
    }
    return found
  }

  /// Reads the words that begin on a page: each is what it shares with the one before, and the rest of it.
  private static func words(
    on page: UnsafeRawBufferPointer, _ term: inout [UInt8], _ visit: (UnsafeBufferPointer<UInt8>) -> Bool
  ) throws -> Bool {
    guard page.count >= 4 else { throw Unexpected() }
    let end = Int(page[2]) << 8 | Int(page[3])
    guard end <= page.count else { throw Unexpected() }
    var places = PageReader(page, at: end)
    var place = 0
    term.removeAll(keepingCapacity: true)
    while !places.isAtEnd {
      let isFirst = place == 0
      place += try places.number()
      var reader = PageReader(UnsafeRawBufferPointer(rebasing: page[..<end]), at: place)
      let kept = isFirst ? 0 : try reader.number()
      guard kept <= term.count else { throw Unexpected() }
      let rest = try reader.bytes(try reader.number())
      term.removeSubrange(kept...)
      term.append(contentsOf: rest)
      guard term.first == mainIndex else { throw Unexpected() }
      let goesOn = term.withUnsafeBufferPointer { visit(UnsafeBufferPointer(rebasing: $0[1...])) }
      if !goesOn { return false }
    }
    return true
  }

  /// Reads SQLite's numbers of seven bits a byte, the highest first.
  private struct PageReader {
    private let raw: UnsafeRawBufferPointer
    private var position: Int

    init(_ raw: UnsafeRawBufferPointer, at position: Int) { (self.raw, self.position) = (raw, position) }

    var isAtEnd: Bool { position >= raw.count }

    mutating func number() throws -> Int {
      var value = 0
      // Nothing here has more than five bytes.
      for _ in 0..<5 {
        guard position < raw.count else { throw Unexpected() }
        let byte = raw[position]
        position += 1
        value = value << 7 | Int(byte & 0x7F)
        if byte < 0x80 { return value }
      }
      throw Unexpected()
    }

    mutating func bytes(_ count: Int) throws -> UnsafeRawBufferPointer {
      guard count <= raw.count - position else { throw Unexpected() }
      defer { position += count }
      return UnsafeRawBufferPointer(rebasing: raw[position..<position + count])
    }
  }
}
