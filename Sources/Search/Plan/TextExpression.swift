/// Writes FTS5's query syntax, with every text quoted.
///
/// Nothing a person typed reaches FTS5 unquoted.
enum TextExpression {
  static func match(_ match: TextMatch, _ analyzer: Analyzer) throws -> String {
    if let key = addressKey(match) { return column(match.field) + "\"\(key)\"" }
    let phrase = try phrase(match, analyzer)
    guard match.form == .exact, let key = Analyzer.numberKey(of: match.text) else {
      return column(match.field) + phrase
    }
    // A number is found in whatever form it was written, here and there.
    return column(match.field) + "(\(phrase) OR \(quoted(key)))"
  }

  /// Asked of people, an address is that address and no longer one that it is a part of.
  private static func addressKey(_ match: TextMatch) -> String? {
    guard match.form == .exact else { return nil }
    switch match.field {
    case .sender, .recipients, .participants:
      // A key holds no quotation mark.
      return AddressKey.key(of: match.text).map { String(decoding: $0, as: UTF8.self) }
    case .anyText, .subject, .body, .attachmentNames: return nil
    }
  }

  /// FTS5 counts the tokens between, unordered, within one column: what KQL's NEAR means, but for scripts without
  /// spaces, where a token isn't a word.
  static func near(_ near: NearMatch, _ analyzer: Analyzer, distance: Int) throws -> String {
    let phrases = try [near.first, near.second].map { try phrase($0, analyzer, isMeasured: true) }
    return "NEAR(\(phrases.joined(separator: " ")), \(distance))"
  }

  private static func phrase(_ match: TextMatch, _ analyzer: Analyzer, isMeasured: Bool = false) throws -> String {
    let pattern = try WordPattern(match, analyzer, isMeasured: isMeasured)
    guard !pattern.places.isEmpty else { throw UnsearchableText(text: match.text) }
    // A character of a script without spaces stands in the index with the one behind it.
    let isWholeUnit = pattern.endsInUnit && !match.isPrefix
    return quoted(match.text, mark: isWholeUnit) + (pattern.isOpen ? " *" : "")
  }

  /// One term of the index as FTS5 finds it again.
  static func word(_ term: String, in field: TextField) -> String { column(field) + quoted(term) }

  /// The column filter.
  ///
  /// All names are ours.
  private static func column(_ field: TextField) -> String {
    switch field {
    case .anyText: ""
    case .subject: "subject : "
    case .body: "body : "
    case .sender: "sender : "
    case .recipients: "recipients : "
    case .participants: "{sender recipients} : "
    case .attachmentNames: "attachments : "
    }
  }

  /// The text as one FTS5 string, which the tokenizer cuts the way it cut the items.
  ///
  /// A NUL would end the expression, and the marks of units and of addresses are for this type alone to write.
  private static func quoted(_ text: String, mark: Bool = false) -> String {
    let plain = text.replacing("\"", with: "\"\"").replacing("\0", with: " ").replacing(
      Analyzer.unitMarkText, with: " "
    ).replacing(AddressKey.markText, with: " ")
    return "\"\(plain)\(mark ? Analyzer.unitMarkText : "")\""
  }
}

/// A query asks for text in which nothing can be searched: only punctuation or blanks.
public struct UnsearchableText: Error, Equatable, CustomStringConvertible {
  public var text: String

  public var description: String {
    "there is nothing to search for in '\(text)': it has no letter, digit or symbol that is indexed"
  }
}
