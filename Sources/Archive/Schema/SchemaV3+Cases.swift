extension SchemaV3 {
  /// What cases, custodians, litigation holds, delay holds and leavers' mailboxes need.
  ///
  /// - `case_member.role`: whoever was a member before may go on doing everything.
  /// - `case_source`: mailboxes of a case that are nobody's in particular.
  /// - `litigation_note`: what is said about a litigation hold; the newest row of a hold counts. The hold itself never
  ///   changes.
  /// - `delay_hold_end`: the delay holds on a mailbox of everything released before this entry are over.
  /// - `mailbox_removal`: when a mailbox became inactive, and which policies had been made by then. Archives of before
  ///   get theirs from the ledger; an inactive mailbox without a row is never emptied.
  static let cases = """
    ALTER TABLE case_member ADD COLUMN role TEXT NOT NULL DEFAULT 'manager' CHECK (role IN ('manager', 'reviewer'));
    ALTER TABLE legal_case ADD COLUMN changed INTEGER;
    ALTER TABLE legal_case ADD COLUMN changed_entry INTEGER;
    ALTER TABLE case_custodian ADD COLUMN changed INTEGER;
    ALTER TABLE case_custodian ADD COLUMN changed_entry INTEGER;

    CREATE TABLE case_source (
      legal_case INTEGER NOT NULL, mailbox INTEGER NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('active', 'released')),
      added INTEGER NOT NULL,
      changed INTEGER,
      changed_entry INTEGER,
      PRIMARY KEY (legal_case, mailbox)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE litigation_note (
      hold INTEGER NOT NULL, entry INTEGER NOT NULL, owner TEXT, note TEXT, url TEXT, date INTEGER,
      PRIMARY KEY (hold, entry)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE delay_hold_end (
      mailbox INTEGER NOT NULL, entry INTEGER NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL,
      PRIMARY KEY (mailbox, entry)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE mailbox_removal (
      mailbox INTEGER NOT NULL, entry INTEGER NOT NULL, at INTEGER NOT NULL, newest_policy INTEGER NOT NULL,
      restored_at INTEGER, restored_entry INTEGER,
      PRIMARY KEY (mailbox, entry)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX mailbox_removal_open ON mailbox_removal (mailbox) WHERE restored_entry IS NULL;

    INSERT INTO mailbox_removal (mailbox, entry, at, newest_policy)
    SELECT m.id, e.seq, e.at, (SELECT COALESCE(MAX(id), 0) FROM retention_policy WHERE created <= e.at)
    FROM mailbox m JOIN ledger_entry e ON e.seq = (
      SELECT MAX(seq) FROM ledger_entry
      WHERE action = 'MailboxRemoved' AND json_extract(body, '$.object') = m.email COLLATE NOCASE)
    WHERE m.status = 'inactive';

    CREATE TRIGGER legal_case_stays BEFORE DELETE ON legal_case
    BEGIN SELECT RAISE(ABORT, 'holdfast: the record of a case is kept'); END;
    CREATE TRIGGER legal_case_changed_by_an_act BEFORE UPDATE ON legal_case
    WHEN NEW.id IS NOT OLD.id OR NEW.name IS NOT OLD.name OR NEW.created IS NOT OLD.created OR OLD.status = 'deleted'
      OR NEW.changed_entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a case changes by an act on the ledger'); END;
    CREATE TRIGGER legal_case_deleted_without_holds BEFORE UPDATE ON legal_case
    WHEN NEW.status = 'deleted' AND EXISTS (
      SELECT 1 FROM hold WHERE legal_case = OLD.id AND id NOT IN (SELECT hold FROM hold_removed))
    BEGIN SELECT RAISE(ABORT, 'holdfast: a case is not deleted while it has a hold'); END;
    CREATE TRIGGER legal_case_not_replaced BEFORE INSERT ON legal_case
    WHEN EXISTS (SELECT 1 FROM legal_case WHERE id = NEW.id OR name = NEW.name)
    BEGIN SELECT RAISE(ABORT, 'holdfast: the record of a case is kept'); END;

    \(mailboxOfACase("case_custodian", "custodian"))
    \(mailboxOfACase("case_source", "source"))

    CREATE TRIGGER hold_removed_stays BEFORE DELETE ON hold_removed
    BEGIN SELECT RAISE(ABORT, 'holdfast: a hold is deleted from its case once'); END;
    CREATE TRIGGER hold_removed_unchanged BEFORE UPDATE ON hold_removed
    BEGIN SELECT RAISE(ABORT, 'holdfast: a hold is deleted from its case once'); END;
    CREATE TRIGGER hold_removed_by_an_act BEFORE INSERT ON hold_removed
    WHEN NEW.entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
      OR EXISTS (SELECT 1 FROM hold_location WHERE hold = NEW.hold AND released_at IS NULL)
      OR EXISTS (SELECT 1 FROM hold_removed WHERE hold = NEW.hold)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a hold is deleted from its case when it is off, by an act on the ledger'); END;

    CREATE TRIGGER litigation_note_stays BEFORE DELETE ON litigation_note
    BEGIN SELECT RAISE(ABORT, 'holdfast: what was said about a hold is kept'); END;
    CREATE TRIGGER litigation_note_unchanged BEFORE UPDATE ON litigation_note
    BEGIN SELECT RAISE(ABORT, 'holdfast: what was said about a hold is kept'); END;
    CREATE TRIGGER litigation_note_by_an_act BEFORE INSERT ON litigation_note
    WHEN NEW.entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
      OR EXISTS (SELECT 1 FROM litigation_note WHERE hold = NEW.hold AND entry = NEW.entry)
    BEGIN SELECT RAISE(ABORT, 'holdfast: what is said about a hold is said by an act on the ledger'); END;

    CREATE TRIGGER delay_hold_end_stays BEFORE DELETE ON delay_hold_end
    BEGIN SELECT RAISE(ABORT, 'holdfast: the end of a delay hold is kept on record'); END;
    CREATE TRIGGER delay_hold_end_unchanged BEFORE UPDATE ON delay_hold_end
    BEGIN SELECT RAISE(ABORT, 'holdfast: the end of a delay hold is kept on record'); END;
    CREATE TRIGGER delay_hold_end_by_an_act BEFORE INSERT ON delay_hold_end
    WHEN NEW.entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
      OR EXISTS (SELECT 1 FROM delay_hold_end WHERE mailbox = NEW.mailbox AND entry = NEW.entry)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a delay hold is ended early by an act on the ledger'); END;
    DROP TRIGGER item_delay_held;
    CREATE TRIGGER item_delay_held BEFORE DELETE ON item
    WHEN EXISTS (
      SELECT 1 FROM hold_location l JOIN hold h ON h.id = l.hold
      WHERE l.mailbox = OLD.mailbox AND h.bounded = 0
        AND l.delay_until > (SELECT at FROM deletion_permit WHERE item = OLD.id)
        AND NOT EXISTS (
          SELECT 1 FROM delay_hold_end e WHERE e.mailbox = l.mailbox AND e.entry > l.released_entry))
    BEGIN SELECT RAISE(ABORT, 'holdfast: the mailbox is on delay hold'); END;

    CREATE TRIGGER mailbox_removal_stays BEFORE DELETE ON mailbox_removal
    BEGIN SELECT RAISE(ABORT, 'holdfast: when a mailbox became inactive is kept on record'); END;
    CREATE TRIGGER mailbox_removal_by_an_act BEFORE INSERT ON mailbox_removal
    WHEN NEW.entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
      OR EXISTS (SELECT 1 FROM mailbox_removal WHERE mailbox = NEW.mailbox AND restored_entry IS NULL)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a mailbox becomes inactive by an act on the ledger'); END;
    CREATE TRIGGER mailbox_removal_ends_by_an_act BEFORE UPDATE ON mailbox_removal
    WHEN NEW.mailbox IS NOT OLD.mailbox OR NEW.entry IS NOT OLD.entry OR NEW.at IS NOT OLD.at
      OR NEW.newest_policy IS NOT OLD.newest_policy OR OLD.restored_entry IS NOT NULL
      OR NEW.restored_entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
    BEGIN SELECT RAISE(ABORT, 'holdfast: when a mailbox became inactive is kept on record'); END;
    """

  /// The guards of a table of a case's mailboxes.
  private static func mailboxOfACase(_ table: String, _ what: String) -> String {
    """
    CREATE TRIGGER \(table)_stays BEFORE DELETE ON \(table)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a \(what) is released from a case, never deleted'); END;
    CREATE TRIGGER \(table)_changed_by_an_act BEFORE UPDATE ON \(table)
    WHEN NEW.legal_case IS NOT OLD.legal_case OR NEW.mailbox IS NOT OLD.mailbox OR NEW.added IS NOT OLD.added
      OR NEW.changed_entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a \(what) is released by an act on the ledger'); END;
    CREATE TRIGGER \(table)_not_replaced BEFORE INSERT ON \(table)
    WHEN EXISTS (SELECT 1 FROM \(table) WHERE legal_case = NEW.legal_case AND mailbox = NEW.mailbox)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a \(what) is released from a case, never deleted'); END;
    """
  }
}
