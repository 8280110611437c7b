extension SchemaV3 {
  /// Where an item lay before somebody deleted it, and the folders of what was to be destroyed and may not be.
  ///
  /// `item.moved_entry` is the ledger entry that moved it last. What was deleted before there was a clock on it is not
  /// put under one: an archive that comes from an earlier version keeps Recoverable Items until somebody sets the days.
  static let recoverableItems = """
    INSERT INTO folder (name, recoverable) VALUES
      ('Recoverable Items/Purges', 1), ('Recoverable Items/DiscoveryHolds', 1);
    ALTER TABLE item ADD COLUMN origin INTEGER;
    ALTER TABLE item ADD COLUMN moved_entry INTEGER;
    UPDATE item SET origin = COALESCE(
      (SELECT other.folder FROM message m JOIN message n ON n.connector = m.connector
       JOIN item other ON other.message = n.id WHERE m.id = item.message AND other.deleted IS NULL LIMIT 1),
      (SELECT MIN(id) FROM folder WHERE recoverable = 0))
    WHERE deleted IS NOT NULL;
    CREATE INDEX item_deleted ON item (deleted) WHERE deleted IS NOT NULL;
    INSERT INTO setting (name, value) SELECT 'recoverable-days', 'off' WHERE EXISTS (
      SELECT 1 FROM setting WHERE name = 'created');

    CREATE TRIGGER item_moved_by_an_act BEFORE UPDATE ON item
    WHEN (NEW.folder IS NOT OLD.folder OR NEW.deleted IS NOT OLD.deleted OR NEW.origin IS NOT OLD.origin)
      AND NEW.moved_entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
    BEGIN SELECT RAISE(ABORT, 'holdfast: an item moves by an act on the ledger'); END;
    CREATE TRIGGER item_deleted_where_it_lies BEFORE UPDATE ON item
    WHEN (NEW.deleted IS NOT NULL) IS NOT EXISTS (SELECT 1 FROM folder WHERE id = NEW.folder AND recoverable = 1)
    BEGIN SELECT RAISE(ABORT, 'holdfast: an item is deleted exactly while it lies in Recoverable Items'); END;
    CREATE TRIGGER item_deleted_once BEFORE UPDATE ON item
    WHEN OLD.deleted IS NOT NULL AND NEW.deleted IS NOT NULL
      AND (NEW.deleted <> OLD.deleted OR NEW.origin IS NOT OLD.origin)
    BEGIN SELECT RAISE(ABORT, 'holdfast: when and where an item was deleted stays as it was'); END;
    CREATE TRIGGER item_remembers_its_folder BEFORE UPDATE ON item
    WHEN (OLD.deleted IS NULL AND NEW.deleted IS NOT NULL AND NEW.origin IS NOT OLD.folder)
      OR (OLD.deleted IS NULL AND NEW.deleted IS NULL AND NEW.folder IS NOT OLD.folder)
      OR (OLD.deleted IS NOT NULL AND NEW.deleted IS NULL AND NEW.folder IS NOT OLD.origin)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a deleted item goes back to where it lay'); END;
    """
}
