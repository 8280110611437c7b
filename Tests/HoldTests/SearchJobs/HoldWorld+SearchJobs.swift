internal import Archive
internal import ArchiveTesting
internal import Hold
internal import Search

extension HoldWorld {
  @discardableResult
  func job(
    _ name: String, _ query: String, in legalCase: String? = nil, mailboxes: [String] = [], excluded: [String] = [],
    custodians: Bool = false, as account: String? = nil
  ) throws -> SearchJob {
    let terms = SearchJob.Terms(
      query: query, mailboxes: mailboxes.map(Self.email), excluded: excluded.map(Self.email), custodians: custodians)
    return try archive.perform(.searchJobCreated, on: name, by: session(as: account)) {
      try SearchJob.create(name, terms, inCase: legalCase, $0)
    }
  }

  @discardableResult
  func run(_ name: String, as account: String? = nil) throws -> SearchJobRun {
    try SearchJob.run(name, in: archive, by: session(as: account))
  }

  @discardableResult
  func requestPurge(
    _ name: String, hard: Bool, reason: String = "sent by mistake", as account: String? = nil, at time: String = noon
  ) throws -> PurgeRequest {
    try SearchPurge.request(
      name, run: nil, hard: hard, reason: reason, in: archive, by: session(time, as: account))
  }

  func purge(_ name: String, hard: Bool) throws -> (request: PurgeRequest, erasure: Erasure.State) {
    try SearchPurge.carryOut(requestPurge(name, hard: hard), in: archive, by: session())
  }

  func approve(_ id: PurgeRequest.ID, as account: String? = nil, at time: String = noon) throws -> PurgeRequest {
    try SearchPurge.approve(id, in: archive, by: session(time, as: account))
  }

  func request(_ id: PurgeRequest.ID) throws -> PurgeRequest {
    try archive.read { try PurgeRequest.require(id, for: Self.user, $0) }
  }

  func counts(_ request: PurgeRequest) throws -> [PurgeResult.Outcome: Int] {
    try archive.read { try request.counts($0) }
  }

  /// What became of each item, read a few at a time.
  func results(_ request: PurgeRequest) throws -> [PurgeResult] {
    var all: [PurgeResult] = []
    while case let page = try archive.read({ try request.results(after: all.last?.item ?? 0, limit: 700, $0) }),
      !page.isEmpty
    {
      all += page
    }
    return all
  }

  func grant(_ account: String, _ group: RoleGroup) throws {
    try archive.perform(.roleGranted, by: session()) { try Accounts.grant(account, group, $0) }
  }

  func askForTwo() throws {
    try archive.perform(.settingChanged, by: session()) { try Setting.purgeApproval.change(to: "two-person", $0) }
  }

  /// Hides a person's mailbox from an account.
  func filter(_ name: String, for account: String, mailbox: String) throws {
    try archive.perform(.permissionFilterCreated, by: session()) {
      try PermissionFilter.create(
        name, PermissionFilter.Terms(.deny, for: [.account(account)], mailboxes: [Self.email(mailbox)]), $0)
    }
  }
}
