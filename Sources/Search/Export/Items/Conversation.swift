internal import Archive

/// Who talked with whom: the same for every message between the same people, whoever sent it.
enum Conversation {
  /// Bytes of the digest that stand for a conversation: enough that no two of a million meet by chance.
  private static let keyBytes = 16

  /// A key of the people, by number, else address, else name.
  static func key(_ envelope: Envelope) -> [UInt8] {
    let people = Set(envelope.participants.map(identity)).sorted()
    return Array(Digest(of: Array(people.joined(separator: "\n").utf8)).bytes.prefix(keyBytes))
  }

  /// What tells one person from another.
  static func identity(_ party: Party) -> String {
    if let number = party.number { return "tel:\(number)" }
    if let email = party.email { return "mailto:\(email.lowercased())" }
    return "name:\(party.name ?? "")"
  }

  /// What to call someone.
  static func label(_ party: Party) -> String { party.name ?? party.number ?? party.email ?? "withheld number" }

  /// The people of some messages, each once, in the order in which they come.
  static func people(_ items: [ExportItem]) -> [Party] {
    var seen: Set<String> = []
    return items.flatMap(\.envelope.participants).filter { seen.insert(identity($0)).inserted }
  }
}
