extension SchemaV2 {
  /// A filter is made and removed, never changed: what an account could see at any time is on record.
  static let permissionFilters = """
    CREATE TABLE permission_filter (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL COLLATE NOCASE,
      effect TEXT NOT NULL CHECK (effect IN ('allow', 'deny')),
      query TEXT,
      canonical TEXT,
      created INTEGER NOT NULL,
      created_entry INTEGER NOT NULL,
      removed_entry INTEGER
    ) STRICT;
    CREATE UNIQUE INDEX permission_filter_name ON permission_filter (name) WHERE removed_entry IS NULL;
    CREATE TABLE permission_filter_subject (
      filter INTEGER NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('account', 'role-group')),
      name TEXT NOT NULL,
      PRIMARY KEY (filter, kind, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE permission_filter_place (
      filter INTEGER NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('mailbox', 'department')),
      value TEXT NOT NULL,
      PRIMARY KEY (filter, kind, value)
    ) STRICT, WITHOUT ROWID;

    CREATE TRIGGER permission_filter_stays BEFORE DELETE ON permission_filter
    BEGIN SELECT RAISE(ABORT, 'holdfast: a permission filter is removed by an act, never deleted'); END;
    CREATE TRIGGER permission_filter_unchanged BEFORE UPDATE ON permission_filter
    WHEN NEW.id IS NOT OLD.id OR NEW.name IS NOT OLD.name OR NEW.effect IS NOT OLD.effect
      OR NEW.query IS NOT OLD.query OR NEW.canonical IS NOT OLD.canonical OR OLD.removed_entry IS NOT NULL
      OR NEW.removed_entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a permission filter is removed by an act, and never changed'); END;
    CREATE TRIGGER permission_filter_not_replaced BEFORE INSERT ON permission_filter
    WHEN EXISTS (SELECT 1 FROM permission_filter WHERE id = NEW.id)
      OR EXISTS (SELECT 1 FROM permission_filter WHERE name = NEW.name AND removed_entry IS NULL)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a permission filter is never replaced'); END;
    CREATE TRIGGER permission_filter_subject_stays BEFORE DELETE ON permission_filter_subject
    BEGIN SELECT RAISE(ABORT, 'holdfast: a permission filter never changes'); END;
    CREATE TRIGGER permission_filter_subject_unchanged BEFORE UPDATE ON permission_filter_subject
    BEGIN SELECT RAISE(ABORT, 'holdfast: a permission filter never changes'); END;
    CREATE TRIGGER permission_filter_place_stays BEFORE DELETE ON permission_filter_place
    BEGIN SELECT RAISE(ABORT, 'holdfast: a permission filter never changes'); END;
    CREATE TRIGGER permission_filter_place_unchanged BEFORE UPDATE ON permission_filter_place
    BEGIN SELECT RAISE(ABORT, 'holdfast: a permission filter never changes'); END;
    """

  /// A run's number is that of the ledger entry that says who ran it.
  ///
  /// `items` and `messages` of a run are sets of numbers (``Search``'s `MessageSet.packed`); what came later has higher
  /// numbers, and what was purged since is no longer there to be found.
  static let searchJobs = """
    CREATE TABLE search_job (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE COLLATE NOCASE,
      owner TEXT NOT NULL,
      legal_case INTEGER,
      query TEXT NOT NULL,
      time_zone TEXT NOT NULL,
      sort TEXT NOT NULL CHECK (sort IN ('newest', 'oldest', 'relevance')),
      custodians INTEGER NOT NULL,
      created INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE search_job_mailbox (
      job INTEGER NOT NULL, mailbox INTEGER NOT NULL, included INTEGER NOT NULL, PRIMARY KEY (job, mailbox, included)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE search_run (
      id INTEGER PRIMARY KEY,
      job INTEGER NOT NULL,
      at INTEGER NOT NULL,
      actor TEXT NOT NULL,
      item_count INTEGER NOT NULL,
      message_count INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      mailboxes INTEGER NOT NULL,
      searched INTEGER NOT NULL,
      pending INTEGER NOT NULL,
      partial INTEGER NOT NULL,
      filters TEXT NOT NULL,
      items BLOB NOT NULL,
      messages BLOB NOT NULL
    ) STRICT;
    CREATE INDEX search_run_by_job ON search_run (job);
    CREATE TRIGGER search_run_unchanged BEFORE UPDATE ON search_run
    BEGIN SELECT RAISE(ABORT, 'holdfast: what a run found never changes'); END;
    CREATE TRIGGER search_run_by_an_act BEFORE INSERT ON search_run
    WHEN NEW.id IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
      OR EXISTS (SELECT 1 FROM search_run WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a search is run by an act on the ledger'); END;
    """

  /// A purge's number is that of the ledger entry that asked for it.
  ///
  /// `items` is the set it may touch; `position` the last item it has dealt with. Each item that was not deleted has
  /// its row in `purge_exception`.
  static let purgeRequests = """
    CREATE TABLE purge_request (
      id INTEGER PRIMARY KEY,
      job INTEGER NOT NULL,
      job_name TEXT NOT NULL,
      run INTEGER NOT NULL,
      hard INTEGER NOT NULL,
      reason TEXT NOT NULL,
      requester TEXT NOT NULL,
      requested INTEGER NOT NULL,
      expires INTEGER,
      state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'rejected')),
      decided_by TEXT,
      decided INTEGER,
      note TEXT,
      item_count INTEGER NOT NULL,
      items BLOB NOT NULL,
      position INTEGER NOT NULL,
      changed_entry INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX purge_request_open ON purge_request (job) WHERE state IN ('waiting', 'running');
    CREATE TABLE purge_exception (
      purge INTEGER NOT NULL, item INTEGER NOT NULL, outcome TEXT NOT NULL, reasons TEXT NOT NULL,
      PRIMARY KEY (purge, item)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER purge_request_stays BEFORE DELETE ON purge_request
    BEGIN SELECT RAISE(ABORT, 'holdfast: the record of a purge is kept'); END;
    CREATE TRIGGER purge_request_by_an_act BEFORE INSERT ON purge_request
    WHEN NEW.id IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
      OR EXISTS (SELECT 1 FROM purge_request WHERE id = NEW.id)
      OR EXISTS (SELECT 1 FROM purge_request WHERE job = NEW.job AND state IN ('waiting', 'running'))
    BEGIN SELECT RAISE(ABORT, 'holdfast: a purge is asked for by an act on the ledger'); END;
    CREATE TRIGGER purge_request_changed_by_an_act BEFORE UPDATE ON purge_request
    WHEN NEW.changed_entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
      OR NEW.id IS NOT OLD.id OR NEW.job IS NOT OLD.job OR NEW.run IS NOT OLD.run OR NEW.hard IS NOT OLD.hard
      OR NEW.requester IS NOT OLD.requester OR NEW.items IS NOT OLD.items
      OR NEW.position < OLD.position OR OLD.state IN ('done', 'rejected')
      OR (OLD.state = 'running' AND NEW.state = 'waiting')
    BEGIN SELECT RAISE(ABORT, 'holdfast: a purge is decided by an act on the ledger, and deletes what was asked for'); END;
    CREATE TRIGGER purge_exception_stays BEFORE DELETE ON purge_exception
    BEGIN SELECT RAISE(ABORT, 'holdfast: the record of a purge is kept'); END;
    CREATE TRIGGER purge_exception_unchanged BEFORE UPDATE ON purge_exception
    BEGIN SELECT RAISE(ABORT, 'holdfast: the record of a purge is kept'); END;
    """
}
