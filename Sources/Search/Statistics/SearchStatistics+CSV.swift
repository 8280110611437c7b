internal import Archive

extension SearchStatistics {
  /// One table for a spreadsheet: a row for the total, each keyword, mailbox and period, and for the coverage.
  ///
  /// The first column says what a row is about, the second which. Cells that a row has nothing for are empty.
  public func csv(period: PeriodLength) -> [UInt8] {
    var csv = CSVWriter()
    csv.append(texts: ["Section", "Name", "Items", "Messages", "Bytes", "Mailboxes", "Unique items"])
    func row(_ section: String, _ name: String, _ counts: Counts, _ mailboxes: Int? = nil, unique: Int? = nil) {
      csv.append([
        .text(section), .text(name), .number(Int64(counts.items)), .number(Int64(counts.messages)),
        .number(counts.bytes), mailboxes.map { .number(Int64($0)) } ?? .empty, unique.map { .number(Int64($0)) } ?? .empty,
      ])
    }
    row("total", "", total, mailboxCount)
    for keyword in keywords {
      row("keyword", keyword.text, keyword.counts, keyword.mailboxes, unique: keyword.uniqueItems)
    }
    for mailbox in mailboxes { row("mailbox", mailbox.email, mailbox.counts) }
    for one in periods { row(period.rawValue, one.name, one.counts) }
    for (name, messages) in [
      ("messages searched", coverage.messages), ("pending", coverage.pending),
      ("partly indexed", coverage.partiallyIndexed),
    ] {
      csv.append([.text("coverage"), .text(name), .empty, .number(messages), .empty, .empty, .empty])
    }
    if let gone {
      csv.append([.text("purged since the run"), .text(""), .number(Int64(gone)), .empty, .empty, .empty, .empty])
    }
    return csv.drain()
  }
}
