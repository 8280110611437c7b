/// `conversation:"a;b"`.
extension KQLBinder {
  static let conversationAdvice =
    "a conversation names two to \(KQLLimits.conversationPeople) people with ; between them, as in "
    + "conversation:\"+447700900001;07700 900501\"; for all that one of them took part in, write participants:"

  /// What any of the people named sent to all the others, whoever else received it.
  ///
  /// So between two it is what each sent the other, and not what a third sent to both.
  mutating func conversation(_ value: KQLText, _ name: KQLName, _ op: KQLOperator) -> Query? {
    let people = value.text.split(separator: ";", omittingEmptySubsequences: false).map { part in
      KQLText(
        text: String(String.UnicodeScalarView(Self.singleSpaced(String(part)))), isQuoted: value.isQuoted,
        position: value.position)
    }
    guard (2...KQLLimits.conversationPeople).contains(people.count), people.allSatisfy({ !$0.text.isEmpty }) else {
      diagnostics.error(.badConversation, Self.conversationAdvice, at: value.position)
      return nil
    }
    // One of them was counted as the restriction.
    guard count(KQLSyntax(.restriction(name, op, value), value.position), as: people.count * people.count - 1)
    else { return nil }
    var exchanged: [Query] = []
    for sender in people.indices {
      guard let from = match(people[sender], in: .sender) else { return nil }
      var sides: [Query] = [.text(from)]
      for other in people.indices where other != sender {
        guard let to = match(people[other], in: .recipients) else { return nil }
        sides.append(.text(to))
      }
      exchanged.append(.all(of: sides))
    }
    return .any(of: exchanged)
  }
}
