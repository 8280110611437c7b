internal import Foundation
internal import GRDB

/// What became of a record that was set aside, after all.
///
/// The count of what was offered goes on saying that it was quarantined; this is added to it, once.
public enum QuarantineCorrection {
  /// Notes what became of a waiting record, in the act that did it.
  ///
  /// `outcome`: `imported`, `partial` or `duplicate` where it was archived, `discarded` where it was destroyed.
  public static func write(_ record: Int64, _ outcome: String, _ act: Act) throws {
    // A record of before batches were on record belongs to what is known of its file.
    try act.db.cachedStatement(
      sql: """
        INSERT INTO reconciliation_correction (quarantine, entry, batch, outcome)
        SELECT q.id, ?, b.id, ? FROM quarantine q JOIN reconciliation_batch b ON b.id = COALESCE(
          (SELECT id FROM reconciliation_batch WHERE entry = q.entry),
          (SELECT id FROM reconciliation_batch
            WHERE connector = q.connector AND date = q.date AND file = q.file AND entry IS NULL))
        WHERE q.id = ?
        """
    ).execute(arguments: [act.entry, outcome, record])
  }
}
