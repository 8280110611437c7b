internal import Archive
internal import Hold

/// Reads `2024-01-02` (midnight UTC) or `2024-01-02T08:15:03Z`.
func moment(_ text: String) throws -> Moment {
  if let date = CivilDate(text) { return date.startUTC }
  guard let zoned = RFC3339.parse(text) else { throw Unreadable(text: text) }
  return zoned.moment
}

/// A sample that a test wrote wrong.
struct Unreadable: Error { let text: String }

let alice: Identifier<Mailbox> = 1
let bob: Identifier<Mailbox> = 2

/// A text that Alice received.
func text(_ date: String?, in mailbox: Identifier<Mailbox> = alice) throws -> ItemFacts {
  let received = try date.map { try moment($0) }
  return ItemFacts(item: 17, mailbox: mailbox, isOutgoing: false, sent: received, received: received)
}

func policy(
  _ name: String, _ action: Retention.Action, _ period: Period?,
  _ scope: RetentionPolicy.Scope = .everyone(excluding: []), id: Identifier<RetentionPolicy> = 1
) throws -> RetentionPolicy {
  RetentionPolicy(id: id, name: name, retention: try Retention(action, period), scope: scope)
}

/// The answer where no query can be evaluated.
func unanswered(_: Identifier<CaseHold>) -> QueryMatch { .cannotTell }

func rules(_ change: (inout Rules) throws -> Void) rethrows -> Rules {
  var rules = Rules(calendar: .utc)
  try change(&rules)
  return rules
}
