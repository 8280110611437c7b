/// What a participant's number, in whatever form it was written, turned out to be.
///
/// Numbers compare by this: two written forms of one line are equal.
public enum NormalizedNumber: Hashable, Sendable {
  /// A line that can be reached from anywhere, as ITU-T E.164 has it: `+447700900123`.
  case e164(String)
  /// A service number that means something in one country or network only: `62255`.
  case shortCode(String)
  /// A sender that is a word, as GSM 03.40 allows: `HSBC`.
  case alphanumeric(String)
  /// Anything else (withheld, mangled, two numbers in one), as it was written.
  case unreadable(String)

  /// What is shown, stored and searched for.
  public var text: String {
    switch self {
    case .e164(let text), .shortCode(let text), .alphanumeric(let text), .unreadable(let text): text
    }
  }

  /// The number if it is a line's; only these are mapped to people.
  public var e164: String? {
    if case .e164(let text) = self { text } else { nil }
  }
}
