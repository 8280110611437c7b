internal import Archive

/// What a search found, in numbers: exact, not estimated, and of everything it found.
public struct SearchStatistics: Sendable {
  public struct Counts: Sendable, Hashable {
    /// Copies, one for each mailbox that has one.
    public var items = 0
    /// Distinct contents.
    public var messages = 0
    public var bytes: Int64 = 0
  }

  /// What one line of a keyword list, or one part of the query's OR, finds of it.
  public struct Keyword: Sendable {
    /// As it is written in the query.
    public var text: String
    /// An item that several parts find counts for each.
    public var counts: Counts
    public var mailboxes: Int
    /// Items that no other part finds: what would be lost without it.
    public var uniqueItems: Int
  }

  public struct MailboxHits: Sendable {
    public var email: String
    public var counts: Counts
  }

  /// Hits of a day, month or year; those without any are left out.
  public struct Period: Sendable {
    /// `2024-01-31`, `2024-01` or `2024`.
    public var name: String
    public var counts: Counts
  }

  public var total: Counts
  /// Locations with hits.
  public var mailboxCount: Int
  /// Of the messages found, those of which some text isn't searchable.
  public var partiallyIndexed: Int
  /// Empty where the query has no alternatives.
  public var keywords: [Keyword]
  /// Those with most items first.
  public var mailboxes: [MailboxHits]
  /// Earliest first.
  public var periods: [Period]
  public var coverage: Coverage
  public var filters: [String]
  /// Of a job's run: items found then and purged since; nil for a viewer who may not see all of it.
  public var gone: Int?
}

/// How long the periods are that hits over time are counted by.
public enum PeriodLength: String, Sendable, CaseIterable, Codable { case day, month, year }

extension SearchStatistics.Counts {
  mutating func add(_ facts: borrowing MessageFacts, isNew: Bool) {
    items += 1
    bytes += facts.size
    if isNew { messages += 1 }
  }

  init(_ counts: CopyCounts) { (items, messages, bytes) = (counts.items, counts.messages, counts.bytes) }
}
