public import Foundation
internal import GRDB

extension Archive {
  /// A page of the ledger, for a member of Audit Reader: to be read once this act is on it.
  ///
  /// `after`: where the page before said that the next begins.
  /// Throws ``InputError`` where the question can't be asked, ``AccessError``.
  public func searchLedger(
    _ query: LedgerQuery = LedgerQuery(), order: LedgerOrder = .latest, after: Int64? = nil,
    limit: Int = LedgerReader.mostEntries, by session: Session
  ) throws -> LedgerPage {
    try consult(
      .auditSearched, by: session,
      details: { page in
        var details = query.details
        (details["entries"], details["limit"]) = (.number(page.count), .number(limit))
        details["after"] = after.map { .number($0) }
        return details
      },
      { try LedgerReader.page(query, order: order, after: after, limit: limit, $0) })
  }

  /// Writes the entries that match to a new file that only its owner can read, oldest first.
  ///
  /// - Throws: ``InputError`` where the file is there already or the question can't be asked, ``LedgerDamage``,
  ///   ``AccessError``.
  public func exportEntries(_ query: LedgerQuery, as table: LedgerTable, to file: URL, by session: Session) throws
    -> Int
  {
    try refuseExisting(file)
    try authorize(.auditExported, on: file.lastPathComponent, by: session)
    let target = try LineFile(file)
    let count = try consult(
      .auditExported, on: file.lastPathComponent, by: session,
      details: { count in
        var details = query.details
        (details["entries"], details["format"]) = (.number(count), .text(table.rawValue))
        return details
      },
      { db in
        try table.write(LedgerReader.page(query, order: .oldest, db).entries(db), to: target)
      })
    try target.publish()
    return count
  }

  /// Proves that an entry is on the ledger as it was after `size` entries; nil: as it is.
  public func proveEntry(_ entry: Int64, in size: Int64? = nil, by session: Session) throws -> LedgerProof {
    try consult(
      .auditProved, on: "entry \(entry)", by: session,
      details: { ["size": .number($0.checkpoint?.size ?? 0)] },
      { try LedgerProver(db: $0, key: ledgerKey).inclusion(of: entry, in: size) })
  }

  /// Proves that the ledger, as it was after `size` entries (nil: as it is), continues what it was after `first`.
  public func proveContinuation(of first: Int64, in size: Int64? = nil, by session: Session) throws -> LedgerProof {
    try consult(
      .auditProved, on: "entries 1 to \(first)", by: session,
      details: { ["size": .number($0.second?.size ?? 0)] },
      { try LedgerProver(db: $0, key: ledgerKey).consistency(with: first, in: size) })
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
    try refuseExisting(file)
    try authorize(.auditExported, on: file.lastPathComponent, by: session)
    let lines = try LineFile(file)
    let summary = try consult(
      .auditExported, on: file.lastPathComponent, by: session,
      details: { ["entries": .number($0.entries), "root": .text($0.root.hex)] },
      { try LedgerExport.write(to: lines, signer: keys.signer, at: session.now, $0) })
    try lines.publish()
    return summary
  }

  /// Writes the rows that the ledger commits to, to a new file that only its owner can read: for `holdfast-verify`, beside
  /// an export made afterwards.
  ///
  /// - Throws: ``InputError`` where the file is there already, ``AccessError``.
  public func exportRows(to file: URL, by session: Session) throws -> Int {
    try refuseExisting(file)
    try authorize(.auditExported, on: file.lastPathComponent, by: session)
    let lines = try LineFile(file)
    let count = try consult(
      .auditExported, on: file.lastPathComponent, by: session, details: { ["rows": .number($0)] },
      { try RowExport.write(to: lines, $0) })
    try lines.publish()
    return count
  }

  private func refuseExisting(_ file: URL) throws {
    guard !FileManager.default.fileExists(atPath: file.path) else {
      throw InputError("\(file.path) is there already; name a new file", code: "file.exists")
    }
  }
}

extension LedgerQuery {
  /// What the ledger says of the question.
  fileprivate var details: [String: LedgerValue] {
    var details: [String: LedgerValue] = [:]
    for (name, text) in [
      ("action", action), ("operation", operation), ("recordType", recordType?.rawValue), ("actor", actor),
      ("object", object), ("legalCase", legalCase), ("ofMailbox", mailbox), ("result", result?.rawValue),
      ("text", text),
      ("since", since.map(RFC3339.format)), ("until", until.map(RFC3339.format)),
    ] {
      if let text { details[name] = .text(text) }
    }
    details["ofItem"] = item.map { .number($0) }
    return details
  }
}

/// A message that was purged.
enum PurgedMessage {
  static func exists(_ id: Int64, _ db: Database) throws -> Bool {
    try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM purged_message WHERE id = ?)", arguments: [id]) ?? false
  }
}
