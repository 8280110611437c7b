extension SchemaV1 {
  static let ledger = """
    CREATE TABLE ledger_entry (
      seq INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,
      actor TEXT NOT NULL,
      action TEXT NOT NULL,
      body TEXT NOT NULL,
      leaf BLOB NOT NULL
    ) STRICT;
    CREATE TABLE ledger_checkpoint (
      size INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,
      root BLOB NOT NULL,
      signature BLOB NOT NULL,
      frontier BLOB NOT NULL
    ) STRICT;

    CREATE TRIGGER ledger_entry_stays BEFORE DELETE ON ledger_entry
    BEGIN SELECT RAISE(ABORT, 'holdfast: the ledger is append-only'); END;
    CREATE TRIGGER ledger_entry_unchanged BEFORE UPDATE ON ledger_entry
    BEGIN SELECT RAISE(ABORT, 'holdfast: the ledger is append-only'); END;
    CREATE TRIGGER ledger_entry_appended BEFORE INSERT ON ledger_entry
    WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
    BEGIN SELECT RAISE(ABORT, 'holdfast: the ledger is append-only'); END;
    CREATE TRIGGER ledger_checkpoint_stays BEFORE DELETE ON ledger_checkpoint
    BEGIN SELECT RAISE(ABORT, 'holdfast: the ledger is append-only'); END;
    CREATE TRIGGER ledger_checkpoint_unchanged BEFORE UPDATE ON ledger_checkpoint
    BEGIN SELECT RAISE(ABORT, 'holdfast: the ledger is append-only'); END;
    CREATE TRIGGER ledger_checkpoint_appended BEFORE INSERT ON ledger_checkpoint
    WHEN EXISTS (SELECT 1 FROM ledger_checkpoint WHERE size >= NEW.size)
    BEGIN SELECT RAISE(ABORT, 'holdfast: the ledger is append-only'); END;
    """
}
