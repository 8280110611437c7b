extension SchemaV1 {
  /// A hold covers mailboxes through `hold_location`; each location is placed and released on its own, and keeps
  /// holding until `delay_until` once released.
  ///
  /// `bounded` is 0 where the hold covers whole mailboxes without end: those the triggers on `item` enforce by
  /// themselves.
  static let holds = """
    CREATE TABLE legal_case (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE COLLATE NOCASE,
      status TEXT NOT NULL CHECK (status IN ('active', 'closed', 'deleted')),
      created INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE case_member (
      legal_case INTEGER NOT NULL, account TEXT NOT NULL, PRIMARY KEY (legal_case, account)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE case_custodian (
      legal_case INTEGER NOT NULL, mailbox INTEGER NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('active', 'released')),
      added INTEGER NOT NULL,
      PRIMARY KEY (legal_case, mailbox)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE hold (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL CHECK (kind IN ('litigation', 'case')),
      legal_case INTEGER,
      name TEXT NOT NULL,
      bounded INTEGER NOT NULL,
      query TEXT,
      canonical TEXT,
      first_day TEXT,
      last_day TEXT,
      days INTEGER,
      owner TEXT,
      note TEXT,
      url TEXT
    ) STRICT;
    CREATE TABLE hold_location (
      hold INTEGER NOT NULL,
      mailbox INTEGER NOT NULL,
      placed_at INTEGER NOT NULL,
      placed_entry INTEGER NOT NULL,
      released_at INTEGER,
      released_entry INTEGER,
      delay_until INTEGER,
      PRIMARY KEY (hold, mailbox, placed_entry)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE hold_removed (hold INTEGER PRIMARY KEY, entry INTEGER NOT NULL) STRICT;
    CREATE INDEX hold_location_by_mailbox ON hold_location (mailbox);
    """

  static let holdGuards = """
    CREATE TRIGGER hold_stays BEFORE DELETE ON hold
    BEGIN SELECT RAISE(ABORT, 'holdfast: a hold is released, never deleted'); END;
    CREATE TRIGGER hold_unchanged BEFORE UPDATE ON hold
    BEGIN SELECT RAISE(ABORT, 'holdfast: a hold never changes what it covers'); END;
    CREATE TRIGGER hold_not_replaced BEFORE INSERT ON hold
    WHEN EXISTS (SELECT 1 FROM hold WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a hold is never replaced'); END;
    CREATE TRIGGER hold_location_stays BEFORE DELETE ON hold_location
    BEGIN SELECT RAISE(ABORT, 'holdfast: a hold is released, never deleted'); END;
    CREATE TRIGGER hold_location_not_repointed
    BEFORE UPDATE OF hold, mailbox, placed_at, placed_entry ON hold_location
    BEGIN SELECT RAISE(ABORT, 'holdfast: a hold never changes what it covers'); END;
    CREATE TRIGGER hold_location_released_by_an_act
    BEFORE UPDATE OF released_at, released_entry, delay_until ON hold_location
    WHEN OLD.released_at IS NOT NULL OR NEW.released_at IS NULL OR NEW.delay_until IS NULL
      OR NEW.delay_until < NEW.released_at
      OR NEW.released_entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a hold is released once, by an act on the ledger'); END;
    CREATE TRIGGER hold_location_not_replaced BEFORE INSERT ON hold_location
    WHEN EXISTS (SELECT 1 FROM hold_location 
      WHERE hold = NEW.hold AND mailbox = NEW.mailbox AND placed_entry = NEW.placed_entry)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a hold is never replaced'); END;
    """

  static let retention = """
    CREATE TABLE retention_policy (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL COLLATE NOCASE,
      action TEXT NOT NULL CHECK (action IN ('retain', 'delete', 'retain-then-delete')),
      days INTEGER,
      start TEXT NOT NULL CHECK (start IN ('created', 'modified')),
      scope TEXT NOT NULL CHECK (scope IN ('all', 'mailboxes')),
      created INTEGER NOT NULL,
      changed_entry INTEGER NOT NULL,
      removed INTEGER,
      grace_until INTEGER
    ) STRICT;
    CREATE UNIQUE INDEX retention_policy_name ON retention_policy (name) WHERE removed IS NULL;
    CREATE TABLE retention_location (
      policy INTEGER NOT NULL, mailbox INTEGER NOT NULL, included INTEGER NOT NULL,
      PRIMARY KEY (policy, mailbox)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER retention_location_stays BEFORE DELETE ON retention_location
    BEGIN SELECT RAISE(ABORT, 'holdfast: a retention policy keeps its locations'); END;
    CREATE TRIGGER retention_location_unchanged BEFORE UPDATE ON retention_location
    BEGIN SELECT RAISE(ABORT, 'holdfast: a retention policy keeps its locations'); END;
    CREATE TRIGGER retention_location_not_replaced BEFORE INSERT ON retention_location
    WHEN EXISTS (SELECT 1 FROM retention_location WHERE policy = NEW.policy AND mailbox = NEW.mailbox)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a retention policy keeps its locations'); END;
    CREATE TRIGGER retention_policy_stays BEFORE DELETE ON retention_policy
    BEGIN SELECT RAISE(ABORT, 'holdfast: a retention policy is removed by an act, never deleted'); END;
    CREATE TRIGGER retention_policy_changed_by_an_act BEFORE UPDATE ON retention_policy
    WHEN NEW.changed_entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a retention policy changes by an act on the ledger'); END;
    CREATE TRIGGER retention_policy_not_replaced BEFORE INSERT ON retention_policy
    WHEN EXISTS (SELECT 1 FROM retention_policy WHERE id = NEW.id)
      OR EXISTS (SELECT 1 FROM retention_policy WHERE name = NEW.name AND removed IS NULL)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a retention policy is never replaced'); END;
    """
}
