internal import Archive
internal import Search

/// Statistics as JSON, and as a page for people.
struct StatisticsView: Encodable {
  struct Keyword: Encodable {
    var keyword: String
    var items: Int
    var messages: Int
    var bytes: Int64
    var mailboxes: Int
    var uniqueItems: Int
  }

  struct MailboxHits: Encodable {
    var mailbox: String
    var items: Int
    var messages: Int
    var bytes: Int64
  }

  struct Period: Encodable {
    var period: String
    var items: Int
    var messages: Int
    var bytes: Int64
  }

  var query: String
  var items: Int
  var messages: Int
  var bytes: Int64
  var mailboxes: Int
  var partiallyIndexed: Int
  var coverage: Coverage
  var filtered: Bool
  var warnings: [SearchView.Warning]
  var keywords: [Keyword]
  var byMailbox: [MailboxHits]
  var by: PeriodLength
  var timeZone: String
  var periods: [Period]

  init(query: String, _ counted: SearchStatistics, by period: PeriodLength, timeZone: String, warnings: [KQLDiagnostic])
  {
    self.query = query
    (items, messages, bytes) = (counted.total.items, counted.total.messages, counted.total.bytes)
    (mailboxes, partiallyIndexed, coverage) = (counted.mailboxCount, counted.partiallyIndexed, counted.coverage)
    filtered = !counted.filters.isEmpty
    self.warnings = warnings.map(SearchView.Warning.init)
    keywords = counted.keywords.map {
      Keyword(
        keyword: $0.text, items: $0.counts.items, messages: $0.counts.messages, bytes: $0.counts.bytes,
        mailboxes: $0.mailboxes, uniqueItems: $0.uniqueItems)
    }
    byMailbox = counted.mailboxes.map {
      MailboxHits(
        mailbox: $0.email, items: $0.counts.items, messages: $0.counts.messages, bytes: $0.counts.bytes)
    }
    (by, self.timeZone) = (period, timeZone)
    periods = counted.periods.map {
      Period(period: $0.name, items: $0.counts.items, messages: $0.counts.messages, bytes: $0.counts.bytes)
    }
  }

  /// How many mailboxes a page for people lists.
  private static let mailboxesShown = 20

  var text: String {
    var parts = [
      "\(items) items of \(messages) messages in \(mailboxes) mailboxes, \(bytes) bytes, \(partiallyIndexed) messages "
        + "partly indexed; \(coverage.text)"
    ]
    if filtered { parts.append(SearchView.filteredText) }
    let table = { (header: [String], rows: [[String]]) in
      if !rows.isEmpty { parts.append("\n" + TerminalText.safe(Table.text(header, rows), keepingLines: true)) }
    }
    table(
      ["KEYWORD", "ITEMS", "MESSAGES", "BYTES", "MAILBOXES", "ONLY THIS"],
      keywords.map { ["\($0.keyword)", "\($0.items)", "\($0.messages)", "\($0.bytes)", "\($0.mailboxes)", "\($0.uniqueItems)"] })
    table(
      ["MAILBOX", "ITEMS", "BYTES"],
      byMailbox.prefix(Self.mailboxesShown).map { [$0.mailbox, "\($0.items)", "\($0.bytes)"] })
    if byMailbox.count > Self.mailboxesShown {
      parts.append("and \(byMailbox.count - Self.mailboxesShown) mailboxes more; --csv and --json list them all")
    }
    table(
      ["\(by.rawValue.uppercased()) (\(timeZone))", "ITEMS", "MESSAGES", "BYTES"],
      periods.map { [$0.period, "\($0.items)", "\($0.messages)", "\($0.bytes)"] })
    return parts.joined(separator: "\n")
  }
}
