public import Archive

/// What a hold covers and why.
public struct HoldTerms: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    case litigation
    case legalCase(LegalCase.ID)
  }

  public var kind: Kind
  public var name: String
  /// KQL as typed; nil: everything.
  public var query: String?
  /// The query with its dates resolved when the hold was placed, so that it never comes to mean something else.
  public var canonicalQuery: String?
  /// Only items of these days; nil: all.
  public var days: DayRange?
  /// Days each item is held from its date; nil: without end.
  public var duration: Int?
  public var owner: String?
  public var note: String?
  public var url: String?

  public init(
    kind: Kind, name: String, query: String? = nil, canonicalQuery: String? = nil, days: DayRange? = nil,
    duration: Int? = nil, owner: String? = nil, note: String? = nil, url: String? = nil
  ) {
    (self.kind, self.name, self.query, self.canonicalQuery) = (kind, name, query, canonicalQuery)
    (self.days, self.duration) = (days, duration)
    (self.owner, self.note, self.url) = (owner, note, url)
  }

  /// Whether it covers whole mailboxes without end: those the database itself holds (see the triggers on `item`).
  var isBounded: Bool { query != nil || days != nil || duration != nil }

  static let longestName = 200
  /// A note is a sentence or two for whoever asks why.
  static let longestNote = 2_000

  func check() throws {
    try RuleName.check(name, what: "hold", longest: Self.longestName)
    for text in [owner, note, url] {
      guard let text else { continue }
      guard text.unicodeScalars.count <= Self.longestNote,
        !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control && $0 != "\n" })
      else {
        throw InputError(
          "an owner, note or URL has at most \(Self.longestNote) characters and no control characters",
          code: "hold.note")
      }
    }
    if let duration { _ = try Period(duration, .days) }
  }
}
