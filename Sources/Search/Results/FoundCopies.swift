internal import Archive
internal import GRDB

/// The copies that a search found, or a job's run: a set of messages, and which of their copies count.
struct FoundCopies {
  let messages: MessageSet
  /// Items with higher numbers came after the search began.
  let newestItem: Int64
  let scope: SearchScope
  let sight: Sight
  /// The items that a job's run found; nil: all in scope.
  var pinned: MessageSet?

  typealias Visit = (borrowing MessageFacts, _ item: Int64, _ mailbox: Int64) throws -> Void

  /// Visits each copy that is in scope and that the viewer may see, message by message.
  func visit(_ db: Database, _ body: Visit) throws {
    let isPlain = scope.isEverything && sight.isEverything && pinned == nil
    try FactWalk(db).members(of: messages) { facts, copies in
      for i in 0..<copies.count {
        let (item, mailbox) = (copies.item(i), copies.mailbox(i))
        guard item <= newestItem else { continue }
        guard isPlain || holds(item, of: facts.id, in: mailbox) else { continue }
        try body(facts, item, mailbox)
      }
    }
  }

  private func holds(_ item: Int64, of message: Int64, in mailbox: Int64) -> Bool {
    scope.allows(mailbox) && (pinned?.contains(item) ?? true) && sight.allows(message, in: mailbox)
  }
}
