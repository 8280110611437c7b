public import Archive

/// In which order results come.
public enum SearchOrder: String, Sendable, CaseIterable, Codable { case newest, oldest, relevance }

/// Which mailboxes a search may look in.
public struct SearchScope: Sendable, Hashable {
  /// Only these; nil: all.
  public var only: Set<Mailbox.ID>?
  /// Never these: an exclusion beats an inclusion.
  public var except: Set<Mailbox.ID>

  public init(only: Set<Mailbox.ID>? = nil, except: Set<Mailbox.ID> = []) {
    (self.only, self.except) = (only, except)
  }

  func allows(_ mailbox: Int64) -> Bool {
    let id = Mailbox.ID(mailbox)
    return !except.contains(id) && (only?.contains(id) ?? true)
  }

  var isEverything: Bool { only == nil && except.isEmpty }
}

/// A question to the index.
public struct SearchRequest: Sendable {
  public var query: Query
  /// The query as it was typed, for the answer and the ledger.
  public var text: String
  public var scope: SearchScope
  public var order: SearchOrder
  public var limit: Int
  public var after: PageToken?

  /// A page is for a person to look at; whoever needs all results follows the pages.
  public static let largestPage = 10_000
  public static let standardPage = 50

  public init(
    query: Query, text: String, scope: SearchScope = SearchScope(), order: SearchOrder = .newest,
    limit: Int = standardPage, after: PageToken? = nil
  ) {
    (self.query, self.text, self.scope) = (query, text, scope)
    (self.order, self.limit, self.after) = (order, min(max(limit, 0), Self.largestPage), after)
  }
}

/// Where the next page begins, and the state of the archive that all pages of one search show.
public struct PageToken: Sendable, Hashable {
  /// The order's key of the last result: microseconds, or a score.
  var key: Int64
  var item: Int64
  /// Items with higher numbers came after the search began.
  var newestItem: Int64
  var newestMessage: Int64
  /// What the token belongs to: another query's token is refused, not misread.
  var fingerprint: UInt64
}
