internal import Archive
internal import Search

/// An answer as the contract has it.
struct SearchView: Encodable {
  struct Person: Encodable {
    @Nullable var name: String?
    @Nullable var email: String?
    @Nullable var number: String?

    init(_ party: Party) { (name, email, number) = (party.name, party.email, party.number) }

    var text: String { name ?? number ?? email ?? "someone" }
  }

  struct Hit: Encodable {
    var item: Item.ID
    var message: Message.ID
    var messageID: String
    var mailbox: String
    var folder: String
    var kind: ItemKind
    var sent: String
    var from: Person
    var to: [Person]
    var subject: String
    var snippet: String
    var size: Int64
    var attachments: [String]
    var held: Bool
  }

  struct Warning: Encodable {
    var code: String
    var message: String
    var position: KQLPosition
    var fix: String?

    init(_ diagnostic: KQLDiagnostic) {
      (code, message) = (diagnostic.code.rawValue, diagnostic.message)
      (position, fix) = (diagnostic.position, diagnostic.fix)
    }
  }

  var query: String
  var items: Int
  var messages: Int
  var bytes: Int64
  var mailboxes: Int
  var coverage: Coverage
  /// Whether permission filters limit what this account finds.
  var filtered: Bool
  var warnings: [Warning]
  var results: [Hit]
  @Nullable var next: String?

  init(query: String, _ answer: SearchAnswer, warnings: [KQLDiagnostic], held: Set<Item.ID>) {
    self.query = query
    (items, messages, bytes) = (answer.items, answer.messages, answer.bytes)
    (mailboxes, coverage, next) = (answer.mailboxes, answer.coverage, answer.next)
    filtered = !answer.filters.isEmpty
    self.warnings = warnings.map(Warning.init)
    results = answer.results.map { hit in
      Hit(
        item: hit.item.id, message: hit.item.message, messageID: hit.envelope.messageID, mailbox: hit.mailbox.email,
        folder: hit.folder.name, kind: hit.envelope.kind, sent: hit.envelope.sent.moment.description,
        from: Person(hit.envelope.from), to: hit.envelope.to.map(Person.init), subject: hit.envelope.subject,
        snippet: hit.snippet, size: hit.size, attachments: hit.envelope.attachments.map(\.name),
        held: held.contains(hit.item.id))
    }
  }

  var text: String {
    var lines = results.map { hit in
      "\(hit.item)\t\(hit.sent)  \(hit.from.text) → \(hit.to.map(\.text).joined(separator: ", "))"
        + "\(hit.held ? "  [held]" : "")\n\t\(SnippetText.plain(hit.snippet))"
    }
    lines.append(
      "\(items) items of \(messages) messages in \(mailboxes) mailboxes, \(bytes) bytes; \(coverage.text)")
    if coverage.pending > 0 {
      lines.append("what is pending could not be searched; 'holdfast index rebuild' makes it searchable")
    }
    if filtered { lines.append(Self.filteredText) }
    if let next { lines.append("next page: --after \(next)") }
    return lines.joined(separator: "\n")
  }

  /// What an account is told whose searches are limited, so that no answer passes for the whole.
  static let filteredText = "permission filters limit what you can find"
}

extension Coverage {
  /// How much was searched, in a line.
  var text: String {
    "searched \(messages) messages, \(pending) pending, \(partiallyIndexed) partly indexed"
  }
}
