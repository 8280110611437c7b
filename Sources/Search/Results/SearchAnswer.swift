public import Archive

/// What a search found: complete counts, and one page of results.
public struct SearchAnswer: Sendable {
  /// Copies found, one for each mailbox that has one.
  public var items: Int
  /// Distinct contents found.
  public var messages: Int
  /// The sizes of the items, added up.
  public var bytes: Int64
  /// Mailboxes with hits.
  public var mailboxes: Int
  public var coverage: Coverage
  /// The permission filters that bear on who asked, by name.
  public var filters: [String]
  /// Of a job's run: items that were found then and have been purged since; nil for a viewer who may not see all of it.
  public var gone: Int?
  public var results: [SearchHit]
  public var next: String?
}

/// How much of the archive the answer speaks for.
public struct Coverage: Sendable, Hashable, Codable {
  /// Messages the index holds.
  public var messages: Int64
  /// Messages archived and not searchable yet.
  public var pending: Int64
  /// Messages of which some text isn't searchable.
  public var partiallyIndexed: Int64
}

/// One item that matched.
public struct SearchHit: Sendable {
  public var item: Item
  public var mailbox: Mailbox
  public var folder: Folder
  public var envelope: Envelope
  public var size: Int64
  /// Part of the text around the words found, HTML-escaped, with the words in `<b>`.
  public var snippet: String
}
