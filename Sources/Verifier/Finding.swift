/// Why a file does not prove what it should: what is wrong first, or why it can't be read.
struct Finding: Error, Equatable, CustomStringConvertible {
  enum Kind: String {
    /// The ledger is not what was signed.
    case damage = "ledger.damaged"
    /// The file is none that this program reads.
    case format = "export.format"
    /// The file can't be opened, or reading it fails.
    case unreadable = "file.unreadable"
  }

  var kind: Kind
  /// The first entry that is wrong; nil where no single one is to blame.
  var entry: Int64?
  var what: String

  static func damage(at entry: Int64? = nil, _ what: String) -> Finding {
    Finding(kind: .damage, entry: entry, what: what)
  }

  var description: String {
    guard kind == .damage else { return what }
    return "the ledger is damaged\(entry.map { " at entry \($0)" } ?? ""): \(what)"
  }
}
