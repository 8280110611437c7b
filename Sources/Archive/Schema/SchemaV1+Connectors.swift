extension SchemaV1 {
  /// `import_file` counts one file of a day as far as its last committed batch: a run that was killed goes
  /// on from `position`, and the day's report is the sum over its files.
  static let connectors = """
    CREATE TABLE connector (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      type TEXT NOT NULL,
      site TEXT NOT NULL,
      username TEXT NOT NULL,
      password BLOB NOT NULL,
      automatic_mapping INTEGER NOT NULL,
      region TEXT NOT NULL,
      size_limit INTEGER NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('active', 'paused', 'removed')),
      created INTEGER NOT NULL,
      watermark TEXT
    ) STRICT;
    CREATE TRIGGER connector_stays BEFORE DELETE ON connector
    BEGIN SELECT RAISE(ABORT, 'holdfast: a connector is removed by its status, never deleted'); END;
    CREATE TRIGGER connector_watermark_grows BEFORE UPDATE OF watermark ON connector
    WHEN NEW.watermark < OLD.watermark OR (NEW.watermark IS NULL AND OLD.watermark IS NOT NULL)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a watermark never goes back'); END;

    CREATE TABLE mapping (
      connector INTEGER NOT NULL, number TEXT NOT NULL, email TEXT NOT NULL,
      PRIMARY KEY (connector, number)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE import_day (
      connector INTEGER NOT NULL,
      date TEXT NOT NULL,
      manifest BLOB NOT NULL,
      complete INTEGER NOT NULL,
      PRIMARY KEY (connector, date)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE import_file (
      connector INTEGER NOT NULL,
      date TEXT NOT NULL,
      name TEXT NOT NULL,
      digest BLOB NOT NULL,
      announced INTEGER NOT NULL,
      position INTEGER NOT NULL,
      done INTEGER NOT NULL,
      offered INTEGER NOT NULL,
      imported INTEGER NOT NULL,
      partial INTEGER NOT NULL,
      duplicate INTEGER NOT NULL,
      quarantined INTEGER NOT NULL,
      failed INTEGER NOT NULL,
      items INTEGER NOT NULL,
      PRIMARY KEY (connector, date, name)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE import_log (
      id INTEGER PRIMARY KEY,
      connector INTEGER NOT NULL,
      date TEXT NOT NULL,
      file TEXT NOT NULL,
      line INTEGER NOT NULL,
      partner_id TEXT,
      outcome TEXT NOT NULL,
      reason TEXT NOT NULL,
      participant TEXT
    ) STRICT;
    CREATE INDEX import_log_by_day ON import_log (connector, date);

    CREATE TABLE quarantine (
      id INTEGER PRIMARY KEY,
      connector INTEGER NOT NULL,
      date TEXT NOT NULL,
      file TEXT NOT NULL,
      line INTEGER NOT NULL,
      partner_id TEXT,
      reason TEXT NOT NULL,
      detail TEXT NOT NULL,
      digest BLOB NOT NULL,
      size INTEGER NOT NULL,
      record BLOB,
      content BLOB,
      state TEXT NOT NULL CHECK (state IN ('waiting', 'replayed')),
      created INTEGER NOT NULL,
      replayed_entry INTEGER,
      message INTEGER
    ) STRICT;
    CREATE UNIQUE INDEX quarantine_record ON quarantine (connector, digest);
    CREATE TRIGGER quarantine_stays BEFORE DELETE ON quarantine
    WHEN OLD.message IS NULL OR NOT EXISTS (SELECT 1 FROM purged_message WHERE id = OLD.message)
    BEGIN SELECT RAISE(ABORT, 'holdfast: what is in quarantine is kept'); END;
    CREATE TRIGGER quarantine_unchanged BEFORE UPDATE ON quarantine
    WHEN NEW.id IS NOT OLD.id OR NEW.connector IS NOT OLD.connector OR NEW.partner_id IS NOT OLD.partner_id
      OR NEW.digest IS NOT OLD.digest OR NEW.size IS NOT OLD.size
    BEGIN SELECT RAISE(ABORT, 'holdfast: what is in quarantine is kept'); END;
    CREATE TRIGGER quarantine_record_kept BEFORE UPDATE OF record, content ON quarantine
    WHEN NEW.state <> 'replayed' OR NEW.record IS NOT NULL OR NEW.content IS NOT NULL
      OR NOT EXISTS (SELECT 1 FROM message WHERE id = NEW.message AND original_digest = OLD.digest)
    BEGIN SELECT RAISE(ABORT, 'holdfast: what is in quarantine is kept'); END;
    CREATE TRIGGER quarantine_replayed_once BEFORE UPDATE OF state, replayed_entry, message ON quarantine
    WHEN OLD.state <> 'waiting'
    BEGIN SELECT RAISE(ABORT, 'holdfast: an item is replayed once'); END;
    CREATE TRIGGER quarantine_replayed_by_an_act BEFORE UPDATE OF state, replayed_entry, message ON quarantine
    WHEN NEW.state <> 'replayed'
      OR NEW.replayed_entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
      OR NOT EXISTS (SELECT 1 FROM message WHERE id = NEW.message)
    BEGIN SELECT RAISE(ABORT, 'holdfast: what is in quarantine is kept'); END;
    CREATE TRIGGER quarantine_not_replaced BEFORE INSERT ON quarantine
    WHEN EXISTS (SELECT 1 FROM quarantine WHERE id = NEW.id)
      OR EXISTS (SELECT 1 FROM quarantine WHERE connector = NEW.connector AND digest = NEW.digest)
    BEGIN SELECT RAISE(ABORT, 'holdfast: what is in quarantine is kept'); END;
    """
}
