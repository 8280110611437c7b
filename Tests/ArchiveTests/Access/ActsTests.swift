@testable internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Testing

@Suite("Acts, roles and the clock")
struct ActsTests {
  /// Every act there is, and the groups that the documentation promises it to.
  private static let guarded: [Action] = [
    .directoryImported, .directoryListed, .mailboxRemoved, .roleGranted, .roleRevoked, .rolesListed,
    .partnerProvisioned, .settingChanged, .connectorCreated, .connectorChanged, .connectorRemoved, .connectorViewed,
    .connectorRun, .itemsImported, .dayCompleted, .mappingChanged, .quarantineViewed, .quarantineReplayed,
    .searchStarted, .itemViewed, .caseAdded, .caseUpdated, .caseRemoved, .caseViewed, .holdCreated, .holdRemoved,
    .holdViewed, .litigationHoldPlaced, .litigationHoldReleased, .retentionPolicyCreated, .retentionPolicyChanged,
    .retentionPolicyRemoved, .retentionViewed, .retentionRehearsed, .retentionSwept, .itemExplained, .itemsDeleted,
    .itemsPurged, .settingsListed, .auditSearched, .auditVerified, .auditExported, .auditProved, .indexViewed,
    .indexRebuildStarted, .indexRebuilt, .itemsRestored, .erasureViewed, .erasureRun, .settingChangeRequested,
    .retentionPolicyLocked, .retentionChangeRequested, .retentionChangeApproved, .retentionChangeRejected,
    .mailboxExplained, .serviceStarted, .serviceStopped, .serviceViewed, .alarmRaised, .alarmCleared,
    .alarmAcknowledged, .quarantineDiscarded, .reconciliationViewed, .directorySynced, .directorySyncRehearsed,
    .directorySourceChanged, .directorySourceViewed,
  ]

  private func count(_ test: TestArchive) throws -> Int64 {
    try test.archive.read { try Ledger.nextSequence($0) } - 1
  }

  @Test("every act needs its role: without it nothing happens and the attempt is on the ledger", arguments: guarded)
  func matrix(_ action: Action) throws {
    try TestArchive.with { test in
      #expect(!action.allowed.isEmpty)
      for group in RoleGroup.allCases where !action.allowed.contains(group) {
        try test.archive.perform(.roleGranted, by: test.session) { try Accounts.grant("eve", group, $0) }
      }
      let eve = try test.archive.session(user: "eve")
      let before = try count(test)
      let error = #expect(throws: AccessError.self) {
        try test.archive.perform(action, on: "thing", by: eve) { _ in Issue.record("the body ran") }
      }
      #expect(
        error == .lacksRole(account: "eve", action: action.name, anyOf: action.allowed.sorted()))
      #expect(throws: AccessError.self) {
        try test.archive.consult(action, by: eve) { _ in Issue.record("the body ran") }
      }
      let entries = try test.archive.read { try LedgerReader.entries(limit: 2, $0) }.entries
      #expect(try count(test) == before + 2)
      #expect(entries.map(\.action) == ["AccessDenied", "AccessDenied"])
      #expect(entries.first?.object == "thing")
      #expect(entries.first?.details == ["attempted": .text(action.name)])
      let group = try #require(action.allowed.randomElement())
      try test.archive.perform(.roleGranted, by: test.session) { try Accounts.grant("eve", group, $0) }
      try test.archive.perform(action, by: eve) { _ in }
    }
  }

  @Test("the names of acts on the ledger differ")
  func names() { #expect(Set(Self.guarded.map(\.name)).count == Self.guarded.count) }

  @Test("an act that fails leaves no change and no entry")
  func throwing() throws {
    try TestArchive.with { test in
      struct Failure: Error {}
      let before = try count(test)
      #expect(throws: Failure.self) {
        try test.archive.perform(.roleGranted, by: test.session) { act in
          try Accounts.grant("eve", .export, act)
          throw Failure()
        }
      }
      #expect(try count(test) == before)
      #expect(try test.archive.read { try Accounts.groups(of: "eve", $0) }.isEmpty)
    }
  }

  @Test("an act whose entry can't be written does not happen")
  func ledgerFails() throws {
    try TestArchive.with { test in
      try test.attack {
        try $0.execute(
          sql: "CREATE TRIGGER full BEFORE INSERT ON ledger_checkpoint BEGIN SELECT RAISE(ABORT, 'full'); END")
      }
      #expect(throws: DatabaseError.self) {
        try test.archive.perform(.roleGranted, by: test.session) { try Accounts.grant("eve", .export, $0) }
      }
      #expect(try test.archive.read { try Accounts.groups(of: "eve", $0) }.isEmpty)
      #expect(try count(test) == 1)
    }
  }

  @Test("an answer is given only once the question is on the ledger")
  func consulting() throws {
    try TestArchive.with { test in
      let answer = try test.archive.consult(.searchStarted, by: test.session, details: { ["found": .number($0)] }) {
        _ in 7
      }
      #expect(answer == 7)
      #expect(try test.archive.read { try LedgerReader.entries(limit: 1, $0) }.entries.first?.details == ["found": 7])
    }
  }

  @Test("a real archive refuses to act when the clock has gone back; a sandbox doesn't")
  func clock() throws {
    for sandbox in [true, false] {
      try TestArchive.with(sandbox: sandbox) { test in
        let last = try #require(try test.archive.read { try Ledger.lastMoment($0) })
        let earlier = Session(account: TestArchive.user, pinnedTime: last.adding(microseconds: -1))
        let same = Session(account: TestArchive.user, pinnedTime: last)
        try test.archive.perform(.searchStarted, by: same) { _ in }
        let act = { try test.archive.perform(.searchStarted, by: earlier) { _ in } }
        if sandbox {
          try act()
        } else {
          #expect(throws: AccessError.clockWentBack(now: earlier.now, last: last)) { try act() }
          #expect(try count(test) == 2)
        }
      }
    }
  }

  @Test("refusals tell a person what to do")
  func wording() {
    #expect(
      AccessError.lacksRole(account: "eve", action: "HoldCreated", anyOf: [.eDiscoveryManager, .auditReader])
        .description
        == "eve may not do this (HoldCreated): it takes the role group 'Audit Reader' or 'eDiscovery Manager'; "
        + "an Organization Management member can grant it with 'holdfast role grant'")
    #expect(
      AccessError.timeIsNotYours.description
        == "--at works only in an archive made with 'holdfast init --sandbox'; this one keeps real time")
  }

  @Test("threads and processes that act at once make one sequence")
  func concurrency() async throws {
    try await TestFolders.withTemporary { folder in
      let place = folder.appendingPathComponent("archive")
      let first = try Archive.create(at: place, organization: "Corp", sandbox: true, user: TestArchive.user)
      let second = try Archive.open(at: place)
      let session = try first.session(user: TestArchive.user)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for archive in [first, second, first, second] {
          group.addTask {
            for _ in 0..<25 { try archive.perform(.searchStarted, by: session) { _ in } }
          }
        }
        try await group.waitForAll()
      }
      #expect(try first.verifyLedger(by: session).entries == 101)
      #expect(try second.verifyLedger(by: session).entries == 102)
    }
  }
}
