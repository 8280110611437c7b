internal import Archive

/// Tells records of the same content apart where a format gives them no ids: the first, the second, and so on.
///
/// It remembers the latest of them only, so that memory doesn't grow with the file: two equal texts of the same
/// millisecond lie beside each other in every export. Equal ones further apart are taken for the same.
struct OccurrenceCounter {
  /// Contents remembered in each of two generations: some megabytes.
  static let remembered = 65_536

  private var recent: [Digest: Int] = [:]
  private var older: [Digest: Int] = [:]

  /// How many of that content came before.
  mutating func next(of content: Digest) -> Int {
    let count = recent[content] ?? older[content] ?? 0
    recent[content] = count + 1
    if recent.count >= Self.remembered { (older, recent) = (recent, [:]) }
    return count
  }
}

/// The id of an item whose format gives it none: made from what it says, the same whenever and wherever it is read.
struct ContentID {
  private var fields = ByteFields()

  /// `format`: the format's name, which the id begins with.
  private let format: String

  init(format: String) { self.format = format }

  /// Adds a field; nil differs from empty.
  mutating func add(_ field: String?) { fields.add(field.map { Array($0.utf8) }) }
  mutating func add(_ digest: Digest) { fields.add(digest.bytes) }

  var digest: Digest { Digest(of: fields.bytes) }

  /// The id of the content's first, second, … occurrence.
  func text(occurrence: Int) -> String {
    // 160 bits, as Message-IDs have.
    let id = "\(format):\(digest.hex.prefix(40))"
    return occurrence == 0 ? id : "\(id).\(occurrence + 1)"
  }

  /// Fields written so that no two lists of them give the same bytes: each after its length.
  private struct ByteFields {
    var bytes: [UInt8] = []

    mutating func add(_ field: [UInt8]?) {
      let count = field.map { UInt64($0.count) + 1 } ?? 0
      for shift in stride(from: UInt64(56), through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: count >> shift))
      }
      bytes += field ?? []
    }
  }
}
