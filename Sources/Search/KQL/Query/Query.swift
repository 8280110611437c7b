public import Archive

/// What a query asks of an item, checked and without names, dates or precedence left to resolve.
///
/// Built through ``all(of:)``, ``any(of:)`` and ``negation(of:)`` it is simplified: no `and` directly inside
/// an `and`, none with fewer than two members, no double negation, and `everything` or `nothing` only as
/// the whole query.
public indirect enum Query: Hashable, Sendable {
  case everything
  case nothing
  case text(TextMatch)
  case near(NearMatch)
  case scalar(ScalarTest)
  case and([Query])
  case or([Query])
  case not(Query)
}

/// Which text of an item is searched.
public enum TextField: String, Hashable, Sendable, CaseIterable {
  /// Everything indexed of the item: all the others together.
  case anyText
  case subject
  case body
  /// The sender's name, address and number.
  case sender
  case recipients
  case participants
  case attachmentNames
}

/// Words that must stand next to each other, in order, in one field.
///
/// `text` is as typed (white space made single): it is for the index's analyser to cut into words, the same
/// way it cut the item. A single typed word that it cuts into several is matched as a phrase.
public struct TextMatch: Hashable, Sendable {
  public var field: TextField
  public var text: String
  public var form: TextForm

  public init(_ text: String, in field: TextField = .anyText, isPrefix: Bool = false) {
    self.init(text, in: field, form: isPrefix ? .prefix : .exact)
  }

  public init(_ text: String, in field: TextField = .anyText, form: TextForm) {
    (self.field, self.text, self.form) = (field, text, form)
  }

  /// Whether the last word may go on.
  public var isPrefix: Bool { form == .prefix }
}

/// How exactly the words of a text must be met.
public enum TextForm: Hashable, Sendable {
  /// As they stand.
  case exact
  /// The last one may go on (`adv sear*`); the `*` is not in the text.
  case prefix
  /// Each `*` in the text is any letters or none (`c*t`); one between blanks is any one word.
  case wildcards
  /// It is one word, in which at most so many letters are added, left out, changed or swapped.
  case fuzzy(Int)
}

/// Two matches in any one text of an item with at most `distance` words between them.
public struct NearMatch: Hashable, Sendable {
  public var first: TextMatch
  public var second: TextMatch
  /// 0 means side by side.
  public var distance: Int
  /// Whether `first` must come before `second` (ONEAR).
  public var isOrdered: Bool

  public init(_ first: TextMatch, _ second: TextMatch, distance: Int, isOrdered: Bool = false) {
    (self.first, self.second) = (first, second)
    (self.distance, self.isOrdered) = (distance, isOrdered)
  }
}

/// A test of something about an item that is not text.
public enum ScalarTest: Hashable, Sendable {
  /// Sent at or after the lower bound and before the upper; `.distantPast` and `.distantFuture` leave an
  /// end open. Never empty.
  case sent(Range<Moment>)
  /// Bytes, both ends included; 0 and `Int64.max` leave an end open.
  case size(ClosedRange<Int64>)
  case kind(ItemKind)
  case direction(Direction)
  case hasAttachment(Bool)
  /// Whether some of its text isn't searchable.
  case partlyIndexed(Bool)
}
