internal import Archive
internal import Hold

extension HoldWorld {
  static let recordsManager = "rita@corp.example"
  static let secondManager = "sam@corp.example"

  /// Gives two more accounts the role that manages records.
  func appointManagers() throws {
    for account in [Self.recordsManager, Self.secondManager] {
      try archive.perform(.roleGranted, by: session("2024-01-01")) {
        try Accounts.grant(account, .recordsManagement, $0)
      }
    }
  }

  /// Asks for a change, or makes it.
  @discardableResult
  func submit(_ change: some ApprovableChange, as account: String? = nil, at time: String = noon) throws
    -> Approval.Outcome
  {
    try Approval.submit(change, in: archive, by: session(time, as: account))
  }

  /// Changes a policy, which must not take a second person.
  func edit(_ name: String, _ change: PolicyEdit.Change, at time: String = noon) throws {
    guard try submit(PolicyEdit(name, change), at: time) == .applied else {
      throw Unreadable(text: "the change of '\(name)' waits for a second person")
    }
  }

  /// Creates a policy with a period of the calendar.
  func policy(
    _ name: String, _ action: Retention.Action, _ period: Period?,
    for scope: PolicyCreation.Scope = .all(excluding: []),
    at time: String = noon
  ) throws {
    try submit(PolicyCreation(name, action: action, period: period, scope: scope), at: time)
  }

  func policy(named name: String) throws -> PolicyRecord { try archive.read { try PolicyRecord.require(name, $0) } }

  /// Brings lines of the directory in: `ann@corp.example,Ann,+447700900001,Trading`.
  func directory(_ lines: String..., at time: String = noon) throws {
    try archive.perform(.directoryImported, by: session(time)) { act in
      let csv = "Email,DisplayName,MobileNumber,Department\n" + lines.map { $0 + "\n" }.joined()
      _ = try DirectoryImport.run(Array(csv.utf8), act)
    }
  }

  /// Sets the organisation's time zone.
  func setTimeZone(_ zone: String) throws {
    try archive.perform(.settingChanged, by: session("2024-01-02")) { try Setting.timeZone.change(to: zone, $0) }
  }

  func setApproval(_ value: RetentionApproval, at time: String = noon) throws {
    try archive.perform(.settingChanged, by: session(time)) {
      try Setting.retentionApproval.change(to: value.rawValue, $0)
    }
  }

  /// What keeps the person's copy, as `kind name`.
  func reasons(_ id: String, of person: String = "ann", at time: String = noon) throws -> [String] {
    try explained(item(id, of: person), at: time).blocking.map { "\($0.kind.rawValue) \($0.name)" }
  }
}
