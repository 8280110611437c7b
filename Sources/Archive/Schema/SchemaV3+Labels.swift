extension SchemaV3 {
  /// Labels, events and disposition reviews.
  ///
  /// `item_label` says what was done to single items: the row of the highest entry is how things stand, a null label that
  /// a label was taken off. `former` and `held_until` are a label that was taken off while it kept the item, and until when
  /// the item stays held for that. What a standing rule (`label_rule`) covers has no rows: it is found when the item is decided.
  /// A rule that was closed goes on covering the items up to `last_item`: a label stays until somebody takes it off.
  static let labels = labelTables + labelGuards + itemLabelGuards + reviewTables

  private static let nextEntry = "(SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)"

  private static let labelTables = """
    CREATE TABLE retention_label (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL COLLATE NOCASE,
      action TEXT NOT NULL CHECK (action IN ('retain', 'delete', 'retain-then-delete')),
      period INTEGER,
      unit TEXT CHECK (unit IN ('days', 'months', 'years')),
      start TEXT NOT NULL CHECK (start IN ('created', 'modified', 'labelled', 'event')),
      event_type TEXT COLLATE NOCASE,
      record TEXT NOT NULL CHECK (record IN ('none', 'record', 'regulatory-record')),
      stages INTEGER NOT NULL,
      created INTEGER NOT NULL,
      created_entry INTEGER NOT NULL,
      changed_entry INTEGER NOT NULL,
      removed INTEGER
    ) STRICT;
    CREATE UNIQUE INDEX retention_label_name ON retention_label (name) WHERE removed IS NULL;
    CREATE TABLE label_reviewer (
      label INTEGER NOT NULL, stage INTEGER NOT NULL, reviewer TEXT NOT NULL, entry INTEGER NOT NULL,
      PRIMARY KEY (label, stage, reviewer)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE label_rule (
      id INTEGER PRIMARY KEY,
      label INTEGER NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('query', 'folder')),
      query TEXT,
      canonical TEXT,
      folder INTEGER,
      mailbox INTEGER,
      at INTEGER NOT NULL,
      actor TEXT NOT NULL,
      entry INTEGER NOT NULL,
      closed INTEGER,
      closed_entry INTEGER,
      last_item INTEGER
    ) STRICT;
    CREATE TABLE item_label (
      item INTEGER NOT NULL,
      entry INTEGER NOT NULL,
      label INTEGER,
      how TEXT NOT NULL CHECK (how IN ('manual', 'query', 'default', 'review')),
      at INTEGER NOT NULL,
      actor TEXT NOT NULL,
      reason TEXT,
      former INTEGER,
      held_until INTEGER,
      PRIMARY KEY (item, entry)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE retention_event (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE COLLATE NOCASE,
      type TEXT NOT NULL COLLATE NOCASE,
      query TEXT,
      canonical TEXT,
      date INTEGER NOT NULL,
      created INTEGER NOT NULL,
      actor TEXT NOT NULL,
      entry INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE retention_event_mailbox (
      event INTEGER NOT NULL, mailbox INTEGER NOT NULL, PRIMARY KEY (event, mailbox)
    ) STRICT, WITHOUT ROWID;

    """

  private static let labelGuards = """
    CREATE TRIGGER retention_label_stays BEFORE DELETE ON retention_label
    BEGIN SELECT RAISE(ABORT, 'holdfast: a retention label is removed by an act, never deleted'); END;
    CREATE TRIGGER retention_label_changed_by_an_act BEFORE UPDATE ON retention_label
    WHEN NEW.changed_entry IS NOT \(nextEntry) OR OLD.removed IS NOT NULL
      OR NEW.id IS NOT OLD.id OR NEW.name IS NOT OLD.name OR NEW.action IS NOT OLD.action OR NEW.start IS NOT OLD.start
      OR NEW.event_type IS NOT OLD.event_type OR NEW.record IS NOT OLD.record OR NEW.stages IS NOT OLD.stages
      OR NEW.created IS NOT OLD.created OR NEW.created_entry IS NOT OLD.created_entry
    BEGIN SELECT RAISE(ABORT, 'holdfast: a retention label changes its period alone, by an act on the ledger'); END;
    CREATE TRIGGER retention_label_regulatory BEFORE UPDATE ON retention_label
    WHEN OLD.record = 'regulatory-record' AND (
      (NEW.removed IS NOT NULL AND EXISTS (SELECT 1 FROM item_label WHERE label = OLD.id))
      OR (NEW.period IS NOT NULL
        AND (OLD.period IS NULL OR NEW.unit IS NOT OLD.unit OR NEW.period < OLD.period)))
    BEGIN SELECT RAISE(ABORT, 'holdfast: a regulatory record''s period is only ever extended'); END;
    CREATE TRIGGER retention_label_not_replaced BEFORE INSERT ON retention_label
    WHEN EXISTS (SELECT 1 FROM retention_label WHERE id = NEW.id)
      OR EXISTS (SELECT 1 FROM retention_label WHERE name = NEW.name AND removed IS NULL)
      OR NEW.created_entry IS NOT \(nextEntry)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a retention label is made by an act, and never replaced'); END;
    CREATE TRIGGER label_reviewer_stays BEFORE DELETE ON label_reviewer
    BEGIN SELECT RAISE(ABORT, 'holdfast: a review keeps its reviewers'); END;
    CREATE TRIGGER label_reviewer_unchanged BEFORE UPDATE ON label_reviewer
    BEGIN SELECT RAISE(ABORT, 'holdfast: a review keeps its reviewers'); END;
    CREATE TRIGGER label_reviewer_added_by_an_act BEFORE INSERT ON label_reviewer
    WHEN NEW.entry IS NOT \(nextEntry)
      OR NEW.stage NOT BETWEEN 1 AND COALESCE((SELECT stages FROM retention_label WHERE id = NEW.label), 0)
      OR EXISTS (
        SELECT 1 FROM label_reviewer WHERE label = NEW.label AND stage = NEW.stage AND reviewer = NEW.reviewer)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a reviewer is added by an act, to a stage there is'); END;
    CREATE TRIGGER label_rule_stays BEFORE DELETE ON label_rule
    BEGIN SELECT RAISE(ABORT, 'holdfast: a labelling rule is closed by an act, never deleted'); END;
    CREATE TRIGGER label_rule_closed_by_an_act BEFORE UPDATE ON label_rule
    WHEN NEW.id IS NOT OLD.id OR NEW.label IS NOT OLD.label OR NEW.kind IS NOT OLD.kind OR NEW.query IS NOT OLD.query
      OR NEW.canonical IS NOT OLD.canonical OR NEW.folder IS NOT OLD.folder OR NEW.mailbox IS NOT OLD.mailbox
      OR NEW.at IS NOT OLD.at OR NEW.actor IS NOT OLD.actor OR NEW.entry IS NOT OLD.entry
      OR OLD.closed_entry IS NOT NULL OR NEW.closed IS NULL OR NEW.closed_entry IS NOT \(nextEntry)
      OR NEW.last_item IS NULL OR NEW.last_item < (SELECT COALESCE(MAX(id), 0) FROM item)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a labelling rule is closed once, by an act, and keeps what it covers'); END;
    CREATE TRIGGER label_rule_made_by_an_act BEFORE INSERT ON label_rule
    WHEN NEW.entry IS NOT \(nextEntry) OR EXISTS (SELECT 1 FROM label_rule WHERE id = NEW.id)
      OR (SELECT record FROM retention_label WHERE id = NEW.label) IS 'regulatory-record'
    BEGIN SELECT RAISE(ABORT, 'holdfast: a labelling rule is made by an act, and never replaced'); END;
    CREATE TRIGGER retention_event_stays BEFORE DELETE ON retention_event
    BEGIN SELECT RAISE(ABORT, 'holdfast: an event has happened, and is never taken back'); END;
    CREATE TRIGGER retention_event_unchanged BEFORE UPDATE ON retention_event
    BEGIN SELECT RAISE(ABORT, 'holdfast: an event has happened, and is never taken back'); END;
    CREATE TRIGGER retention_event_by_an_act BEFORE INSERT ON retention_event
    WHEN NEW.entry IS NOT \(nextEntry)
      OR EXISTS (SELECT 1 FROM retention_event WHERE id = NEW.id OR name = NEW.name)
    BEGIN SELECT RAISE(ABORT, 'holdfast: an event is put on record by an act, and never replaced'); END;
    CREATE TRIGGER retention_event_mailbox_stays BEFORE DELETE ON retention_event_mailbox
    BEGIN SELECT RAISE(ABORT, 'holdfast: an event keeps its mailboxes'); END;
    CREATE TRIGGER retention_event_mailbox_unchanged BEFORE UPDATE ON retention_event_mailbox
    BEGIN SELECT RAISE(ABORT, 'holdfast: an event keeps its mailboxes'); END;
    CREATE TRIGGER retention_event_mailbox_with_its_event BEFORE INSERT ON retention_event_mailbox
    WHEN (SELECT entry FROM retention_event WHERE id = NEW.event) IS NOT \(nextEntry)
    BEGIN SELECT RAISE(ABORT, 'holdfast: an event keeps its mailboxes'); END;

    """

  /// `item_takes_its_label_along`: a default label is that of the folder an item lies in; an item that leaves the folder
  /// keeps it, as a row of its own.
  ///
  /// The insert triggers say FAIL, as those of `item` do: labels come by the hundred thousand.
  private static let itemLabelGuards = """
    CREATE TRIGGER item_label_stays BEFORE DELETE ON item_label
    BEGIN SELECT RAISE(ABORT, 'holdfast: what was labelled stays on record'); END;
    CREATE TRIGGER item_label_unchanged BEFORE UPDATE ON item_label
    BEGIN SELECT RAISE(ABORT, 'holdfast: what was labelled stays on record'); END;
    CREATE TRIGGER item_label_by_an_act BEFORE INSERT ON item_label
    WHEN NEW.entry IS NOT \(nextEntry) OR NOT EXISTS (SELECT 1 FROM item WHERE id = NEW.item)
      OR EXISTS (SELECT 1 FROM item_label WHERE item = NEW.item AND entry = NEW.entry)
    BEGIN SELECT RAISE(FAIL, 'holdfast: an item is labelled by an act on the ledger'); END;
    CREATE TRIGGER item_label_of_a_record BEFORE INSERT ON item_label
    WHEN EXISTS (SELECT 1 FROM item_label WHERE item = NEW.item)
    BEGIN
      SELECT CASE l.record
        WHEN 'regulatory-record' THEN RAISE(FAIL, 'holdfast: nobody takes a regulatory record''s label off')
        WHEN 'record' THEN CASE WHEN COALESCE(NEW.reason, '') = ''
          THEN RAISE(FAIL, 'holdfast: a record''s label is changed with a reason') END
        END
      FROM (SELECT label FROM item_label WHERE item = NEW.item ORDER BY entry DESC LIMIT 1) i
      JOIN retention_label l ON l.id = i.label;
    END;
    CREATE TRIGGER item_takes_its_label_along AFTER UPDATE ON item
    WHEN NEW.folder IS NOT OLD.folder AND NOT EXISTS (SELECT 1 FROM item_label WHERE item = OLD.id)
    BEGIN
      INSERT INTO item_label (item, entry, label, how, at, actor)
      SELECT OLD.id, \(nextEntry), r.label, 'default', MAX(r.at, OLD.archived), r.actor
      FROM label_rule r JOIN retention_label l ON l.id = r.label
      WHERE r.kind = 'folder' AND r.folder = OLD.folder AND (r.mailbox IS NULL OR r.mailbox = OLD.mailbox)
        AND (r.last_item IS NULL OR r.last_item >= OLD.id)
      ORDER BY l.record = 'none', r.mailbox IS NULL, r.id DESC LIMIT 1;
    END;

    """

  /// `disposal` is what stays of every item that was destroyed, beside its certificate; never anything of its content.
  private static let reviewTables = """
    CREATE TABLE disposition_decision (
      item INTEGER NOT NULL,
      entry INTEGER NOT NULL,
      label INTEGER NOT NULL,
      stage INTEGER NOT NULL,
      decision TEXT NOT NULL CHECK (decision IN ('approve', 'extend', 'relabel')),
      until INTEGER,
      at INTEGER NOT NULL,
      actor TEXT NOT NULL,
      comment TEXT NOT NULL CHECK (comment <> ''),
      PRIMARY KEY (item, entry)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE disposal (
      item INTEGER PRIMARY KEY,
      kind INTEGER NOT NULL,
      sent INTEGER,
      archived INTEGER NOT NULL,
      label INTEGER,
      labelled INTEGER,
      entry INTEGER NOT NULL
    ) STRICT;
    CREATE TRIGGER disposition_decision_stays BEFORE DELETE ON disposition_decision
    BEGIN SELECT RAISE(ABORT, 'holdfast: a reviewer''s decision stays on record'); END;
    CREATE TRIGGER disposition_decision_unchanged BEFORE UPDATE ON disposition_decision
    BEGIN SELECT RAISE(ABORT, 'holdfast: a reviewer''s decision stays on record'); END;
    CREATE TRIGGER disposition_decision_by_a_reviewer BEFORE INSERT ON disposition_decision
    WHEN NEW.entry IS NOT \(nextEntry)
      OR EXISTS (SELECT 1 FROM disposition_decision WHERE item = NEW.item AND entry = NEW.entry)
      OR NOT EXISTS (
        SELECT 1 FROM label_reviewer WHERE label = NEW.label AND stage = NEW.stage AND reviewer = NEW.actor)
    BEGIN SELECT RAISE(FAIL, 'holdfast: a stage is decided by one of its reviewers, in an act'); END;
    CREATE TRIGGER disposal_stays BEFORE DELETE ON disposal
    BEGIN SELECT RAISE(ABORT, 'holdfast: the proof of a disposal is kept'); END;
    CREATE TRIGGER disposal_unchanged BEFORE UPDATE ON disposal
    BEGIN SELECT RAISE(ABORT, 'holdfast: the proof of a disposal is kept'); END;
    CREATE TRIGGER disposal_by_an_act BEFORE INSERT ON disposal
    WHEN NEW.entry IS NOT \(nextEntry) OR EXISTS (SELECT 1 FROM disposal WHERE item = NEW.item)
      OR NOT EXISTS (SELECT 1 FROM certificate WHERE item = NEW.item AND entry = NEW.entry)
    BEGIN SELECT RAISE(ABORT, 'holdfast: the proof of a disposal is kept'); END;
    """
}
