/// A statement that must be refused, and the words it is refused with.
struct ShellAttack {
  var sql: String
  var refusal: String

  init(_ sql: String, _ refusal: String) { (self.sql, self.refusal) = (sql, refusal) }

  static let all = onItems + onMessages + onHolds + onCases + onLeavers + onRules + onLedger + onRecords + byHiddenName

  private static let onHold = "the mailbox is on hold"
  private static let noPermit = "the deletion gate did not permit this"
  private static let repointed = "an item never changes its message or mailbox"
  private static let nextEntry = "(SELECT MAX(seq) + 1 FROM ledger_entry)"
  private static let item = "INTO item (id, message, mailbox, folder, outgoing, archived)"

  private static let onItems = [
    ShellAttack("DELETE FROM item WHERE id = 1", onHold),
    ShellAttack("DELETE FROM item WHERE id = 2", noPermit),
    ShellAttack("DELETE FROM item", onHold),
    ShellAttack("WITH held AS (SELECT 1 AS id) DELETE FROM item WHERE id IN held", onHold),
    ShellAttack("UPDATE item SET mailbox = 2 WHERE id = 1", repointed),
    ShellAttack("UPDATE item SET message = 2 WHERE id = 1", repointed),
    ShellAttack("UPDATE item SET id = 99 WHERE id = 1", repointed),
    ShellAttack("UPDATE item SET outgoing = 0, archived = 0 WHERE id = 1", repointed),
    ShellAttack("UPDATE OR REPLACE item SET id = 1 WHERE id = 2", repointed),
    ShellAttack("UPDATE OR REPLACE item SET message = 1, mailbox = 1 WHERE id = 2", repointed),
    ShellAttack("INSERT OR REPLACE \(item) VALUES (1, 9, 9, 1, 0, 0)", "an item is never replaced"),
    ShellAttack("REPLACE \(item) VALUES (99, 1, 1, 1, 0, 0)", "an item is never replaced"),
    ShellAttack(
      "INSERT \(item) VALUES (1, 1, 2, 1, 0, 0) ON CONFLICT DO UPDATE SET folder = 1", "an item is never replaced"),
    ShellAttack(
      "INSERT INTO deletion_permit VALUES (1, \(nextEntry), 0); DELETE FROM item WHERE id = 1", onHold),
    ShellAttack(
      "INSERT INTO deletion_permit VALUES (1, \(nextEntry), 9223372036854775807); DELETE FROM item WHERE id = 1", onHold
    ),
    ShellAttack(
      "INSERT INTO deletion_permit VALUES (3, \(nextEntry), 0); DELETE FROM item WHERE id = 3",
      "the mailbox is on delay hold"),
    ShellAttack("UPDATE item SET folder = 1, deleted = 0, origin = folder", "an item moves by an act on the ledger"),
    ShellAttack(
      "UPDATE item SET folder = 1, deleted = 0, origin = 1, moved_entry = \(nextEntry)",
      "a deleted item goes back to where it lay"),
    ShellAttack("INSERT INTO deletion_permit VALUES (2, 1, 0)", "a permit belongs to the act being written"),
    ShellAttack(
      "INSERT INTO deletion_permit VALUES (2, \(nextEntry) + 1, 0)", "a permit belongs to the act being written"),
  ]

  private static let messageStays = "a message stays while any copy does"
  private static let contentUnchanged = "content never changes"

  private static let onMessages = [
    ShellAttack("DELETE FROM message WHERE id = 1", messageStays),
    ShellAttack("DELETE FROM message", messageStays),
    ShellAttack(
      "INSERT INTO purged_message VALUES (1, 1, 'x', 1, x'00', 1); DELETE FROM message WHERE id = 1", messageStays),
    ShellAttack("UPDATE message SET stored = x'00' WHERE id = 1", "a message never changes"),
    ShellAttack("UPDATE message SET sent = 0", "a message never changes"),
    ShellAttack("UPDATE OR REPLACE message SET id = 1 WHERE id = 2", "a message never changes"),
    ShellAttack("UPDATE OR REPLACE message SET rowid = 1 WHERE id = 2", "a message never changes"),
    ShellAttack(
      "INSERT OR REPLACE INTO message SELECT id, connector, 'x', 9, kind, 0, 0, x'', x'', x'', x'' FROM message",
      "a message is never replaced"),
    ShellAttack(
      """
      INSERT OR REPLACE INTO message SELECT 99, connector, partner_id, revision, kind, 0, 0, x'', x'', x'', x''
      FROM message WHERE id = 1
      """, "a message is never replaced"),
    ShellAttack("DELETE FROM message_content", "content stays while its message does"),
    ShellAttack("UPDATE message_content SET message = 2", contentUnchanged),
    ShellAttack("UPDATE OR REPLACE message_content SET content = 99", contentUnchanged),
    ShellAttack("DELETE FROM content", "content stays while a message has it"),
    ShellAttack("UPDATE content SET bytes = x'00'", contentUnchanged),
    ShellAttack("UPDATE OR REPLACE content SET digest = x'00'", contentUnchanged),
    ShellAttack(
      "INSERT OR REPLACE INTO content SELECT id, x'00', 0, x'' FROM content", "content is never replaced"),
    ShellAttack(
      "INSERT OR REPLACE INTO content SELECT 99, digest, 0, x'' FROM content", "content is never replaced"),
  ]

  private static let neverDeleted = "a hold is released, never deleted"
  private static let coversTheSame = "a hold never changes what it covers"
  private static let releasedByAct = "a hold is released once, by an act on the ledger"

  private static let onHolds = [
    ShellAttack("DELETE FROM hold", neverDeleted),
    ShellAttack("DELETE FROM hold_location WHERE mailbox = 1", neverDeleted),
    ShellAttack("UPDATE hold SET bounded = 1", coversTheSame),
    ShellAttack("UPDATE hold SET query = 'nothing', canonical = 'nothing'", coversTheSame),
    ShellAttack("UPDATE OR REPLACE hold SET id = 1 WHERE id = 2", coversTheSame),
    ShellAttack("UPDATE OR REPLACE hold SET rowid = 1 WHERE id = 2", coversTheSame),
    ShellAttack(
      "INSERT OR REPLACE INTO hold (id, kind, name, bounded) VALUES (1, 'litigation', 'x', 1)",
      "a hold is never replaced"),
    ShellAttack("UPDATE hold_location SET mailbox = 2 WHERE mailbox = 1", coversTheSame),
    ShellAttack("UPDATE OR REPLACE hold_location SET hold = 99", coversTheSame),
    ShellAttack("UPDATE hold_location SET placed_at = 0", coversTheSame),
    ShellAttack(
      "UPDATE hold_location SET released_at = 0, released_entry = 1, delay_until = 0 WHERE mailbox = 1", releasedByAct),
    ShellAttack("UPDATE hold_location SET released_at = 0 WHERE mailbox = 1", releasedByAct),
    ShellAttack(
      "UPDATE hold_location SET released_at = 5, released_entry = \(nextEntry), delay_until = 4 WHERE mailbox = 1",
      releasedByAct),
    ShellAttack("UPDATE hold_location SET delay_until = 0 WHERE mailbox = 3", releasedByAct),
    ShellAttack("UPDATE hold_location SET delay_until = NULL WHERE mailbox = 3", releasedByAct),
    ShellAttack(
      """
      INSERT OR REPLACE INTO hold_location (hold, mailbox, placed_at, placed_entry, released_at, delay_until)
      SELECT hold, mailbox, placed_at, placed_entry, 0, 0 FROM hold_location
      """, "a hold is never replaced"),
  ]

  private static let caseKept = "the record of a case is kept"
  private static let caseByAct = "a case changes by an act on the ledger"
  private static let custodianKept = "a custodian is released from a case, never deleted"
  private static let custodianByAct = "a custodian is released by an act on the ledger"
  private static let removedOnce = "a hold is deleted from its case once"
  private static let removedOff = "a hold is deleted from its case when it is off, by an act on the ledger"

  private static let onCases = [
    ShellAttack("DELETE FROM legal_case", caseKept),
    ShellAttack("UPDATE legal_case SET status = 'closed'", caseByAct),
    ShellAttack("UPDATE legal_case SET name = 'x', changed_entry = \(nextEntry)", caseByAct),
    ShellAttack(
      "UPDATE legal_case SET status = 'deleted', changed_entry = \(nextEntry)",
      "a case is not deleted while it has a hold"),
    ShellAttack("UPDATE OR REPLACE legal_case SET rowid = 9", caseByAct),
    ShellAttack("REPLACE INTO legal_case (id, name, status, created) VALUES (1, 'x', 'closed', 0)", caseKept),
    ShellAttack("REPLACE INTO legal_case (id, name, status, created) VALUES (9, 'MATTER', 'closed', 0)", caseKept),
    ShellAttack("DELETE FROM case_custodian", custodianKept),
    ShellAttack("UPDATE case_custodian SET status = 'released'", custodianByAct),
    ShellAttack("UPDATE case_custodian SET mailbox = 2, changed_entry = \(nextEntry)", custodianByAct),
    ShellAttack(
      "REPLACE INTO case_custodian (legal_case, mailbox, status, added) VALUES (1, 1, 'released', 0)", custodianKept),
    ShellAttack("DELETE FROM case_source", "a source is released from a case, never deleted"),
    ShellAttack("UPDATE case_source SET status = 'released'", "a source is released by an act on the ledger"),
    ShellAttack("DELETE FROM hold_removed", removedOnce),
    ShellAttack("UPDATE hold_removed SET entry = 1", removedOnce),
    ShellAttack("INSERT INTO hold_removed VALUES (1, 1)", removedOff),
    ShellAttack("INSERT INTO hold_removed VALUES (1, \(nextEntry))", removedOff),
    ShellAttack("REPLACE INTO hold_removed SELECT hold, \(nextEntry) FROM hold_removed", removedOff),
    ShellAttack("DELETE FROM litigation_note", "what was said about a hold is kept"),
    ShellAttack("UPDATE litigation_note SET note = 'x'", "what was said about a hold is kept"),
    ShellAttack(
      "INSERT INTO litigation_note (hold, entry, note) VALUES (1, 1, 'x')",
      "what is said about a hold is said by an act on the ledger"),
  ]

  private static let endKept = "the end of a delay hold is kept on record"
  private static let leftKept = "when a mailbox became inactive is kept on record"

  /// Ben's delay was ended, and Ben has left.
  private static let onLeavers = [
    ShellAttack("DELETE FROM delay_hold_end", endKept),
    ShellAttack("UPDATE delay_hold_end SET mailbox = 3", endKept),
    ShellAttack(
      "INSERT INTO delay_hold_end VALUES (3, 1, 0, 'x')", "a delay hold is ended early by an act on the ledger"),
    ShellAttack("DELETE FROM mailbox_removal", leftKept),
    ShellAttack("UPDATE mailbox_removal SET at = 0", leftKept),
    ShellAttack("UPDATE mailbox_removal SET at = 0, restored_entry = \(nextEntry)", leftKept),
    ShellAttack("UPDATE mailbox_removal SET restored_at = 0, restored_entry = 1", leftKept),
    ShellAttack(
      "INSERT INTO mailbox_removal (mailbox, entry, at, newest_policy) VALUES (1, 1, 0, 0)",
      "a mailbox becomes inactive by an act on the ledger"),
    ShellAttack(
      "REPLACE INTO mailbox_removal (mailbox, entry, at, newest_policy) SELECT mailbox, \(nextEntry), 0, 0 "
        + "FROM mailbox_removal", "a mailbox becomes inactive by an act on the ledger"),
  ]

  private static let onRules = [
    ShellAttack(
      "DELETE FROM retention_policy", "a retention policy is removed by an act, never deleted"),
    ShellAttack(
      "UPDATE retention_policy SET days = 1, changed_entry = 1", "a retention policy changes by an act on the ledger"),
    ShellAttack(
      "UPDATE retention_policy SET removed = 0", "a retention policy changes by an act on the ledger"),
    ShellAttack(
      "UPDATE OR REPLACE retention_policy SET rowid = 9", "a retention policy keeps its name, action and scope"),
    ShellAttack(
      """
      INSERT OR REPLACE INTO retention_policy (id, name, action, days, start, scope, created, changed_entry)
      VALUES (1, 'x', 'delete', 1, 'created', 'all', 0, 0)
      """, "a retention policy is never replaced"),
    ShellAttack(
      """
      INSERT OR REPLACE INTO retention_policy (id, name, action, days, start, scope, created, changed_entry)
      VALUES (9, 'SEVEN YEARS', 'delete', 1, 'created', 'all', 0, 0)
      """, "a retention policy is never replaced"),
    ShellAttack("DELETE FROM retention_location", "a retention policy keeps its locations"),
    ShellAttack("UPDATE OR REPLACE retention_location SET mailbox = 2", "a retention policy keeps its locations"),
    ShellAttack("REPLACE INTO retention_location VALUES (1, 1, 0)", "a retention policy keeps its locations"),
    ShellAttack("DELETE FROM mailbox", "a mailbox is never deleted, only made inactive"),
    ShellAttack("UPDATE mailbox SET email = 'x@corp.example' WHERE id = 1", "a mailbox is never renamed"),
    ShellAttack("UPDATE OR REPLACE mailbox SET id = 1 WHERE id = 2", "a mailbox is never renamed"),
    ShellAttack(
      "REPLACE INTO mailbox (id, email, display_name, status) VALUES (1, 'x', 'x', 'active')",
      "a mailbox is never replaced"),
    ShellAttack(
      "REPLACE INTO mailbox (id, email, display_name, status) VALUES (99, 'ANN@corp.example', 'x', 'active')",
      "a mailbox is never replaced"),
    ShellAttack("DELETE FROM folder", "a folder is never deleted"),
    ShellAttack("UPDATE row_number SET next = 1", "a row number is never given twice"),
    ShellAttack("DELETE FROM connector", "a connector is removed by its status, never deleted"),
    ShellAttack("UPDATE connector SET watermark = NULL", "a watermark never goes back"),
  ]

  private static let appendOnly = "the ledger is append-only"

  private static let onLedger = [
    ShellAttack("DELETE FROM ledger_entry WHERE seq = (SELECT MAX(seq) FROM ledger_entry)", appendOnly),
    ShellAttack("DELETE FROM ledger_entry", appendOnly),
    ShellAttack("UPDATE ledger_entry SET actor = 'someone else' WHERE seq = 1", appendOnly),
    ShellAttack("UPDATE OR REPLACE ledger_entry SET rowid = 1 WHERE seq = 2", appendOnly),
    ShellAttack("REPLACE INTO ledger_entry VALUES (1, 0, 'x', 'x', '{}', x'00')", appendOnly),
    ShellAttack("DELETE FROM ledger_checkpoint", appendOnly),
    ShellAttack("UPDATE ledger_checkpoint SET root = x'00'", appendOnly),
    ShellAttack("REPLACE INTO ledger_checkpoint VALUES (1, 0, x'00', x'00', x'00')", appendOnly),
  ]

  private static let certificate = "a certificate of disposal is kept"
  private static let purgeRecord = "the record of a purge is kept"
  private static let importRecord = "the record of an import is kept"
  private static let quarantine = "what is in quarantine is kept"

  private static let onRecords = [
    ShellAttack("DELETE FROM erasure", "what is to be erased is not forgotten"),
    ShellAttack("DELETE FROM certificate", certificate),
    ShellAttack("UPDATE certificate SET rule = 'x'", certificate),
    ShellAttack("UPDATE OR REPLACE certificate SET rowid = 99", certificate),
    ShellAttack("DELETE FROM purged_message", purgeRecord),
    ShellAttack("UPDATE purged_message SET leaf = x'00'", purgeRecord),
    ShellAttack("DELETE FROM import_batch", importRecord),
    ShellAttack("UPDATE import_batch SET messages = 0", importRecord),
    ShellAttack("DELETE FROM quarantine", quarantine),
    ShellAttack("UPDATE quarantine SET digest = x'00'", quarantine),
    ShellAttack("UPDATE quarantine SET record = NULL", quarantine),
    ShellAttack("UPDATE quarantine SET state = 'replayed', record = x'00'", quarantine),
    ShellAttack(
      """
      REPLACE INTO quarantine (id, connector, date, file, line, reason, detail, digest, size, state, created)
      SELECT id, connector, date, file, line, reason, detail, x'00', size, state, created FROM quarantine
      """, quarantine),
    // REPLACE deletes the row in the way without asking the delete trigger.
    ShellAttack(
      "REPLACE INTO certificate SELECT item, 0, 0, x'00', 'x', 0, 0 FROM certificate", certificate),
    ShellAttack(
      "REPLACE INTO purged_message SELECT id, 0, 'x', 1, x'00', 0 FROM purged_message", purgeRecord),
    ShellAttack(
      "REPLACE INTO import_batch SELECT entry, 99, 0 FROM import_batch", importRecord),
    ShellAttack("UPDATE quarantine SET state = 'replayed'", quarantine),
  ]

  /// SQLite matches `UPDATE OF` by the column's name, so that `rowid`, `oid` and `_rowid_` pass it by.
  private static let byHiddenName = [
    ShellAttack("UPDATE item SET rowid = 99 WHERE id = 1", repointed),
    ShellAttack("UPDATE OR REPLACE item SET rowid = 1 WHERE id = 2", repointed),
    ShellAttack("UPDATE OR REPLACE mailbox SET oid = 1 WHERE id = 2", "a mailbox is never renamed"),
    ShellAttack("UPDATE quarantine SET _rowid_ = 99", quarantine),
  ]
}
