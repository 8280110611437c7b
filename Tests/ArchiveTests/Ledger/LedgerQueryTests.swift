@testable internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Testing

@Suite("Asking the ledger")
struct LedgerQueryTests {
  private static let first = Moment(seconds: 1_704_067_200)

  /// Entries 2 to 11 after the archive's creation, a minute apart, by two accounts.
  private func withLedger(_ body: (TestArchive) throws -> Void) throws {
    try TestArchive.with { test in
      let acts: [(Action, String?, [String: LedgerValue])] = [
        (.caseAdded, "Merger", [:]),
        (.caseUpdated, "Merger", ["member": "bob"]),
        (.holdCreated, "Merger", ["hold": "h", "mailboxes": .list(["ann@corp.example", "ben_b@corp.example"])]),
        (.litigationHoldPlaced, "ann@corp.example", ["days": 7]),
        (
          .searchJobCreated, "j", ["case": "Merger", "query": "a \"b\\c\" 100%", "excluded": .list(["c@corp.example"])]
        ),
        (.itemViewed, "item 17", [:]),
        (.itemsDeleted, nil, ["items": .list([17, 18])]),
        (
          .itemsPurged, nil,
          ["purged": .list([.record(["item": 18, "mailbox": "ann@corp.example"])]), "blocked": .list([17])]
        ),
        (.searchStarted, nil, ["items": 17, "messages": 17, "query": "item 17"]),
        (.retentionPolicyCreated, "p", ["scope": "all", "named": .list(["c@corp.example"])]),
      ]
      for (index, act) in acts.enumerated() {
        let session = Session(
          account: index.isMultiple(of: 2) ? TestArchive.user : "ann@corp.example",
          pinnedTime: Self.first.adding(microseconds: Int64(index) * 60 * Moment.perSecond))
        try test.archive.write(act.0, on: act.1, by: session, details: act.2) {
          if act.0 == .itemsPurged { $0.result = .partial }
        }
      }
      let nobody = Session(account: "nobody", pinnedTime: Self.first)
      #expect(throws: AccessError.self) { try test.archive.authorize(.auditVerified, by: nobody) }
      try body(test)
    }
  }

  private func found<Value>(_ test: TestArchive, _ field: WritableKeyPath<LedgerQuery, Value>, _ value: Value) throws
    -> [Int64]
  {
    var query = LedgerQuery()
    query[keyPath: field] = value
    return try found(test, query)
  }

  private func expect<Value>(
    _ test: TestArchive, _ field: WritableKeyPath<LedgerQuery, Value>, _ value: Value, _ expected: [Int64]
  ) throws {
    let seen = try found(test, field, value)
    #expect(seen == expected, "\(field) \(value)")
  }

  private func found(_ test: TestArchive, _ query: LedgerQuery) throws -> [Int64] {
    try test.archive.read { db in
      let page = try LedgerReader.page(query, db)
      let entries = try page.entries(db).next(100)
      #expect(page.matching == entries.count)
      return entries.map(\.seq)
    }
  }

  @Test("how many entries an act has is the same counted one by one, on every page, in every order and letter case")
  func tally() throws {
    try withLedger { test in
      for number in 0..<40 {
        let action = [Action.searchStarted, .itemViewed, .holdCreated][number % 3]
        try test.archive.perform(action, by: test.session) { _ in }
      }
      try test.archive.read { db in
        let numbers = try Int64.fetchAll(db, sql: "SELECT seq FROM ledger_entry ORDER BY seq")
        for (action, order) in ["SEARCHSTARTED", "PreviewItemRendered", "nothing", nil].flatMap({ action in
          LedgerOrder.allCases.map { (action, $0) }
        }) {
          var query = LedgerQuery()
          query.action = action
          let all = try Set(
            Int64.fetchAll(
              db, sql: "SELECT seq FROM ledger_entry WHERE ?1 IS NULL OR action = ?1 COLLATE NOCASE",
              arguments: [action]))
          for after in [nil, 1] + numbers.map(Optional.some) {
            let left = all.filter { seq in after.map { order.goesBack ? seq < $0 : seq > $0 } ?? true }.count
            let page = try LedgerReader.page(query, order: order, after: after, limit: 3, db)
            #expect(page.matching == all.count, "\(action ?? "all") \(order) \(after ?? 0)")
            #expect(page.count == min(left, 3) && page.omitted == left - page.count)
          }
        }
      }
      try test.archive.maintain {
        try $0.execute(sql: "UPDATE ledger_tally SET entries = 5 WHERE action = 'CaseAdded'")
      }
      #expect(throws: LedgerDamage("the count of the entries of CaseAdded was changed: it says 5")) {
        try test.archive.verifyLedger(by: test.session)
      }
    }
  }

  @Test("by act, operation and record type, whatever the letter case")
  func acts() throws {
    try withLedger { test in
      try expect(test, \.action, "holdcreated", [4])
      try expect(test, \.operation, "set-mailbox", [5])
      try expect(test, \.operation, "New-CaseHoldRule", [4])
      try expect(test, \.operation, "CaseMemberAdded", [3])
      try expect(test, \.operation, "CaseUpdated", [])
      try expect(test, \.operation, "NewRetentionCompliancePolicy", [11])
      try expect(test, \.recordType, .exchangeItemGroup, [8, 9])
      try expect(test, \.action, "' OR 1 --", [])
    }
  }

  @Test("by account, object, case, mailbox and item, and never by the account where a mailbox is meant")
  func subjects() throws {
    try withLedger { test in
      try expect(test, \.actor, "ANN@corp.example", [3, 5, 7, 9, 11])
      try expect(test, \.object, "MERGER", [2, 3, 4])
      try expect(test, \.legalCase, "merger", [2, 3, 4, 6])
      try expect(test, \.mailbox, "Ann@corp.example", [4, 5, 9])
      try expect(test, \.mailbox, "benxb@corp.example", [])
      try expect(test, \.mailbox, "c@corp.example", [6, 11])
      try expect(test, \.item, 17, [7, 8, 9])
      try expect(test, \.item, 18, [8, 9])
      try expect(test, \.item, 1, [])
    }
  }

  @Test("by result, text and time")
  func others() throws {
    try withLedger { test in
      try expect(test, \.result, .refused, [12])
      try expect(test, \.result, .partial, [9])
      let done = try found(test, \.result, .done)
      #expect(done.count == 10)
      try expect(test, \.text, "A \"B\\c\" 100%", [6])
      try expect(test, \.text, "100_", [])
      try expect(test, \.text, "tester", [1])
      let third = Self.first.adding(microseconds: 120 * Moment.perSecond)
      var (both, period) = (LedgerQuery(), LedgerQuery())
      (period.since, period.until) = (Self.first, third)
      let inPeriod = try found(test, period)
      #expect(inPeriod == [2, 3, 12])
      (both.actor, both.mailbox) = ("ann@corp.example", "ann@corp.example")
      let byAndOn = try found(test, both)
      #expect(byAndOn == [5, 9])
      #expect(throws: InputError.self) { try found(test, \.text, "") }
      #expect(throws: InputError.self) { try found(test, \.text, String(repeating: "x", count: 1_001)) }
    }
  }

  @Test("pages follow each other without a gap or a double, in every order", arguments: LedgerOrder.allCases)
  func pages(_ order: LedgerOrder) throws {
    try TestArchive.with { test in
      try test.act(22)
      var query = LedgerQuery()
      query.action = "SearchStarted"
      var (seen, after) = ([[Int64]](), Int64?.none)
      repeat {
        after = try test.archive.read { db in
          let page = try LedgerReader.page(query, order: order, after: after, limit: 5, db)
          #expect(page.matching == 22)
          seen.append(try page.entries(db).next(100).map(\.seq))
          #expect(page.count == seen.last?.count)
          #expect(page.omitted == 22 - seen.joined().count)
          return page.next
        }
      } while after != nil
      #expect(seen.map(\.count) == [5, 5, 5, 5, 2])
      switch order {
      case .oldest: #expect(Array(seen.joined()) == Array(2...23))
      case .newest: #expect(Array(seen.joined()) == (2...23).reversed())
      case .latest:
        #expect(seen.first == [19, 20, 21, 22, 23])
        #expect(seen.joined().sorted() == Array(2...23))
      }
    }
  }

  @Test("what is asked for most is found by an index, and entries' texts are never sorted")
  func plans() throws {
    try TestArchive.with { test in
      func expectPlan<Value>(_ field: WritableKeyPath<LedgerQuery, Value>, _ value: Value, _ wanted: String) throws {
        var query = LedgerQuery()
        query[keyPath: field] = value
        let plan = try test.archive.read { db in
          let (condition, arguments) = try query.condition()
          return try Row.fetchAll(
            db, sql: "EXPLAIN QUERY PLAN SELECT seq FROM ledger_entry WHERE \(condition) ORDER BY seq DESC LIMIT 50",
            arguments: arguments
          ).map { $0["detail"] as String }.joined(separator: "\n")
        }
        #expect(plan.contains(wanted))
      }
      try expectPlan(\.action, "x", "SEARCH ledger_entry USING COVERING INDEX ledger_entry_by_action (action=?)")
      try expectPlan(\.actor, "x", "SEARCH ledger_entry USING COVERING INDEX ledger_entry_by_actor (actor=?)")
      try expectPlan(\.operation, "HoldCreated", "ledger_entry_by_action (action=?)")
      try expectPlan(\.object, "x", "ledger_entry_by_object (<expr>=?)")
      try expectPlan(\.legalCase, "x", "ledger_entry_by_case (<expr>=?)")
      try expectPlan(\.recordType, .ledger, "ledger_entry_by_action (action=?)")
    }
  }
}
