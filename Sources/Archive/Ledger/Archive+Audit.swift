public import Foundation
internal import GRDB

extension Archive {
  /// Entries of the ledger, for a member of Audit Reader.
  ///
  /// - Throws: ``LedgerDamage`` where an entry can't be read, ``AccessError``.
  public func searchLedger(
    action: String? = nil, actor: String? = nil, since: Moment? = nil, limit: Int = LedgerReader.mostEntries,
    by session: Session
  ) throws -> LedgerListing {
    try consult(
      .auditSearched, by: session,
      details: { listing in
        var details: [String: LedgerValue] = ["entries": .number(listing.entries.count), "limit": .number(limit)]
        details["action"] = action.map { .text($0) }
        details["actor"] = actor.map { .text($0) }
        details["since"] = since.map { .text(RFC3339.format($0)) }
        return details
      },
      { try LedgerReader.entries(action: action, actor: actor, since: since, limit: limit, $0) })
  }

  /// Verifies the ledger as it was before this act, and puts the outcome on it.
  ///
  /// `deep`: recompute every message's digests from the bytes that are stored, too.
  /// `key`: the ledger's key as it was written down; nil: the one in the archive's folder.
  /// Throws ``LedgerDamage`` for the first thing that is wrong, ``AccessError``.
  public func verifyLedger(
    deep: Bool = false, key: LedgerPublicKey? = nil, by session: Session
  ) throws -> LedgerVerification {
    try authorize(.auditVerified, by: session)
    do {
      let verification = try verifyOnce(LedgerVerifier(key: key ?? ledgerKey, content: content, deep: deep))
      try write(
        .auditVerified, on: nil, by: session,
        details: [
          "intact": true, "entries": .number(verification.entries), "root": .text(verification.root.hex),
          "deep": .flag(deep),
        ]
      ) { _ in }
      return verification
    } catch let damage as LedgerDamage {
      // A ledger that is damaged at its end takes no more entries; the finding must come out all the same.
      try? write(
        .auditVerified, on: nil, by: session, details: ["intact": false, "finding": .text(damage.description)]
      ) { _ in }
      throw damage
    }
  }

  private func verifyOnce(_ verifier: LedgerVerifier) throws -> LedgerVerification {
    do {
      let head = try ledger.head.read()
      return try store.read { try verifier.verify($0, head: head) }
    } catch let damage as LedgerDamage {
      // A purge unlinks files while an older state of the database is still being read.
      guard verifier.deep, let message = damage.message, try store.read({ try PurgedMessage.exists(message, $0) })
      else { throw damage }
      let head = try ledger.head.read()
      return try store.read { try verifier.verify($0, head: head) }
    }
  }

  /// Exports the ledger as it was before this act to a new file that only its owner can read.
  ///
  /// - Throws: ``InputError`` where the file is there already, ``LedgerDamage``, ``AccessError``.
  public func exportLedger(to file: URL, by session: Session) throws -> LedgerExport.Summary {
    guard !FileManager.default.fileExists(atPath: file.path) else {
      throw InputError("\(file.path) is there already; name a new file", code: "file.exists")
    }
    try authorize(.auditExported, on: file.lastPathComponent, by: session)
    let lines = try LineFile(file)
    let summary = try consult(
      .auditExported, on: file.lastPathComponent, by: session,
      details: { ["entries": .number($0.entries), "root": .text($0.root.hex)] },
      { try LedgerExport.write(to: lines, signer: keys.signer, at: session.now, $0) })
    try lines.publish()
    return summary
  }
}

/// A message that was purged.
enum PurgedMessage {
  static func exists(_ id: Int64, _ db: Database) throws -> Bool {
    try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM purged_message WHERE id = ?)", arguments: [id]) ?? false
  }
}
