internal import GRDB

extension Check {
  /// Whether what was purged has left the disk.
  static let erasure = Check("erasure") { examination in
    let pending = try examination.read { try Int.fetchOne($0, sql: "SELECT SUM(messages) FROM erasure") ?? 0 }
    return pending > 0
      ? [
        .warning(
          "erasure", "of \(pending) purged messages something is still on disk", "run 'holdfast erasure run'")
      ] : [.ok("erasure", "of what was purged nothing is left on disk")]
  }

  /// Whether there is a backup of late.
  static let backup = Check("backup") { examination in
    let (last, isSandbox) = try examination.read { db in
      (
        try Int64.fetchOne(
          db, sql: "SELECT at FROM ledger_entry WHERE action = ? ORDER BY seq DESC LIMIT 1",
          arguments: [Action.backupMade.name]
        ).map(Moment.init(microseconds:)),
        try Setting.sandbox.read(db) == "true"
      )
    }
    guard let last else {
      return isSandbox
        ? [.ok("backup", "none, which a sandbox needs not")]
        : [.warning("backup", "no backup was ever made", "make one: 'holdfast backup DIR --passphrase-file FILE'")]
    }
    let text = "the newest was made \(RFC3339.format(last))"
    return last.adding(days: oldestBackup) < examination.now && !isSandbox
      ? [.warning("backup", text, "make one, and let 'holdfast backup' run every day")] : [.ok("backup", text)]
  }

  /// In days: what came since is imported again from the partner, which keeps it for about so long.
  private static let oldestBackup = 7
}
