extension SchemaV4 {
  /// Files of other formats than the partner's feed.
  ///
  /// `foreign_file` counts a file as far as its last committed batch, as `import_file` does: an import that was killed
  /// goes on from `position`. One that was done stays for good, and the same file again is another row.
  ///
  /// `quarantine_content` has what belongs to a quarantined record and isn't among its bytes.
  static let formats = """
    CREATE TABLE foreign_file (
      id INTEGER PRIMARY KEY,
      connector INTEGER NOT NULL,
      format TEXT NOT NULL,
      options TEXT NOT NULL,
      name TEXT NOT NULL,
      digest BLOB NOT NULL,
      size INTEGER NOT NULL,
      date TEXT NOT NULL,
      entry INTEGER NOT NULL,
      position INTEGER NOT NULL,
      done INTEGER NOT NULL,
      offered INTEGER NOT NULL,
      imported INTEGER NOT NULL,
      partial INTEGER NOT NULL,
      duplicate INTEGER NOT NULL,
      quarantined INTEGER NOT NULL,
      failed INTEGER NOT NULL,
      items INTEGER NOT NULL,
      skipped INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX foreign_file_open ON foreign_file (connector, format, digest, options) WHERE done = 0;
    CREATE TRIGGER foreign_file_stays BEFORE DELETE ON foreign_file
    BEGIN SELECT RAISE(ABORT, 'holdfast: the record of an imported file is kept'); END;
    CREATE TRIGGER foreign_file_unchanged BEFORE UPDATE ON foreign_file
    WHEN OLD.done <> 0 OR NEW.position < OLD.position OR NEW.id IS NOT OLD.id OR NEW.connector IS NOT OLD.connector
      OR NEW.format IS NOT OLD.format OR NEW.options IS NOT OLD.options OR NEW.digest IS NOT OLD.digest
      OR NEW.size IS NOT OLD.size OR NEW.date IS NOT OLD.date OR NEW.entry IS NOT OLD.entry
    BEGIN SELECT RAISE(ABORT, 'holdfast: the record of an imported file is kept'); END;
    CREATE TRIGGER foreign_file_not_replaced BEFORE INSERT ON foreign_file
    WHEN EXISTS (SELECT 1 FROM foreign_file WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'holdfast: the record of an imported file is kept'); END;

    ALTER TABLE quarantine ADD COLUMN foreign_file INTEGER;
    ALTER TABLE quarantine ADD COLUMN note BLOB;
    CREATE TRIGGER quarantine_origin_unchanged BEFORE UPDATE OF foreign_file, note ON quarantine
    WHEN NEW.foreign_file IS NOT OLD.foreign_file OR NEW.note IS NOT OLD.note
    BEGIN SELECT RAISE(ABORT, 'holdfast: what is in quarantine is kept'); END;

    CREATE TABLE quarantine_content (
      quarantine INTEGER NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (quarantine, digest)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX quarantine_content_by_digest ON quarantine_content (digest);
    CREATE TRIGGER quarantine_content_stays BEFORE DELETE ON quarantine_content
    WHEN EXISTS (SELECT 1 FROM quarantine WHERE id = OLD.quarantine)
    BEGIN SELECT RAISE(ABORT, 'holdfast: what is in quarantine is kept'); END;
    CREATE TRIGGER quarantine_content_unchanged BEFORE UPDATE ON quarantine_content
    BEGIN SELECT RAISE(ABORT, 'holdfast: what is in quarantine is kept'); END;
    CREATE TRIGGER quarantine_content_goes AFTER DELETE ON quarantine
    BEGIN DELETE FROM quarantine_content WHERE quarantine = OLD.id; END;
    CREATE TRIGGER content_stays_for_quarantine BEFORE DELETE ON content
    WHEN EXISTS (SELECT 1 FROM quarantine_content b JOIN quarantine q ON q.id = b.quarantine
      WHERE b.digest = OLD.digest AND q.state = 'waiting')
    BEGIN SELECT RAISE(ABORT, 'holdfast: content stays while a quarantined record has it'); END;
    """
}
