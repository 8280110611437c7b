extension SchemaV4 {
  /// What the ledger speaks for beyond version 3: labels and reviews, the scopes of policies, ends of delays, changes that
  /// wait, leavers, settings, role groups and permission filters.
  ///
  /// - Their rows are found by the entry that wrote them. `setting`, `account_group` and `account_binding` get a column for
  ///   it, null in rows of before, and the program writes it: a trigger would give a stranger's edit an act's number.
  /// - `role_revocation`: that an account left a role group, which it had entered by the act `granted` (0: before there were
  ///   such numbers).
  /// - `ledger_tally`: how many entries there are of each act, kept with them, for whoever asks the ledger:
  ///   counting a million takes a tenth of a second each time. `audit verify` counts.
  /// - `review_reminder`: when a reviewer of disposals was told last that items wait; the letter itself is in the outbox
  ///   (`notice_delivery`, with enrolment 0: it is about no custodian).
  static let retention = """
    CREATE TABLE review_reminder (
      reviewer TEXT NOT NULL, entry INTEGER NOT NULL, at INTEGER NOT NULL, items INTEGER NOT NULL,
      PRIMARY KEY (reviewer, entry)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER review_reminder_stays BEFORE DELETE ON review_reminder
    BEGIN SELECT RAISE(ABORT, 'holdfast: who was reminded stays on record'); END;
    CREATE TRIGGER review_reminder_unchanged BEFORE UPDATE ON review_reminder
    BEGIN SELECT RAISE(ABORT, 'holdfast: who was reminded stays on record'); END;
    CREATE TRIGGER review_reminder_by_an_act BEFORE INSERT ON review_reminder
    WHEN NEW.entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
      OR EXISTS (SELECT 1 FROM review_reminder WHERE reviewer = NEW.reviewer AND entry = NEW.entry)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a reviewer is reminded by an act on the ledger'); END;

    CREATE TABLE ledger_tally (action TEXT PRIMARY KEY NOT NULL COLLATE NOCASE, entries INTEGER NOT NULL)
      STRICT, WITHOUT ROWID;
    INSERT INTO ledger_tally SELECT action, COUNT(*) FROM ledger_entry GROUP BY action COLLATE NOCASE;

    CREATE INDEX retention_label_by_entry ON retention_label (changed_entry);
    CREATE INDEX label_reviewer_by_entry ON label_reviewer (entry);
    CREATE INDEX label_rule_by_entry ON label_rule (entry);
    CREATE INDEX label_rule_by_end ON label_rule (closed_entry) WHERE closed_entry IS NOT NULL;
    CREATE INDEX item_label_by_entry ON item_label (entry);
    CREATE INDEX retention_event_by_entry ON retention_event (entry);
    CREATE INDEX disposition_decision_by_entry ON disposition_decision (entry);
    CREATE INDEX disposal_by_entry ON disposal (entry);
    CREATE INDEX litigation_note_by_entry ON litigation_note (entry);
    CREATE INDEX delay_hold_end_by_entry ON delay_hold_end (entry);
    CREATE INDEX retention_place_by_entry ON retention_place (entry);
    CREATE INDEX retention_expression_by_entry ON retention_expression (entry);
    CREATE INDEX pending_change_by_entry ON pending_change (changed_entry);
    CREATE INDEX mailbox_removal_by_entry ON mailbox_removal (entry);
    CREATE INDEX mailbox_removal_by_return ON mailbox_removal (restored_entry) WHERE restored_entry IS NOT NULL;
    CREATE INDEX permission_filter_by_entry ON permission_filter (created_entry);
    CREATE INDEX permission_filter_by_removal ON permission_filter (removed_entry) WHERE removed_entry IS NOT NULL;

    ALTER TABLE setting ADD COLUMN entry INTEGER;
    ALTER TABLE account_group ADD COLUMN entry INTEGER;
    ALTER TABLE account_binding ADD COLUMN entry INTEGER;
    CREATE INDEX setting_by_entry ON setting (entry);
    CREATE INDEX account_group_by_entry ON account_group (entry);
    CREATE INDEX account_binding_by_entry ON account_binding (entry);
    CREATE TABLE role_revocation (
      account TEXT NOT NULL, role_group TEXT NOT NULL, granted INTEGER NOT NULL, entry INTEGER NOT NULL,
      PRIMARY KEY (account, role_group, granted)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX role_revocation_by_entry ON role_revocation (entry);
    CREATE TRIGGER role_revocation_stays BEFORE DELETE ON role_revocation
    BEGIN SELECT RAISE(ABORT, 'holdfast: who left a role group stays on record'); END;
    CREATE TRIGGER role_revocation_unchanged BEFORE UPDATE ON role_revocation
    BEGIN SELECT RAISE(ABORT, 'holdfast: who left a role group stays on record'); END;
    CREATE TRIGGER role_revocation_by_an_act BEFORE INSERT ON role_revocation
    WHEN NEW.entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
      OR EXISTS (SELECT 1 FROM role_revocation
        WHERE account = NEW.account AND role_group = NEW.role_group AND granted = NEW.granted)
    BEGIN SELECT RAISE(ABORT, 'holdfast: an account leaves a role group by an act on the ledger'); END;
    """
}
