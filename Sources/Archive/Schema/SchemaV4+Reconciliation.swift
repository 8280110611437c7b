extension SchemaV4 {
  /// What became of every item that was ever offered, kept for good.
  ///
  /// `reconciliation_batch` has a row for each batch of records that was entered, `lines` what became of each, as JSON
  /// (`LineOutcomes`). `reconciliation_day` says how a day stood whenever it was begun and ended: `lacking` are the items
  /// that its manifest announces and that were not read by then, by file. A complete day that is read again is another
  /// `reading` of it. `reconciliation_correction` says what became of a record of the quarantine later, once. What an
  /// earlier version read has no `entry`, and of its lines there are only counts.
  ///
  /// `quarantine_discard` is the certificate of a record that was discarded: `commitment` is the digest by which the
  /// ledger has known the record since it was set aside, `mark` a keyed digest of its bytes, by which the same bytes are
  /// known if they are offered again.
  static let reconciliation = """
    ALTER TABLE import_day ADD COLUMN reading INTEGER NOT NULL DEFAULT 1;

    CREATE TABLE reconciliation_batch (
      id INTEGER PRIMARY KEY,
      entry INTEGER UNIQUE,
      connector INTEGER NOT NULL,
      date TEXT NOT NULL,
      reading INTEGER NOT NULL,
      file TEXT NOT NULL,
      offered INTEGER NOT NULL,
      imported INTEGER NOT NULL,
      partial INTEGER NOT NULL,
      duplicate INTEGER NOT NULL,
      quarantined INTEGER NOT NULL,
      failed INTEGER NOT NULL,
      lines TEXT NOT NULL,
      CHECK (offered = imported + partial + duplicate + quarantined + failed)
    ) STRICT;
    CREATE INDEX reconciliation_batch_by_day ON reconciliation_batch (connector, date, reading);

    CREATE TABLE reconciliation_day (
      id INTEGER PRIMARY KEY,
      entry INTEGER,
      connector INTEGER NOT NULL,
      date TEXT NOT NULL,
      reading INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('begun', 'ended', 'notFetched')),
      at INTEGER,
      manifest BLOB,
      announced INTEGER NOT NULL,
      lacking TEXT NOT NULL,
      reoffered INTEGER NOT NULL,
      complete INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX reconciliation_day_by_entry ON reconciliation_day (entry);
    CREATE INDEX reconciliation_day_by_day ON reconciliation_day (connector, date, reading);

    CREATE TABLE reconciliation_correction (
      quarantine INTEGER PRIMARY KEY,
      entry INTEGER NOT NULL,
      batch INTEGER NOT NULL,
      outcome TEXT NOT NULL CHECK (outcome IN ('imported', 'partial', 'duplicate', 'discarded'))
    ) STRICT;
    CREATE INDEX reconciliation_correction_by_batch ON reconciliation_correction (batch);
    CREATE INDEX reconciliation_correction_by_entry ON reconciliation_correction (entry);

    CREATE TABLE quarantine_discard (
      quarantine INTEGER PRIMARY KEY,
      entry INTEGER NOT NULL,
      connector INTEGER NOT NULL,
      size INTEGER NOT NULL,
      commitment BLOB NOT NULL,
      mark BLOB NOT NULL,
      reason TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX quarantine_discard_by_entry ON quarantine_discard (entry);
    CREATE INDEX quarantine_discard_by_mark ON quarantine_discard (connector, mark);
    CREATE INDEX quarantine_waiting ON quarantine (state, reason) WHERE state = 'waiting';

    \(whatEarlierVersionsRead)
    \(reconciliationGuards)
    """

  /// The days and files that an earlier version read: it counted copies, from which the items are told exactly.
  private static let whatEarlierVersionsRead = """
    INSERT INTO reconciliation_batch (connector, date, reading, file, offered, imported, partial, duplicate, quarantined,
      failed, lines)
    SELECT connector, date, 1, name, items + quarantined + failed + again, items - without, without, again, quarantined,
      failed, '[]'
    FROM (
      SELECT f.*, MAX(0, offered - items - quarantined - failed) AS again, MIN(items, (
        SELECT COUNT(DISTINCT l.line) FROM import_log l
        WHERE l.connector = f.connector AND l.date = f.date AND l.file = f.name AND l.outcome = 'partial')) AS without
      FROM import_file f)
    WHERE offered > 0 ORDER BY connector, date, name;
    INSERT INTO reconciliation_day (connector, date, reading, state, manifest, announced, lacking, reoffered, complete)
    SELECT d.connector, d.date, 1, 'ended', CASE WHEN length(d.manifest) > 0 THEN d.manifest END,
      COALESCE((SELECT SUM(announced) FROM import_file f WHERE f.connector = d.connector AND f.date = d.date), 0),
      (SELECT json_group_object(name, announced - offered) FROM import_file f
        WHERE f.connector = d.connector AND f.date = d.date AND f.announced > f.offered),
      0, d.complete
    FROM import_day d ORDER BY connector, date;
    """

  private static let reconciliationGuards =
    [
      ("reconciliation_batch", "id = NEW.id OR entry = NEW.entry"),
      ("reconciliation_day", "id = NEW.id"),
      ("reconciliation_correction", "quarantine = NEW.quarantine"),
      ("quarantine_discard", "quarantine = NEW.quarantine"),
    ].map { table, same in
      """
      CREATE TRIGGER \(table)_stays BEFORE DELETE ON \(table)
      BEGIN SELECT RAISE(ABORT, 'holdfast: what became of what was offered is kept on record'); END;
      CREATE TRIGGER \(table)_unchanged BEFORE UPDATE ON \(table)
      BEGIN SELECT RAISE(ABORT, 'holdfast: what became of what was offered is kept on record'); END;
      CREATE TRIGGER \(table)_by_an_act BEFORE INSERT ON \(table)
      WHEN NEW.entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
        OR EXISTS (SELECT 1 FROM \(table) WHERE \(same))
      BEGIN SELECT RAISE(ABORT, 'holdfast: what became of what was offered is said once, by an act on the ledger'); END;
      """
    }.joined(separator: "\n") + "\n" + discardGuards

  /// A record leaves the quarantine with its message, or with a certificate of the act under way, and then not while
  /// anyone is held whom its bytes name.
  ///
  /// These look at addresses and at the last digits of numbers as they stand; the gate looks closer. Of a record too long
  /// to be looked into nobody can say whom it concerns.
  private static let discardGuards = """
    DROP TRIGGER quarantine_stays;
    CREATE TRIGGER quarantine_stays BEFORE DELETE ON quarantine
    WHEN (OLD.message IS NULL OR NOT EXISTS (SELECT 1 FROM purged_message WHERE id = OLD.message))
      AND NOT EXISTS (
        SELECT 1 FROM quarantine_discard
        WHERE quarantine = OLD.id AND entry = (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry))
    BEGIN SELECT RAISE(ABORT, 'holdfast: what is in quarantine is kept'); END;
    CREATE TRIGGER quarantine_replayed_not_discarded BEFORE INSERT ON quarantine_discard
    WHEN NOT EXISTS (SELECT 1 FROM quarantine WHERE id = NEW.quarantine AND state = 'waiting')
    BEGIN SELECT RAISE(ABORT, 'holdfast: what is discarded is waiting in quarantine'); END;
    CREATE TRIGGER quarantine_held BEFORE DELETE ON quarantine
    WHEN OLD.state = 'waiting' AND EXISTS (SELECT 1 FROM quarantine_discard WHERE quarantine = OLD.id) AND EXISTS (
      SELECT 1 FROM hold_location l JOIN mailbox m ON m.id = l.mailbox
      WHERE (
        l.released_at IS NULL
        OR (l.delay_until > (SELECT at FROM quarantine_discard WHERE quarantine = OLD.id)
          AND NOT EXISTS (SELECT 1 FROM delay_hold_end e WHERE e.mailbox = l.mailbox AND e.entry > l.released_entry)))
      AND (
        OLD.record IS NULL
        OR instr(lower(CAST(OLD.record AS TEXT)), lower(m.email)) > 0
        OR instr(\(digitsTogether("CAST(OLD.record AS TEXT)")), substr(\(digitsTogether("m.mobile_number")), -7)) > 0))
    BEGIN SELECT RAISE(ABORT, 'holdfast: someone whom the record may concern is on hold'); END;
    """

  /// The text without what people write between the digits of a number.
  private static func digitsTogether(_ text: String) -> String {
    [" ", "-", "(", ")", ".", "/"].reduce(text) { "replace(\($0), '\($1)', '')" }
  }
}
