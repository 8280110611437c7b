public import Archive
public import GRDB
public import Search

// Who may see a search job, and what a case lends it: its members and its custodians.

extension SearchJob {
  /// The jobs an account may see: an eDiscovery Administrator all, others those of their cases and their own.
  public static func visible(to account: String, _ db: Database) throws -> [SearchJob] {
    try all(db).filter { try $0.refusal(of: account, db) == nil }
  }

  /// The job of that name, for an account that may see it.
  public static func require(_ name: String, for account: String, _ db: Database) throws -> SearchJob {
    guard let job = try find(name, db) else {
      throw InputError("there is no search job '\(name)'; see 'holdfast search-job list'", code: "search-job.unknown")
    }
    try job.require(for: account, db)
    return job
  }

  func require(for account: String, _ db: Database) throws {
    if let refusal = try refusal(of: account, db) { throw refusal }
  }

  private func refusal(of account: String, _ db: Database) throws -> AccessError? {
    if try CaseMembers.seesAll(account, db) { return nil }
    guard let legalCase else { return owner == account ? nil : .notOwner(account: account, name: name) }
    let id = LegalCase.ID(legalCase)
    guard try !CaseMembers.isMember(account, of: id, db) else { return nil }
    return .notInCase(account: account, name: try caseName(db) ?? "")
  }

  /// The name of the case it belongs to.
  public func caseName(_ db: Database) throws -> String? {
    guard let legalCase else { return nil }
    return try String.fetchOne(db, sql: "SELECT name FROM legal_case WHERE id = ?", arguments: [legalCase])
  }

  /// Keeps a search, checked as it would be when it is run.
  public static func create(_ name: String, _ terms: Terms, inCase caseName: String?, _ act: Act) throws -> SearchJob {
    let legalCase = try caseName.map { try LegalCase.require($0, for: act.session.account, act.db) }
    try legalCase?.requireActive()
    guard legalCase != nil || !terms.custodians else {
      throw InputError("custodians are a case's; name it with --case", code: "search-job.no-case")
    }
    if let legalCase { act.note("case", .text(legalCase.name)) }
    return try create(name, terms, legalCase: legalCase?.id.rawValue, act)
  }

  /// Removes the job and its runs; refused while a purge of what it found is open.
  public func removeUnlessPurging(_ act: Act) throws {
    if let open = try PurgeRequest.open(of: id, act.db) {
      throw InputError(
        "purge \(open.id) of what '\(name)' found is not over; reject or finish it first", code: "search-job.purging")
    }
    try remove(act)
  }

  /// Where it searches now: the mailboxes it names and those of the case's active custodians, less the excluded.
  public func scope(_ db: Database) throws -> SearchScope {
    var only: Set<Mailbox.ID>? = mailboxes.isEmpty ? nil : Set(mailboxes)
    if custodians, let legalCase {
      let people = try Int64.fetchAll(
        db, sql: "SELECT mailbox FROM case_custodian WHERE legal_case = ? AND status = 'active'",
        arguments: [legalCase])
      guard !people.isEmpty else {
        throw InputError(
          "the case '\(try caseName(db) ?? "")' has no active custodian to search; add one with "
            + "'holdfast case custodian add'", code: "search-job.no-custodians")
      }
      only = (only ?? []).union(people.map { Mailbox.ID($0) })
    }
    return SearchScope(only: only, except: Set(excluded))
  }

  /// Runs a job: finds everything in one state of the archive, and pins it.
  ///
  /// The search itself runs before the transaction that keeps its result, so that nobody waits for it.
  public static func run(_ name: String, in archive: Archive, by session: Session) throws -> SearchJobRun {
    try archive.authorize(.searchJobRun, on: name, by: session)
    let (job, findings) = try archive.read { db in
      let job = try require(name, for: session.account, db)
      if let legalCase = try job.caseName(db) {
        try LegalCase.require(legalCase, for: session.account, db).requireActive()
      }
      let engine = SearchEngine(db, for: Viewer(session))
      return (job, try engine.run(job, in: job.scope(db), at: session.now))
    }
    return try archive.perform(.searchJobRun, on: name, by: session) { act in
      guard try find(job.id, act.db) == job else {
        throw InputError("the search job '\(name)' was removed while it ran", code: "search-job.unknown")
      }
      return try job.keep(findings, sparing: PurgeRequest.runsInUse(act.db), act)
    }
  }
}
