internal import Foundation
internal import GRDB

/// What an auditor asks the ledger for: entries that meet all of it.
public struct LedgerQuery: Sendable, Hashable {
  /// An act's own name, in any letter case.
  public var action: String?
  /// Purview's name of an operation, in any letter case (``AuditOperation``).
  public var operation: String?
  public var recordType: AuditOperation.RecordType?
  /// An account, in any letter case.
  public var actor: String?
  /// What the act was done to, in any letter case.
  public var object: String?
  /// A case's name, in any letter case.
  public var legalCase: String?
  /// An e-mail address that the entry names as what was acted on, in any letter case.
  public var mailbox: String?
  /// An item that the entry names.
  public var item: Int64?
  public var result: ActResult?
  /// Text in the object or the details, in any letter case (of ASCII letters).
  public var text: String?
  /// Leaves out what was done before.
  public var since: Moment?
  /// Leaves out what was done at this time or later.
  public var until: Moment?

  public init() {}

  public var isEmpty: Bool { self == LedgerQuery() }

  /// Texts that are searched for are names and phrases.
  ///
  /// SQLite takes patterns to 50,000 bytes.
  public static let longestText = 1_000
}

// MARK: - As SQL

extension LedgerQuery {
  /// The condition on `ledger_entry`, and its arguments.
  ///
  /// The expressions on object and case are word for word those of the schema's indexes.
  func condition() throws -> (sql: String, arguments: StatementArguments) {
    var conditions: [String] = []
    var arguments = StatementArguments()
    func require(_ condition: String, _ values: [(any DatabaseValueConvertible)?]) {
      conditions.append("(\(condition))")
      arguments += StatementArguments(values)
    }
    if let action { require("action = ? COLLATE NOCASE", [action]) }
    if let operation { try requireOperation(operation, require) }
    if let recordType {
      let actions = Set(AuditOperation.all.filter { $0.recordType == recordType }.map(\.action)).sorted()
      require("action COLLATE NOCASE IN (\(Self.places(actions.count)))", actions)
    }
    if let actor { require("actor = ? COLLATE NOCASE", [actor]) }
    if let object { require("\(Self.objectOf) = ? COLLATE NOCASE", [object]) }
    if let legalCase { requireCase(legalCase, require) }
    if let mailbox { requireText(try Self.inJSON(mailbox, whole: true), require) }
    if let text { requireText(try Self.inJSON(text, whole: false), require) }
    if let item { requireItem(item, require) }
    if let result { requireResult(result, require) }
    if let since { require("at >= ?", [since.microseconds]) }
    if let until { require("at < ?", [until.microseconds]) }
    return (conditions.isEmpty ? "TRUE" : conditions.joined(separator: " AND "), arguments)
  }

  private typealias Require = (String, [(any DatabaseValueConvertible)?]) -> Void

  private static let objectOf = "CASE WHEN json_valid(body) THEN json_extract(body, '$.object') END"
  private static let caseOf = "CASE WHEN json_valid(body) THEN json_extract(body, '$.details.case') END"
  /// The entry's text from its details on: what comes before is the actor and the client, keys being sorted.
  private static let fromDetails = #"substr(body, instr(body, '"details":'))"#

  private func requireOperation(_ name: String, _ require: Require) throws {
    let operations = try AuditOperation.named(name)
    // Another operation of the same act may have taken entries with a detail of its own.
    let terms = operations.map { operation in
      let taken = AuditOperation.all.filter { $0.action == operation.action && $0.name != operation.name }.compactMap(
        \.detail)
      let wanted = operation.detail.map { "json_extract(body, '$.details.\($0)') IS NOT NULL" }
      let unwanted = operation.detail == nil ? taken.map { "json_extract(body, '$.details.\($0)') IS NULL" } : []
      return (["action = '\(operation.action)' COLLATE NOCASE"] + [wanted].compactMap(\.self) + unwanted)
        .joined(separator: " AND ")
    }
    require(terms.joined(separator: " OR "), [])
  }

  private func requireCase(_ name: String, _ require: Require) {
    let actions = Set(AuditOperation.all.filter(\.isOnCase).map(\.action)).sorted()
    let values: [String] = [name] + actions + [name]
    require(
      """
      \(Self.objectOf) = ? COLLATE NOCASE AND action COLLATE NOCASE IN (\(Self.places(actions.count)))
      OR \(Self.caseOf) = ? COLLATE NOCASE
      """, values)
  }

  /// A look at the whole text is cheap and rules nearly all entries out.
  private func requireText(_ pattern: String, _ require: Require) {
    require(#"body LIKE ? ESCAPE '\' AND \#(Self.fromDetails) LIKE ? ESCAPE '\'"#, [pattern, pattern])
  }

  /// As an act's object, as `item` anywhere in the details, or in one of the lists of items.
  private func requireItem(_ item: Int64, _ require: Require) {
    require(
      """
      body LIKE ? AND (body LIKE ? OR body LIKE ? OR body LIKE '%"items":[%' OR body LIKE '%"blocked":[%')
      AND EXISTS (
        SELECT 1 FROM json_tree(body) WHERE fullkey = '$.object' AND atom = ?
          OR atom = ? AND (key = 'item' OR path IN ('$.details.items', '$.details.blocked')))
      """, ["%\(item)%", "%\"item\":\(item)%", "%\"item \(item)\"%", "item \(item)", item])
  }

  /// Before entries had a result, a refusal was told by its act.
  private func requireResult(_ result: ActResult, _ require: Require) {
    switch result {
    case .refused:
      require(#"action = 'AccessDenied' COLLATE NOCASE OR body LIKE '%,"result":"refused",%'"#, [])
    case .partial: require(#"body LIKE '%,"result":"partial",%'"#, [])
    case .done: require(#"action <> 'AccessDenied' COLLATE NOCASE AND body NOT LIKE '%,"result":"%'"#, [])
    }
  }

  private static func places(_ count: Int) -> String { Array(repeating: "?", count: count).joined(separator: ", ") }

  /// A pattern for a text as it stands in an entry's JSON.
  ///
  /// `whole`: between its quotes.
  private static func inJSON(_ text: String, whole: Bool) throws -> String {
    guard !text.isEmpty, text.utf8.count <= longestText else {
      throw InputError("search the ledger for a text of 1 to \(longestText) bytes", code: "audit.text")
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    let quoted = String(decoding: try encoder.encode(text), as: UTF8.self)
    let escaped = quoted.replacing(#"\"#, with: #"\\"#).replacing("%", with: #"\%"#).replacing("_", with: #"\_"#)
    return "%\(whole ? escaped[...] : escaped.dropFirst().dropLast())%"
  }
}
