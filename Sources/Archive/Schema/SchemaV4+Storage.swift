extension SchemaV4 {
  /// Object stores (S3, Azure Blob), what goes to which, which content lies there, and what is to be removed there.
  ///
  /// Content of which `content_object` has a row with a store lies there; all other large content is a file of the
  /// archive's folder. `object_store.removals` counts the transactions that began to remove objects there, so that who
  /// looked before one of them looks again. `content_object.held` and `retain_until` are what the store has confirmed of
  /// its lock, `mirrored` whether our rules were ever compared with it. `object_removal.claimed` is 1 while a removal may be under way.
  static let storage = """
    CREATE TABLE object_store (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL CHECK (kind IN ('s3', 'azure')),
      endpoint TEXT NOT NULL,
      bucket TEXT NOT NULL,
      prefix TEXT NOT NULL,
      region TEXT NOT NULL,
      lock TEXT NOT NULL CHECK (lock IN ('off', 'governance', 'compliance')),
      authorities TEXT,
      credentials BLOB NOT NULL,
      removals INTEGER NOT NULL DEFAULT 0,
      changed_entry INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX object_store_place ON object_store (kind, endpoint, bucket, prefix);
    CREATE TRIGGER object_store_stays BEFORE DELETE ON object_store
    BEGIN SELECT RAISE(ABORT, 'holdfast: a store is never forgotten while content may lie there'); END;
    CREATE TRIGGER object_store_place_unchanged BEFORE UPDATE ON object_store
    WHEN NEW.id IS NOT OLD.id OR NEW.kind IS NOT OLD.kind OR NEW.endpoint IS NOT OLD.endpoint
      OR NEW.bucket IS NOT OLD.bucket OR NEW.prefix IS NOT OLD.prefix OR NEW.removals < OLD.removals
    BEGIN SELECT RAISE(ABORT, 'holdfast: a store never becomes another place'); END;
    CREATE TRIGGER object_store_not_replaced BEFORE INSERT ON object_store
    WHEN EXISTS (SELECT 1 FROM object_store WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a store never becomes another place'); END;

    CREATE TABLE storage_use (
      purpose TEXT PRIMARY KEY NOT NULL CHECK (purpose IN ('content', 'staging')),
      store INTEGER,
      changed_entry INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE content_object (
      digest BLOB PRIMARY KEY NOT NULL,
      store INTEGER,
      entry INTEGER NOT NULL,
      held INTEGER NOT NULL DEFAULT 0,
      retain_until INTEGER,
      mirrored INTEGER NOT NULL DEFAULT 0,
      lock_error TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX content_object_by_store ON content_object (store, digest);
    CREATE INDEX content_object_not_mirrored ON content_object (store, digest) WHERE mirrored = 0;
    CREATE TRIGGER content_object_stays BEFORE DELETE ON content_object
    WHEN EXISTS (SELECT 1 FROM content WHERE digest = OLD.digest)
    BEGIN SELECT RAISE(ABORT, 'holdfast: where content lies is known while it is there'); END;
    CREATE TRIGGER content_object_cites_act BEFORE INSERT ON content_object
    WHEN NEW.entry <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
      OR EXISTS (SELECT 1 FROM content_object WHERE digest = NEW.digest)
    BEGIN SELECT RAISE(ABORT, 'holdfast: where content lies is noted by the act that put it there'); END;
    CREATE TRIGGER content_object_moves_by_act BEFORE UPDATE ON content_object
    WHEN NEW.digest IS NOT OLD.digest OR (NEW.store IS NOT OLD.store
      AND NEW.entry <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry))
    BEGIN SELECT RAISE(ABORT, 'holdfast: where content lies is noted by the act that put it there'); END;
    CREATE TRIGGER content_object_locked_longer BEFORE UPDATE OF retain_until ON content_object
    WHEN OLD.retain_until IS NOT NULL AND NEW.store IS OLD.store
      AND (NEW.retain_until IS NULL OR NEW.retain_until < OLD.retain_until)
    BEGIN SELECT RAISE(ABORT, 'holdfast: an object''s retention is never shortened'); END;

    CREATE TABLE object_removal (
      store INTEGER NOT NULL,
      digest BLOB NOT NULL,
      claimed INTEGER NOT NULL DEFAULT 0,
      tries INTEGER NOT NULL DEFAULT 0,
      error TEXT,
      PRIMARY KEY (store, digest)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER object_removal_unwanted BEFORE INSERT ON object_removal
    WHEN EXISTS (SELECT 1 FROM content_object WHERE digest = NEW.digest AND store = NEW.store)
    BEGIN SELECT RAISE(ABORT, 'holdfast: content that lies there is not removed there'); END;
    CREATE TRIGGER object_removal_finished BEFORE DELETE ON object_removal
    WHEN OLD.claimed = 0
      AND NOT EXISTS (SELECT 1 FROM content_object WHERE digest = OLD.digest AND store = OLD.store)
    BEGIN SELECT RAISE(ABORT, 'holdfast: what is to be erased is not forgotten'); END;
    """
}
