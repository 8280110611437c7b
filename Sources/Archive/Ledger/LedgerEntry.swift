internal import Foundation

/// A value in an entry's details.
public enum LedgerValue: Sendable, Hashable, Codable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral
{
  case text(String)
  case number(Int64)
  case flag(Bool)
  case list([LedgerValue])
  case record([String: LedgerValue])

  public init(stringLiteral value: String) { self = .text(value) }
  public init(integerLiteral value: Int64) { self = .number(value) }
  public init(booleanLiteral value: Bool) { self = .flag(value) }
  public static func number(_ value: Int) -> LedgerValue { .number(Int64(value)) }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Bool.self) {
      self = .flag(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([LedgerValue].self) {
      self = .list(value)
    } else {
      self = .record(try container.decode([String: LedgerValue].self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .flag(let value): try container.encode(value)
    case .list(let value): try container.encode(value)
    case .record(let value): try container.encode(value)
    }
  }
}

/// One act on the ledger.
///
/// What is hashed is ``body(of:)``, the entry's JSON with sorted keys, stored as it was hashed; this struct is
/// a reading of it. Details name mailboxes, queries, rules and counts; of content there are only salted
/// commitments.
public struct LedgerEntry: Sendable, Hashable, Codable {
  /// 1 for the first act, and so on without a gap.
  public var seq: Int64
  /// RFC 3339, UTC.
  public var at: String
  public var actor: String
  public var action: String
  /// What the act was done to.
  public var object: String?
  public var details: [String: LedgerValue]
  /// Where it was done from; nil in entries of the first form.
  public var client: Client?
  /// What became of it; nil: it was done.
  public var result: ActResult?
  /// What it left in the tables whose rows the ledger commits to (``BoundRows``).
  var rows: [String: [String: String]]?
  /// The form of the entry; nil: the first, which named no client and committed to no rows.
  var form: Int?

  init(
    seq: Int64, at: String, actor: String, action: String, object: String? = nil, details: [String: LedgerValue]
  ) {
    (self.seq, self.at, self.actor, self.action) = (seq, at, actor, action)
    (self.object, self.details) = (object, details)
  }

  /// The form that is written now.
  static let form = 3
}

/// What became of an act.
public enum ActResult: String, Sendable, Codable, CaseIterable {
  case done
  /// Some of what was asked for was refused, as a purge of items of which some are held.
  case partial
  /// Nothing of it was done: the account lacks the role, or every item is held.
  case refused
}

extension LedgerEntry {
  /// The bytes that are hashed and kept.
  static func body(of entry: LedgerEntry) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(entry))
  }

  init(body: some Collection<UInt8>) throws {
    self = try JSONDecoder().decode(LedgerEntry.self, from: Data(body))
  }
}
