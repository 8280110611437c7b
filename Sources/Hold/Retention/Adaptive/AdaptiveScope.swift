public import Archive

/// Which mailboxes a policy covers, said by what the directory says of them.
///
/// `department = "Trading" AND NOT status = inactive`, for example.
/// Text is compared without regard to case. What the directory leaves empty is the empty text, so that
/// `department = ""` finds who has none, and `<>` is true of them like of any other.
public indirect enum AdaptiveScope: Hashable, Sendable {
  case comparison(Comparison)
  case not(AdaptiveScope)
  /// Two or more.
  case all([AdaptiveScope])
  /// Two or more.
  case any([AdaptiveScope])

  /// What the directory says of a mailbox.
  public enum Attribute: String, Sendable, CaseIterable {
    case department
    case displayName
    /// The part of the address after the `@`.
    case domain
    case email
    /// E.164, or as the directory wrote it.
    case mobileNumber
    /// `active` or `inactive`.
    case status
  }

  /// One attribute against one text.
  public struct Comparison: Hashable, Sendable {
    public var attribute: Attribute
    public var value: String
    /// Whether the attribute need only begin with the value.
    public var isPrefix: Bool
    /// `<>`: true where the attribute is not, or does not begin with, the value.
    public var isNegated: Bool
    /// As it is compared; made once, since a sweep compares for every mailbox.
    private let folded: String

    public init(_ attribute: Attribute, _ value: String, isPrefix: Bool = false, isNegated: Bool = false) {
      (self.attribute, self.value, self.isPrefix, self.isNegated) = (attribute, value, isPrefix, isNegated)
      folded = value.lowercased()
    }

    func matches(_ mailbox: MailboxAttributes) -> Bool {
      let text = mailbox[attribute]
      return (isPrefix ? text.hasPrefix(folded) : text == folded) != isNegated
    }
  }

  func matches(_ mailbox: MailboxAttributes) -> Bool {
    switch self {
    case .comparison(let comparison): comparison.matches(mailbox)
    case .not(let scope): !scope.matches(mailbox)
    case .all(let scopes): scopes.allSatisfy { $0.matches(mailbox) }
    case .any(let scopes): scopes.contains { $0.matches(mailbox) }
    }
  }

  /// Whether it covers the mailbox as the directory has it.
  public func covers(_ mailbox: Mailbox) -> Bool { matches(MailboxAttributes(mailbox)) }
}

/// A mailbox's attributes as they are compared.
struct MailboxAttributes {
  private let texts: [String]

  init(_ mailbox: Mailbox) {
    texts = AdaptiveScope.Attribute.allCases.map { attribute in
      let text =
        switch attribute {
        case .department: mailbox.department ?? ""
        case .displayName: mailbox.displayName
        case .domain: String(mailbox.email.drop { $0 != "@" }.dropFirst())
        case .email: mailbox.email
        case .mobileNumber: mailbox.mobileNumber ?? ""
        case .status: mailbox.status.rawValue
        }
      return text.lowercased()
    }
  }

  subscript(attribute: AdaptiveScope.Attribute) -> String { texts[attribute.index] }
}

extension AdaptiveScope.Attribute {
  /// Its place among ``allCases``.
  fileprivate var index: Int {
    switch self {
    case .department: 0
    case .displayName: 1
    case .domain: 2
    case .email: 3
    case .mobileNumber: 4
    case .status: 5
    }
  }
}

extension AdaptiveScope: CustomStringConvertible {
  /// As it was understood: with the parentheses that precedence put there, and as the parser reads it back.
  public var description: String { described(within: .any) }

  /// How tightly an operator binds, loosest first.
  private enum Level: Int, Comparable {
    case any, all, not

    static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
  }

  private func described(within level: Level) -> String {
    let (own, text): (Level, String) =
      switch self {
      case .comparison(let comparison): (.not, comparison.description)
      case .not(let scope): (.not, "NOT \(scope.described(within: .not))")
      case .all(let scopes): (.all, scopes.map { $0.described(within: .not) }.joined(separator: " AND "))
      case .any(let scopes): (.any, scopes.map { $0.described(within: .all) }.joined(separator: " OR "))
      }
    return own < level ? "(\(text))" : text
  }
}

extension AdaptiveScope.Comparison: CustomStringConvertible {
  public var description: String {
    let quoted = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "\(attribute.rawValue) \(isNegated ? "<>" : "=") \"\(quoted)\"\(isPrefix ? "*" : "")"
  }
}
