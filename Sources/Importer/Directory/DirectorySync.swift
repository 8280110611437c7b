public import Archive
internal import GRDB

/// Brings the mailboxes to what an LDAP directory says of the company's people.
///
/// All of the directory is read before anything is changed, and everything is changed in one act: a server that breaks
/// off, or gives a part, changes nothing.
public struct DirectorySync: Sendable {
  /// What a sync did, or would do.
  public struct Report: Sendable {
    public var added: [String] = []
    public var updated: [String] = []
    public var unchanged = 0
    /// Of the updated, those whose mailboxes were inactive.
    public var returned: [String] = []
    /// People whom the directory listed and lists no more.
    public var left: [String] = []
    public var rejected: [Rejection] = []
    /// References to other servers, which are not followed.
    public var references: Int64 = 0
    public var people: Int { added.count + updated.count + unchanged }
  }

  public struct Rejection: Sendable, Hashable, Encodable {
    /// The entry's name.
    public var entry: String
    public var reason: String
  }

  /// More than this share of those whom the directory listed is not lost in a day; a wrong base or filter loses more.
  public static let mostLeavingPercent = 10
  /// So few may leave even a small company.
  public static let fewLeavers = 2
  /// Entries of a directory: those of its people, and as many again that are rejected.
  static let mostEntries = 2 * DirectoryImport.mostRecords
  /// Rejections that are told one by one; a wrong attribute rejects everyone for the same reason.
  static let mostRejections = 1_000
  /// Names of people on the ledger's entry, of each kind; the counts are of all.
  private static let mostNamed = 1_000

  private let archive: Archive
  private let session: Session
  /// How many may leave; nil: the usual share.
  public var leavers: Int?
  var timeouts = LDAPSearch.Timeouts()

  public init(archive: Archive, session: Session) { (self.archive, self.session) = (archive, session) }

  /// Reads the directory and brings the mailboxes to it.
  ///
  /// Throws ``DirectoryUnavailable``, ``AccessError``, and ``InputError`` where too many would leave.
  public func run() throws -> Report {
    try archive.authorize(.directorySynced, on: "directory", by: session)
    let service = try archive.read(DirectoryService.require)
    let found = try read(service)
    return try archive.perform(.directorySynced, on: "directory", by: session) { act in
      var writer = try DirectoryWriter(act)
      let report = try plan(found, writer, act.db)
      try guardAgainstEmptying(report, act.db)
      for person in found.people { try enter(person, &writer, act) }
      for email in report.left {
        if let mailbox = writer.mailbox(email) { try MailboxRemoval.begin(mailbox.id, act) }
      }
      note(report, service, act)
      return report
    }
  }

  /// What a sync would do now.
  public func rehearse() throws -> Report {
    try archive.authorize(.directorySyncRehearsed, on: "directory", by: session)
    let service = try archive.read(DirectoryService.require)
    let found = try read(service)
    var report = Report()
    // An act of its own, which changes nothing: who asked is on the ledger.
    try archive.perform(.directorySyncRehearsed, on: "directory", by: session) { act in
      report = try plan(found, DirectoryWriter(act), act.db)
      note(report, service, act)
    }
    return report
  }

  private func read(_ service: DirectoryService) throws -> DirectoryReading {
    let known = Set(try archive.read(Mailbox.all).map { $0.email.lowercased() })
    return try DirectoryReading(service, keys: archive.keys, known: known, timeouts: timeouts)
  }

  private func plan(_ found: DirectoryReading, _ writer: DirectoryWriter, _ db: Database) throws -> Report {
    var report = Report()
    (report.rejected, report.references) = (found.rejected, found.references)
    for person in found.people {
      let hasSameNumbers = try writer.mailbox(person.person.email).map {
        try MailboxNumbers.of($0.id, db) == Set(person.otherNumbers)
      }
      switch writer.change(by: person.person) {
      case .added: report.added.append(person.person.email)
      case .unchanged where hasSameNumbers ?? true: report.unchanged += 1
      case .unchanged: report.updated.append(person.person.email)
      case .updated(let isBack):
        report.updated.append(person.person.email)
        if isBack { report.returned.append(person.person.email) }
      }
    }
    // An entry that is there and can't be used is nobody's leaving.
    let listed = Set(found.people.map(\.person.email)).union(found.rejectedAddresses)
    report.left = try members(db).filter { !listed.contains($0.lowercased()) }
    return report
  }

  /// The active mailboxes that the directory has listed.
  private func members(_ db: Database) throws -> [String] {
    try String.fetchAll(
      db,
      sql: """
        SELECT m.email FROM directory_member d JOIN mailbox m ON m.id = d.mailbox WHERE m.status = 'active'
        ORDER BY m.email
        """)
  }

  /// Refuses a sync after which many would be gone: a mistake in the directory's settings looks the same.
  private func guardAgainstEmptying(_ report: Report, _ db: Database) throws {
    let members = try members(db).count
    let most = leavers ?? max(Self.fewLeavers, members * Self.mostLeavingPercent / 100)
    let isEmptied = members > 0 && report.left.count == members && leavers == nil
    guard report.left.count > most || isEmptied else { return }
    throw InputError(
      "\(report.left.count) of the \(members) people whom the directory listed would leave: nothing was changed; see who "
        + "with --dry-run, and if it is right, say so with --leavers \(report.left.count)",
      code: "directory.leavers")
  }

  private func enter(_ found: DirectoryReading.Found, _ writer: inout DirectoryWriter, _ act: Act) throws {
    _ = try writer.enter(found.person)
    guard let mailbox = writer.mailbox(found.person.email) else { return }
    try act.db.cachedStatement(
      sql: """
        INSERT INTO directory_member (mailbox, dn, entry) VALUES (?, ?, ?)
        ON CONFLICT (mailbox) DO UPDATE SET dn = excluded.dn, entry = excluded.entry WHERE dn <> excluded.dn
        """
    ).execute(arguments: [mailbox.id.rawValue, found.entry, act.entry])
    try MailboxNumbers.set(found.otherNumbers, of: mailbox.id, act.db)
  }

  private func note(_ report: Report, _ service: DirectoryService, _ act: Act) {
    act.note("url", .text(service.url))
    for (name, count) in [
      ("people", report.people), ("added", report.added.count), ("updated", report.updated.count),
      ("unchanged", report.unchanged), ("reactivated", report.returned.count), ("left", report.left.count),
      ("rejected", report.rejected.count),
    ] {
      act.note(name, .number(count))
    }
    for (name, people) in [("leavers", report.left), ("returned", report.returned)] where !people.isEmpty {
      act.note(name, .list(people.prefix(Self.mostNamed).map { .text($0) }))
    }
  }
}
