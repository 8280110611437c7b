extension SchemaV4 {
  /// What the service did last and what alarms it.
  ///
  /// `service_job` is one row a job and connector: upkeep, written outside acts, since what the jobs do is on the ledger
  /// already. `service_state` is one row: the service that runs, or ran last.
  ///
  /// An alarm is raised once, acknowledged at most once and cleared at most once; its three entries are on the ledger.
  /// `raised_entry` is null where nothing can be entered, because the clock is back or the disk full. `mailed` is when
  /// the mail server took the message about it.
  static let service = """
    CREATE TABLE service_job (
      job TEXT NOT NULL,
      subject TEXT NOT NULL,
      started INTEGER NOT NULL,
      ended INTEGER,
      outcome TEXT NOT NULL CHECK (outcome IN ('running', 'done', 'attention', 'failed', 'stopped')),
      code TEXT,
      succeeded INTEGER,
      failures INTEGER NOT NULL,
      runs INTEGER NOT NULL,
      PRIMARY KEY (job, subject)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE service_state (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      account TEXT NOT NULL,
      process INTEGER NOT NULL,
      address TEXT,
      started INTEGER NOT NULL,
      stopped INTEGER
    ) STRICT;

    CREATE TABLE alarm (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      subject TEXT NOT NULL,
      text TEXT NOT NULL,
      raised INTEGER NOT NULL,
      raised_entry INTEGER,
      acknowledged INTEGER,
      acknowledged_by TEXT,
      acknowledged_entry INTEGER,
      note TEXT,
      cleared INTEGER,
      cleared_entry INTEGER,
      mailed INTEGER
    ) STRICT;
    CREATE UNIQUE INDEX alarm_once ON alarm (kind, subject) WHERE cleared IS NULL;
    CREATE TRIGGER alarm_stays BEFORE DELETE ON alarm
    BEGIN SELECT RAISE(ABORT, 'holdfast: an alarm is kept'); END;
    CREATE TRIGGER alarm_raised_once BEFORE INSERT ON alarm
    WHEN NEW.acknowledged IS NOT NULL OR NEW.cleared IS NOT NULL
      OR EXISTS (SELECT 1 FROM alarm WHERE id = NEW.id
        OR (kind = NEW.kind AND subject = NEW.subject AND cleared IS NULL))
      OR (NEW.raised_entry IS NOT NULL
        AND NEW.raised_entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry))
    BEGIN SELECT RAISE(ABORT, 'holdfast: an alarm is raised once, by an act on the ledger'); END;
    CREATE TRIGGER alarm_unchanged BEFORE UPDATE ON alarm
    WHEN NEW.id IS NOT OLD.id OR NEW.kind IS NOT OLD.kind OR NEW.subject IS NOT OLD.subject
      OR NEW.text IS NOT OLD.text OR NEW.raised IS NOT OLD.raised OR NEW.raised_entry IS NOT OLD.raised_entry
      OR (OLD.mailed IS NOT NULL AND NEW.mailed IS NOT OLD.mailed)
    BEGIN SELECT RAISE(ABORT, 'holdfast: what an alarm said never changes'); END;
    CREATE TRIGGER alarm_acknowledged_by_an_act
    BEFORE UPDATE OF acknowledged, acknowledged_by, acknowledged_entry, note ON alarm
    WHEN (NEW.acknowledged IS NOT OLD.acknowledged OR NEW.acknowledged_by IS NOT OLD.acknowledged_by
        OR NEW.acknowledged_entry IS NOT OLD.acknowledged_entry OR NEW.note IS NOT OLD.note)
      AND (OLD.acknowledged IS NOT NULL OR NEW.acknowledged IS NULL OR NEW.acknowledged_by IS NULL
        OR NEW.acknowledged_entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry))
    BEGIN SELECT RAISE(ABORT, 'holdfast: an alarm is acknowledged once, by an act on the ledger'); END;
    CREATE TRIGGER alarm_cleared_by_an_act BEFORE UPDATE OF cleared, cleared_entry ON alarm
    WHEN (NEW.cleared IS NOT OLD.cleared OR NEW.cleared_entry IS NOT OLD.cleared_entry)
      AND (OLD.cleared IS NOT NULL OR NEW.cleared IS NULL
        OR NEW.cleared_entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry))
    BEGIN SELECT RAISE(ABORT, 'holdfast: an alarm is cleared once, by an act on the ledger'); END;

    CREATE INDEX quarantine_waiting_since ON quarantine (connector, created) WHERE state = 'waiting';
    """
}
