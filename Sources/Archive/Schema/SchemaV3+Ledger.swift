extension SchemaV3 {
  /// What the ledger speaks for: the rows that an entry commits to are found by the entry they name, and entries by what
  /// an auditor asks for.
  ///
  /// An entry's object and case are read out of its text, so that nothing stands beside it that could differ.
  static let ledger = """
    ALTER TABLE quarantine ADD COLUMN entry INTEGER;
    CREATE TRIGGER quarantine_entry_kept BEFORE UPDATE OF entry ON quarantine WHEN NEW.entry IS NOT OLD.entry
    BEGIN SELECT RAISE(ABORT, 'holdfast: what is in quarantine is kept'); END;
    CREATE INDEX quarantine_by_entry ON quarantine (entry);
    CREATE INDEX quarantine_by_replay ON quarantine (replayed_entry) WHERE replayed_entry IS NOT NULL;
    CREATE INDEX certificate_by_entry ON certificate (entry);
    CREATE INDEX purged_message_by_entry ON purged_message (entry);
    CREATE INDEX hold_location_by_placing ON hold_location (placed_entry);
    CREATE INDEX hold_location_by_release ON hold_location (released_entry) WHERE released_entry IS NOT NULL;
    CREATE INDEX hold_removed_by_entry ON hold_removed (entry);
    CREATE INDEX retention_policy_by_entry ON retention_policy (changed_entry);

    CREATE INDEX ledger_entry_by_action ON ledger_entry (action COLLATE NOCASE);
    CREATE INDEX ledger_entry_by_actor ON ledger_entry (actor COLLATE NOCASE);
    CREATE INDEX ledger_entry_by_time ON ledger_entry (at);
    CREATE INDEX ledger_entry_by_object ON ledger_entry
      (CASE WHEN json_valid(body) THEN json_extract(body, '$.object') END COLLATE NOCASE);
    CREATE INDEX ledger_entry_by_case ON ledger_entry
      (CASE WHEN json_valid(body) THEN json_extract(body, '$.details.case') END COLLATE NOCASE);
    """
}
