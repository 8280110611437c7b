internal import Archive
internal import Foundation
internal import Hold

/// The worked cases of `docs/retention.md`, read from its table.
enum RetentionGuide {
  struct Row: CustomStringConvertible, Sendable {
    let line: Int
    let cells: [String]
    var description: String { "line \(line): \(cells.joined(separator: " | "))" }
  }

  static func rows() throws -> [Row] {
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    let guide = try String(contentsOf: root.appending(path: "docs/retention.md"), encoding: .utf8)
    return guide.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap {
      index, line in
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      // The worked cases are the guide's one table of seven columns; below its two lines of heading.
      guard line.hasPrefix("|"), cells.count == 7, cells[0] != "case", !cells[0].hasPrefix("-") else {
        return nil
      }
      return Row(line: index + 1, cells: cells)
    }
  }

  /// `2024-01-02, partly indexed`.
  static func facts(_ cell: String) throws -> ItemFacts {
    let parts = cell.split(separator: ", ").map(String.init)
    var facts = try text(parts.first == "no date" ? nil : parts.first)
    for part in parts.dropFirst() {
      if part == "partly indexed" {
        facts.isPartlyIndexed = true
      } else if part == "in quarantine" {
        facts.isQuarantined = true
      } else if let match = part.wholeMatch(of: /deleted (\S+)/) {
        facts.softDeletedAt = try moment(String(match.1))
      } else {
        throw Unreadable(text: part)
      }
    }
    return facts
  }

  /// `2031-01-02`, `without end` or an en dash for neither.
  static func end(_ cell: String) throws -> Moment? {
    cell == "–" || cell == "without end" ? nil : try moment(cell)
  }

  /// The rules of a cell, `mailbox: keep 5 years, then delete; case hold`, and what each hold's query says.
  static func rules(_ cell: String, _ facts: inout ItemFacts) throws -> (
    Rules, [Identifier<CaseHold>: QueryMatch]
  ) {
    var reader = RuleReader()
    for rule in cell.split(separator: "; ").map(String.init) {
      if let many = rule.wholeMatch(of: /(\d+) × (.+)/) {
        for _ in 0..<(Int(many.1) ?? 0) { try reader.read(String(many.2), &facts) }
      } else if rule != "none" {
        try reader.read(rule, &facts)
      }
    }
    return (reader.rules, reader.matches)
  }
}

/// Reads the guide's way of writing rules.
private struct RuleReader {
  var rules = Rules(calendar: .utc)
  var matches: [Identifier<CaseHold>: QueryMatch] = [:]
  private var next: Int64 = 1

  mutating func read(_ text: String, _ facts: inout ItemFacts) throws {
    next += 1
    let placed = try moment("2024-01-01")
    if let match = text.wholeMatch(of: /litigation hold(?: for (\d+ \w+))?(?:, released (\S+))?/) {
      rules.litigationHolds.append(
        LitigationHold(
          id: Identifier(next), mailbox: alice, placedAt: placed,
          releasedAt: try match.2.map { try moment(String($0)) }, duration: try match.1.map(period)))
    } else if let match = text.wholeMatch(
      of:
        /case hold( on another mailbox)?(?: from (\S+) to (\S+))?(?: by query, (\w+(?: \w+)?))?(?:, released (\S+))?/
    ) {
      rules.caseHolds.append(
        CaseHold(
          id: Identifier(next), caseName: "case", name: "hold", mailboxes: [match.1 == nil ? alice : bob],
          placedAt: placed, releasedAt: try match.5.map { try moment(String($0)) },
          days: try DayRange(from: match.2.flatMap { CivilDate($0) }, to: match.3.flatMap { CivilDate($0) }),
          query: match.4.map { _ in "query" }))
      matches[Identifier(next)] = try match.4.map(answer)
    } else if let match = text.wholeMatch(of: /delay hold until (\S+)/) {
      rules.delayHolds.append(
        DelayHold(
          id: Identifier(next), mailbox: alice, name: "hold", placedAt: placed,
          until: try moment(String(match.1))))
    } else if let match = text.wholeMatch(of: /Recoverable Items for (.+)/) {
      rules.recoverableFor = try period(match.1)
    } else if let match = text.wholeMatch(of: /(everyone|everyone else|mailbox|label): (.+)/) {
      try add(String(match.1), try retention(match.2), &facts)
    } else {
      throw Unreadable(text: text)
    }
  }

  private mutating func add(_ whom: String, _ retention: Retention, _ facts: inout ItemFacts) throws {
    let scopes: [String: RetentionPolicy.Scope] = [
      "everyone": .everyone(excluding: []), "everyone else": .everyone(excluding: [alice]),
      "mailbox": .mailboxes([alice]),
    ]
    if let scope = scopes[whom] {
      rules.policies.append(
        RetentionPolicy(id: Identifier(next), name: "policy", retention: retention, scope: scope))
    } else {
      rules.labels.append(RetentionLabel(id: Identifier(next), name: "label", retention: retention))
      facts.label = Identifier(next)
    }
  }

  private func retention(_ text: Substring) throws -> Retention {
    if text == "keep forever" { return try Retention(.retain, nil) }
    if let match = text.wholeMatch(of: /keep (\d+ \w+)/) { return try Retention(.retain, period(match.1)) }
    if let match = text.wholeMatch(of: /keep (\d+ \w+), then delete/) {
      return try Retention(.retainThenDelete, period(match.1))
    }
    if let match = text.wholeMatch(of: /delete after (\d+ \w+)/) {
      return try Retention(.delete, period(match.1))
    }
    throw Unreadable(text: String(text))
  }

  private func period(_ text: Substring) throws -> Period {
    let words = text.split(separator: " ")
    let unit = words.last.flatMap { word in Period.Unit.allCases.first { "\($0)".hasPrefix(word) } }
    guard let count = words.first.flatMap({ Int($0) }), let unit else { throw Unreadable(text: String(text)) }
    return try Period(count, unit)
  }

  private func answer(_ text: Substring) throws -> QueryMatch {
    switch text {
    case "matched": .matches
    case "not matched": .doesNotMatch
    case "not answered": .cannotTell
    default: throw Unreadable(text: String(text))
    }
  }
}
