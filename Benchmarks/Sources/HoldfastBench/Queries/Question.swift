/// One question, and how each program is asked it.
///
/// Words are ASCII letters alone, which all of them cut the same way, and stand in quotes: notmuch would look for an
/// unquoted word's stem.
enum Question {
  /// All of some words, in any order.
  case words([String])
  /// Words one behind the other.
  case phrase([String])
  case prefix(String)
  /// Two words with at most so many others between.
  case near(String, String, between: Int)
  /// The sender's name.
  case sender(String)
  /// The sender's address.
  case address(String)
  /// A word in what was sent on one of some days.
  case dated(first: String, last: String, String)

  /// In our query language.
  var kql: String {
    switch self {
    case .words(let words): Self.each(words)
    case .phrase(let words): Self.quoted(words)
    case .prefix(let beginning): "\(beginning)*"
    case .near(let first, let second, let between): "\(first) NEAR(\(between)) \(second)"
    case .sender(let name): "from:\"\(name)\""
    case .address(let address): "from:\(address)"
    case .dated(let first, let last, let word): "sent:\(first)..\(last) \"\(word)\""
    }
  }

  /// For a plain FTS5 table, which has the texts and nothing else.
  var plain: String? {
    switch self {
    case .words(let words): Self.each(words)
    case .phrase(let words): Self.quoted(words)
    case .prefix(let beginning): "\(beginning)*"
    case .near(let first, let second, let between): "NEAR(\(first) \(second), \(between))"
    case .sender, .address, .dated: nil
    }
  }

  /// notmuch-search-terms(7), which is Xapian's own parser with notmuch's fields.
  var notmuch: String? {
    switch self {
    case .words, .phrase, .prefix: kql
    // Xapian counts the steps from one word to the other.
    case .near(let first, let second, let between): "\(first) NEAR/\(between + 1) \(second)"
    case .sender(let name): "from:\"\(name)\""
    case .address(let address): "from:\(address)"
    case .dated(let first, let last, let word): "date:\(first)..\(last) and \"\(word)\""
    }
  }

  /// mu-query(7), which has no NEAR.
  var mu: String? {
    switch self {
    case .words, .phrase, .prefix: kql
    case .near: nil
    case .sender(let name): "from:\"\(name)\""
    case .address(let address): "from:\(address)"
    case .dated(let first, let last, let word): "date:\(first)..\(last) \"\(word)\""
    }
  }

  private static func each(_ words: [String]) -> String { words.map { "\"\($0)\"" }.joined(separator: " ") }
  private static func quoted(_ words: [String]) -> String { "\"\(words.joined(separator: " "))\"" }
}
