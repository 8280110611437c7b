/// What is wrong with a ledger, an export of one, or the messages it speaks for: the first thing found.
public struct LedgerDamage: Error, Equatable, CustomStringConvertible {
  /// The first entry that isn't what it was; nil where no single one is to blame.
  public let entry: Int64?
  /// The first message that isn't what it was, where it is a message.
  public let message: Int64?
  /// What is wrong with it.
  public let what: String

  public init(entry: Int64? = nil, message: Int64? = nil, _ what: String) {
    (self.entry, self.message, self.what) = (entry, message, what)
  }

  public static let code = "ledger.damaged"

  public var description: String {
    let places = [entry.map { "entry \($0)" }, message.map { "message \($0)" }].compactMap(\.self)
    return "the ledger is damaged\(places.isEmpty ? "" : " at " + places.joined(separator: ", ")): \(what)"
  }
}
