public import Archive
internal import Foundation
public import GRDB
internal import Search

/// What became of one item of a purge.
public struct PurgeResult: Sendable, Encodable {
  public enum Outcome: String, Sendable, Codable {
    /// Destroyed.
    case purged
    /// Moved to Recoverable Items.
    case deleted
    /// It stays: the reasons say why.
    case blocked
    /// It lay in Recoverable Items already.
    case unchanged
    /// Somebody or something had purged it since the run.
    case gone
  }

  public struct Reason: Sendable, Codable {
    public var kind: String
    public var name: String
    /// RFC 3339; nil: without end.
    public var until: String?

    private enum CodingKeys: CodingKey { case kind, name, until }

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(kind, forKey: .kind)
      try container.encode(name, forKey: .name)
      try container.encode(until, forKey: .until)
    }
  }

  public var item: Item.ID
  public var outcome: Outcome
  public var reasons: [Reason]
}

extension PurgeResult.Reason {
  init(_ reason: BlockingReason) {
    self.init(kind: reason.kind.rawValue, name: reason.name, until: reason.until?.description)
  }
}

extension PurgeRequest {
  /// How many items came to each outcome so far.
  public func counts(_ db: Database) throws -> [PurgeResult.Outcome: Int] {
    var counts: [PurgeResult.Outcome: Int] = [:]
    for row in try Row.fetchAll(
      db, sql: "SELECT outcome, COUNT(*) AS n FROM purge_exception WHERE purge = ? GROUP BY outcome",
      arguments: [id.rawValue])
    {
      if let outcome = PurgeResult.Outcome(rawValue: row["outcome"]) { counts[outcome] = row["n"] }
    }
    let done = try dealtWith(db) - counts.values.reduce(0, +)
    if done > 0 { counts[isHard ? .purged : .deleted, default: 0] += done }
    return counts
  }

  private func dealtWith(_ db: Database) throws -> Int {
    switch state {
    case .waiting, .rejected: 0
    case .done: itemCount
    case .running: try items(db).count(through: position)
    }
  }

  /// What became of the next items after one, in the order of their numbers; empty at the end.
  public func results(after last: Item.ID, limit: Int, _ db: Database) throws -> [PurgeResult] {
    guard state == .running || state == .done else { return [] }
    let numbers = try items(db).next(after: last, limit: limit).filter { state == .done || $0 <= position }
    guard let first = numbers.first, let end = numbers.last else { return [] }
    var exceptions: [Item.ID: PurgeResult] = [:]
    for row in try Row.fetchAll(
      db, sql: "SELECT item, outcome, reasons FROM purge_exception WHERE purge = ? AND item BETWEEN ? AND ?",
      arguments: [id.rawValue, first.rawValue, end.rawValue])
    {
      let item = Item.ID(row["item"] as Int64)
      exceptions[item] = PurgeResult(
        item: item, outcome: PurgeResult.Outcome(rawValue: row["outcome"]) ?? .blocked,
        reasons: try JSONDecoder().decode([PurgeResult.Reason].self, from: Data((row["reasons"] as String).utf8)))
    }
    let usual: PurgeResult.Outcome = isHard ? .purged : .deleted
    return numbers.map { exceptions[$0] ?? PurgeResult(item: $0, outcome: usual, reasons: []) }
  }

  /// Records an item that was not deleted.
  func record(_ result: PurgeResult, _ act: Act) throws {
    try act.db.cachedStatement(
      sql: "INSERT INTO purge_exception (purge, item, outcome, reasons) VALUES (?, ?, ?, ?)"
    ).execute(arguments: [
      id.rawValue, result.item.rawValue, result.outcome.rawValue,
      String(decoding: try JSONEncoder().encode(result.reasons), as: UTF8.self),
    ])
  }
}
