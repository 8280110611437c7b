internal import FoundationEssentials

/// The lines of an export and the fields of a proof, as `docs/ledger-format.md` has them.
enum Forms {
  struct Header: Decodable {
    var format: String
    var version: Int
    var organization: String
    var key: String
    var created: String

    static let name = "holdfast-ledger-export"
    static let version = 1
  }

  /// What an entry's text must say of itself; everything else in it is for its readers.
  struct Entry: Decodable {
    var seq: Int64
    var at: String
    var actor: String
    var action: String
    /// Nil: the first.
    var form: Int?
    /// What it commits to.
    var rows: [String: [String: String]]?
  }

  /// The first line of a file of rows, and the others.
  struct RowsHeader: Decodable {
    var format: String
    var version: Int

    static let name = "holdfast-ledger-rows"
    static let version = 1
  }

  struct Row: Decodable {
    var entry: Int64
    var key: String
    var name: String
    /// The canonical form.
    var row: String
  }

  /// Of a discarded record's row, the digest that the record was known by.
  struct Discard: Decodable {
    var commitment: Hash?

    init(from decoder: any Decoder) throws {
      var row = try decoder.unkeyedContainer()
      // The record, the entry, the connector, the size.
      for _ in 0..<4 { _ = try row.decode(Int64.self) }
      commitment = Hex.hash(try row.decode(String.self).lowercased())
    }
  }

  struct Checkpoint: Decodable {
    var size: Int64
    var root: String
    var at: Int64
    var signature: String
  }

  struct Seal: Decodable {
    var format: String
    var entries: Int64
    var root: String
    var signature: String

    static let name = "holdfast-ledger-seal"
    /// What no entry and no checkpoint begins with.
    static let prefix = Array(#"{"entries":"#.utf8)
  }

  struct Proof: Decodable {
    var format: String
    var version: Int
    var key: String
    var path: [String]
    /// Of an entry's place: its number, its text, and the checkpoint of the tree it is in.
    var entry: Int64?
    var text: String?
    var checkpoint: Checkpoint?
    /// Of one state of the ledger continuing another: both their checkpoints.
    var first: Checkpoint?
    var second: Checkpoint?

    static let name = "holdfast-ledger-proof"
    static let version = 1
  }

  /// Longer than any line but an entry's: what is longer is not parsed.
  static let longestShortLine = 4096

  /// Reads a line that is no entry, or gives nil where it is not of that form.
  static func read<Form: Decodable>(_ form: Form.Type, _ line: [UInt8]) -> Form? {
    line.count <= longestShortLine ? parse(form, line) : nil
  }

  static func parse<Form: Decodable>(_ form: Form.Type, _ bytes: [UInt8]) -> Form? {
    try? JSONDecoder().decode(form, from: Data(bytes))
  }

  /// Microseconds since 1970 of a time as the ledger writes it, `2024-01-31T12:00:00.25Z`; nil where it is none.
  ///
  /// The seconds are Foundation's; a fraction of six digits would not survive its floating point.
  static func microseconds(_ text: String) -> Int64? {
    guard text.utf8.count >= 20, text.utf8.count <= 27, text.utf8.last == UInt8(ascii: "Z"),
      let seconds = try? Date(text.prefix(19) + "Z", strategy: .iso8601)
    else { return nil }
    let fraction = text.dropFirst(19).dropLast()
    guard fraction.isEmpty || fraction.first == "." && fraction.count > 1 && fraction.dropFirst().allSatisfy(\.isNumber)
    else { return nil }
    let digits = fraction.dropFirst() + String(repeating: "0", count: 6 - max(fraction.count - 1, 0))
    return Int64(digits).map { Int64(seconds.timeIntervalSince1970) * 1_000_000 + $0 }
  }
}
