internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Hold
internal import Importer
internal import Search

/// An archive with three people and a connector to a delivered folder: what tests of holds and retention start from.
///
/// Its clock stands at noon on 1 June 2024 unless a test says otherwise.
struct HoldWorld {
  let archive: Archive
  let feed: HandmadeFeed

  static let user = "tester"
  static let people = ["ann", "ben", "cat"]
  static let noon = "2024-06-01T12:00:00Z"

  static func with<R>(_ body: (HoldWorld) async throws -> R) async throws -> R {
    try await TestFolders.withTemporary { folder in
      let archive = try Archive.create(
        at: folder.appendingPathComponent("archive"), organization: "Corp", sandbox: true, user: user,
        at: moment("2024-01-01"), prepare: SearchIndex.prepare)
      try SearchIndex.attach(to: archive)
      let world = HoldWorld(archive: archive, feed: try Feeds.byHand(in: folder))
      try await world.setUp()
      return try await body(world)
    }
  }

  private func setUp() async throws {
    let session = try session("2024-01-01")
    let lines = Self.people.map { "\(Self.email($0)),\($0.capitalized),,\n" }.joined()
    try archive.perform(.directoryImported, by: session) { act in
      _ = try DirectoryImport.run(Array("Email,DisplayName,MobileNumber,Department\n\(lines)".utf8), act)
    }
    try archive.perform(.partnerProvisioned, by: session) {
      _ = try PartnerApplication.provision("app", name: "O2", $0)
    }
    _ = try await ConnectorCreation(
      name: "o2", type: "o2-network", site: feed.feed.site, username: "u", password: Secret("p"),
      acceptsTerms: true
    ).run(in: archive, by: session)
  }

  static func email(_ person: String) -> String { "\(person)@corp.example" }

  func session(_ time: String = noon, as account: String? = nil) throws -> Session {
    try archive.session(user: Self.user, account: account, at: moment(time))
  }

  /// The archive as another process would find it after a restart.
  func reopened() throws -> HoldWorld {
    HoldWorld(archive: try Archive.open(at: archive.folder, prepare: SearchIndex.prepare), feed: feed)
  }

  // MARK: - Looking

  func mailbox(_ person: String) throws -> Mailbox.ID {
    try archive.read { try Mailbox.require(Self.email(person), $0).id }
  }

  /// The person's copy of what was delivered under that id.
  func item(_ id: String, of person: String = "ann") throws -> Item.ID {
    let found = try archive.read { db in
      try Int64.fetchOne(
        db,
        sql: """
          SELECT i.id FROM item i JOIN message m ON m.id = i.message JOIN mailbox b ON b.id = i.mailbox
          WHERE m.partner_id = ? AND b.email = ?
          """, arguments: [id, Self.email(person)])
    }
    guard let found else { throw Unreadable(text: "\(person) has no copy of \(id)") }
    return Item.ID(found)
  }

  func count(_ table: String) throws -> Int {
    try archive.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM \(table)") ?? 0 }
  }

  /// How many items a search finds.
  func found(_ query: String) throws -> Int {
    try archive.read { db in
      let parsed = try KQL.parse(query, context: KQLContext(now: moment(Self.noon))).query
      return try SearchEngine(db, for: .program).answer(SearchRequest(query: parsed, text: query)).items
    }
  }

  func verdict(_ item: Item.ID, at time: String = noon) throws -> Verdict {
    try explained(item, at: time).verdict
  }

  func explained(_ item: Item.ID, at time: String = noon) throws -> Decision {
    try archive.read { try ItemDeletion.explain(item, at: moment(time), for: .program, $0).1 }
  }

  // MARK: - Doing

  @discardableResult
  func purge(_ items: Item.ID..., at time: String = noon) throws -> [DeletionGate.Outcome] {
    try archive.perform(.itemsPurged, by: session(time)) {
      try ItemDeletion.purge(items, $0, content: archive.content)
    }
  }

  func hold(_ person: String, days: Int? = nil, at time: String = noon) throws {
    try archive.perform(.litigationHoldPlaced, by: session(time)) { act in
      _ = try HoldPlacement.placeLitigationHold(
        on: Self.email(person), HoldTerms(kind: .litigation, name: LitigationHold.name, duration: days), act)
    }
  }

  func release(_ person: String, at time: String = noon) throws {
    try archive.perform(.litigationHoldReleased, by: session(time)) { act in
      _ = try HoldPlacement.releaseLitigationHold(from: Self.email(person), act)
    }
  }

  @discardableResult
  func legalCase(_ name: String, as account: String? = nil) throws -> LegalCase {
    try archive.perform(.caseAdded, by: session(as: account)) { try LegalCase.create(name, $0) }
  }

  /// Works on a case as it is now.
  func onCase<R>(_ name: String, at time: String = noon, _ body: (LegalCase, Act) throws -> R) throws -> R {
    let session = try session(time)
    return try archive.perform(.caseUpdated, by: session) { act in
      try body(LegalCase.require(name, for: session.account, act.db), act)
    }
  }

  /// Places a hold of a case.
  func hold(
    _ people: [String], in legalCase: String, name: String = "hold", query: String? = nil, from: String? = nil,
    to: String? = nil, at time: String = noon
  ) throws {
    let days = try DayRange(from: from.flatMap { CivilDate($0) }, to: to.flatMap { CivilDate($0) })
    let parsed = try query.map { text in
      (text: text, query: try KQL.parse(text, context: KQLContext(now: moment(time))).query)
    }
    try onCase(legalCase, at: time) { legalCase, act in
      _ = try HoldPlacement.place(
        name, on: people.map(Self.email), in: legalCase, query: parsed, days: days, act)
    }
  }

  func setDelay(days: Int) throws {
    try archive.perform(.settingChanged, by: session("2024-01-02")) {
      try Setting.delayHoldDays.write(String(days), $0)
    }
  }

  func policy(
    _ name: String, _ action: Retention.Action, days: Int?, for scope: PolicyChange.Scope = .all(excluding: []),
    at time: String = noon
  ) throws {
    try archive.perform(.retentionPolicyCreated, by: session(time)) { act in
      _ = try PolicyChange.create(name, action: action, days: days, start: .created, scope: scope, act)
    }
  }

  @discardableResult
  func sweep(at time: String = noon, progress: (Int) -> Void = { _ in }) throws -> RetentionSweep.Report {
    try RetentionSweep.run(archive, by: session(time), progress: progress)
  }

  func rehearse(at time: String = noon) throws -> RetentionRehearsal.Report {
    try archive.read { try RetentionRehearsal.run($0, at: moment(time)) }
  }
}

/// What an act failed with, as the person reads it.
func refusal(_ body: () throws -> some Any) -> String? {
  do {
    _ = try body()
    return nil
  } catch {
    return "\(error)"
  }
}
