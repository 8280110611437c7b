/// An entry as an auditor reads it: what the ledger says, and beside it the operation it is in the model's words, the
/// case, the query and the places, wherever the act put them.
///
/// Nothing here is signed but what is the entry's own; ``AuditOperation`` and this file are all that it is made with.
public struct LedgerRecord: Sendable {
  public let entry: LedgerEntry
  public let operation: AuditOperation

  public init(_ entry: LedgerEntry) {
    self.entry = entry
    operation = AuditOperation.of(entry)
  }

  public var result: ActResult { entry.result ?? (entry.action == Action.accessDenied.name ? .refused : .done) }

  /// The case it was about.
  public var legalCase: String? {
    if case .text(let name)? = entry.details["case"] { return name }
    return operation.isOnCase ? entry.object : nil
  }

  public var query: String? {
    if case .text(let query)? = entry.details["query"] { return query }
    return nil
  }

  /// The mailboxes it was to reach.
  public var locations: [String] {
    ["mailboxes", "mailbox", "custodians", "custodian"].flatMap { texts($0) } + (isForAll ? [] : texts(Self.named))
  }

  /// The mailboxes it was to leave out.
  public var exclusions: [String] { texts("excluded") + (isForAll ? texts(Self.named) : []) }

  /// A policy names either whom it covers or, being for all, whom it leaves out.
  private static let named = "named"
  private var isForAll: Bool { entry.details["scope"] == "all" }

  private func texts(_ name: String) -> [String] {
    switch entry.details[name] {
    case .text(let text)?: [text]
    case .list(let values)?: values.compactMap { if case .text(let text) = $0 { text } else { nil } }
    default: []
    }
  }
}

extension LedgerRecord: Encodable {
  private enum CodingKeys: String, CodingKey {
    case seq, at, actor, action, operation, recordType, result, object
    case legalCase = "case"
    case query, locations, exclusions, details, client
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(entry.seq, forKey: .seq)
    try container.encode(entry.at, forKey: .at)
    try container.encode(entry.actor, forKey: .actor)
    try container.encode(entry.action, forKey: .action)
    try container.encode(operation.name, forKey: .operation)
    try container.encode(operation.recordType, forKey: .recordType)
    try container.encode(result, forKey: .result)
    // Null, and not left out, where there is none.
    try container.encode(entry.object, forKey: .object)
    try container.encode(legalCase, forKey: .legalCase)
    try container.encode(query, forKey: .query)
    try container.encode(locations, forKey: .locations)
    try container.encode(exclusions, forKey: .exclusions)
    try container.encode(entry.details, forKey: .details)
    try container.encode(entry.client, forKey: .client)
  }
}
