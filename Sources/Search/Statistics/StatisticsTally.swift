internal import Archive

/// Adds up statistics in one walk over what was found.
struct StatisticsTally {
  private let parts: [(text: String, messages: MessageSet)]
  private var total = CopyCounts()
  private var byPart: [CopyCounts]
  private var unique: [Int]
  private var byMailbox: [SearchStatistics.Counts] = []
  /// The message last counted in each mailbox: with several copies of a message in a mailbox it is still one.
  private var periods: PeriodTally
  private(set) var partiallyIndexed = 0
  private var latest: Int64 = -1
  /// Which parts have the message at hand.
  private var having: [Int] = []

  init(parts: [(text: String, messages: MessageSet)], periods: PeriodTally) {
    (self.parts, self.periods) = (parts, periods)
    byPart = parts.map { _ in CopyCounts() }
    unique = parts.map { _ in 0 }
  }

  mutating func add(_ facts: borrowing MessageFacts, _ mailbox: Int64) {
    let isNew = facts.id != latest
    if isNew {
      latest = facts.id
      if facts.flags.contains(.partial) { partiallyIndexed += 1 }
      having.removeAll(keepingCapacity: true)
      for index in parts.indices where parts[index].messages.contains(facts.id) { having.append(index) }
    }
    total.add(facts, in: mailbox)
    for index in having { byPart[index].add(facts, in: mailbox) }
    if having.count == 1 { unique[having[0]] += 1 }
    let place = Int(mailbox)
    if place >= byMailbox.count {
      byMailbox += [SearchStatistics.Counts](repeating: .init(), count: place + 1 - byMailbox.count)
    }
    // A mailbox has one copy of a message.
    byMailbox[place].add(facts, isNew: true)
    periods.add(facts, isNew: isNew)
  }

  /// - Parameter email: the address of a mailbox.
  func statistics(coverage: Coverage, filters: [String], email: (Int64) throws -> String) rethrows
    -> SearchStatistics
  {
    let mailboxes = try byMailbox.enumerated().filter { $0.element.items > 0 }.map { number, counts in
      SearchStatistics.MailboxHits(email: try email(Int64(number)), counts: counts)
    }
    return SearchStatistics(
      total: SearchStatistics.Counts(total), mailboxCount: total.mailboxes, partiallyIndexed: partiallyIndexed,
      keywords: parts.indices.map { index in
        SearchStatistics.Keyword(
          text: parts[index].text, counts: SearchStatistics.Counts(byPart[index]),
          mailboxes: byPart[index].mailboxes, uniqueItems: unique[index])
      },
      mailboxes: mailboxes.sorted { ($1.counts.items, $0.email) < ($0.counts.items, $1.email) },
      periods: periods.periods, coverage: coverage, filters: filters)
  }
}
