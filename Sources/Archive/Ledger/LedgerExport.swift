internal import Foundation
internal import GRDB

/// The whole ledger in a file that anyone can check without the archive: see ``LedgerExportVerifier``.
public enum LedgerExport {
  /// What was written.
  public struct Summary: Sendable, Hashable, Codable {
    public var entries: Int64
    public var root: Digest
  }

  /// Writes the state that `db` shows, entry by entry, as it is stored.
  ///
  /// Nothing is recomputed: a damaged ledger can be exported, and is found damaged by whoever checks the export. Only
  /// what the last checkpoint has signed is sealed.
  static func write(to file: LineFile, signer: LedgerSigner, at now: Moment, _ db: Database) throws -> Summary {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let header = Array(
      try encoder.encode(
        ExportFormat.Header(
          organization: try Setting.organization.read(db) ?? "", key: signer.publicKey.hex,
          created: RFC3339.format(now))))
    try file.write(line: header)
    var last: Checkpoint?
    let rows = try PreparedStatement(db, StoredEntry.query)
    try rows.rows { row in
      let entry = StoredEntry(row)
      guard let checkpoint = entry.checkpoint else {
        throw LedgerDamage(entry: entry.seq, "the checkpoint signed with it is missing or unreadable")
      }
      try file.write(line: entry.body)
      try file.write(line: Array(try encoder.encode(checkpoint)))
      last = checkpoint
      return true
    }
    if let last, !signer.publicKey.signed(last) {
      throw LedgerDamage(entry: last.size, "its checkpoint is not the one this archive's key signed")
    }
    let (entries, root) = (last?.size ?? 0, last?.root ?? MerkleTree().root)
    let signature = try signer.sign(ExportFormat.Seal.message(header: header, entries: entries, root: root))
    try file.write(
      line: Array(try encoder.encode(ExportFormat.Seal(entries: entries, root: root, signature: signature))))
    return Summary(entries: entries, root: root)
  }
}
