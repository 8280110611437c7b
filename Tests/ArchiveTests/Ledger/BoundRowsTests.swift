@testable internal import Archive
internal import ArchiveTesting
internal import GRDB
internal import Synchronization
internal import Testing

@Suite("what an act costs for the rows that the ledger commits to")
struct BoundRowsTests {
  private final class Statements: Sendable {
    private let seen = Mutex<[String]>([])

    func add(_ sql: String) { seen.withLock { $0.append(sql) } }

    func take() -> [String] {
      seen.withLock { all in
        defer { all = [] }
        return all
      }
    }
  }

  @Test("a question reads none of their tables, and an act that touches none of them looks once")
  func nothing() throws {
    try TestArchive.with { test in
      try test.archive.perform(.mappingChanged, by: test.session) { _ in }
      let statements = Statements()
      try test.archive.store.writeWithoutTransaction { db in
        db.trace { event in if case .statement(let statement) = event { statements.add(statement.sql) } }
      }
      func digesting() -> [String] { statements.take().filter { $0.contains("json_array") } }
      func looking() -> [String] {
        statements.take().filter { sql in BoundRows.all.contains { sql.contains("FROM \($0.from)") } }
      }
      try test.archive.consult(.rolesListed, by: test.session) { _ in }
      #expect(
        looking().filter { $0.contains("SELECT EXISTS") || $0.contains("json_array") || $0.contains("UNION") } == [])
      try test.archive.perform(.mappingChanged, by: test.session) { _ in }
      #expect(digesting() == [])
      try test.archive.perform(.mappingChanged, by: test.session) { _ in }
      #expect(looking().count { $0.contains("UNION ALL") } == 1)
      try test.archive.perform(.settingChanged, by: test.session) { try Setting.timeZone.change(to: "UTC", $0) }
      #expect(digesting().count == 1)
    }
  }

  @Test("every table has an index by which an act's rows are found")
  func indexes() throws {
    try TestArchive.with { test in
      try test.archive.read { db in
        for bound in BoundRows.all {
          let plan = try Row.fetchAll(
            db, sql: "EXPLAIN QUERY PLAN SELECT 1 FROM \(bound.from) WHERE \(bound.entry) = ?", arguments: [1])
          let first = plan.first.map { $0["detail"] as String } ?? ""
          #expect(first.hasPrefix("SEARCH t USING"), "\(bound.name): \(first)")
        }
      }
    }
  }

  @Test("names, and the forms that brought them, are told apart")
  func names() {
    #expect(Set(BoundRows.all.map(\.name)).count == BoundRows.all.count)
    #expect(BoundRows.all.map(\.since).max() == LedgerEntry.form)
  }
}
