internal import Archive
internal import Foundation
internal import GRDB
internal import Hold
internal import Search

extension HoldWorld {
  /// The person leaves the company.
  func leaves(_ person: String, at time: String = noon) throws {
    try archive.perform(.mailboxRemoved, by: session(time)) { try MailboxRemoval.run(Self.email(person), $0) }
  }

  /// The directory names people, who may be new or back.
  func directoryNames(_ people: String..., at time: String = noon) throws {
    let lines = people.map { "\(Self.email($0)),\($0.capitalized),,\n" }.joined()
    try archive.perform(.directoryImported, by: session(time)) { act in
      _ = try DirectoryImport.run(Array("Email,DisplayName,MobileNumber,Department\n\(lines)".utf8), act)
    }
  }

  /// What is told of an inactive mailbox.
  func inactive(_ person: String, at time: String = noon) throws -> InactiveMailboxReport? {
    let mailbox = try mailbox(person)
    return try archive.read { try InactiveMailboxReport.all(at: moment(time), $0)[mailbox] }
  }

  func delete(hold name: String, of legalCase: String, at time: String = noon) throws {
    try onCase(legalCase, at: time) { _ = try HoldPlacement.delete(name, in: $0, $1) }
  }

  func release(
    hold name: String, of legalCase: String, from people: [String] = [], at time: String = noon
  ) throws {
    try onCase(legalCase, at: time) { legalCase, act in
      _ = try HoldPlacement.release(name, from: people.map(Self.email), in: legalCase, act)
    }
  }

  @discardableResult
  func apply(hold name: String, of legalCase: String, to people: [String] = [], at time: String = noon) throws
    -> [String]
  {
    try onCase(legalCase, at: time) { legalCase, act in
      try HoldPlacement.apply(name, to: people.map(Self.email), in: legalCase, act).map(\.displayName)
    }
  }

  /// Ends the delays that holds left on the person's mailbox.
  @discardableResult
  func endDelay(_ person: String, because reason: String = "settled", at time: String = noon) throws -> [String] {
    try archive.perform(.delayHoldEnded, by: session(time)) {
      try DelayRecord.end(on: Self.email(person), because: reason, $0).map(\.source.name)
    }
  }

  /// The delays that run, `Ann after hold until …` each.
  func delays(at time: String = noon) throws -> [String] {
    try archive.read { db in
      try DelayRecord.running(at: moment(time), db).map {
        "\($0.mailbox.displayName) after \($0.source.name) until \($0.until)"
      }
    }
  }

  /// The items that a hold covers now, as the explanation of each says.
  func items(heldBy kind: Considered.Kind, named name: String, at time: String = noon) throws -> Set<Item.ID> {
    let items = try archive.read { try Int64.fetchAll($0, sql: "SELECT id FROM item").map { Item.ID($0) } }
    return Set(
      try items.filter { item in
        try explained(item, at: time).considered.contains { $0.applies && $0.kind == kind && $0.name == name }
      })
  }

  func query(_ text: String, zone: KQLTimeZone = .utc, at time: String = noon) throws -> (text: String, query: Query) {
    (text, try KQL.parse(text, context: KQLContext(now: moment(time), zone: zone)).query)
  }

  /// What a hold would cover.
  func preview(
    _ people: [String], query text: String? = nil, from: String? = nil, to: String? = nil,
    for viewer: Viewer = .program, at time: String = noon
  ) throws -> HoldCoverage {
    let parsed = try text.map { try query($0, at: time) }
    let days = try DayRange(from: from.flatMap { CivilDate($0) }, to: to.flatMap { CivilDate($0) })
    return try archive.read { db in
      try HoldCoverage.proposed(
        on: HoldPlacement.mailboxes(people.map(Self.email), db), query: parsed, days: days, for: viewer,
        at: moment(time), db)
    }
  }

  func coverage(of name: String, in legalCase: String, for viewer: Viewer = .program, at time: String = noon) throws
    -> HoldCoverage
  {
    try archive.read { db in
      let found = try LegalCase.require(legalCase, for: Self.user, db)
      return try HoldCoverage.of(
        HoldPlacement.require(name, in: found, db), for: viewer, at: moment(time), db)
    }
  }

  /// The index as another version of the analyser would have left it.
  func spoilIndex() throws {
    try archive.maintain { try $0.execute(sql: "UPDATE search_state SET value = 'older' WHERE name = 'version'") }
  }
}
