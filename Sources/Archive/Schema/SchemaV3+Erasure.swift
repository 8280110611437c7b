extension SchemaV3 {
  /// How far erasing has come, so that whatever ends the program the next goes on there.
  ///
  /// `erasure.stage`: 0 where the words of what that act purged still lie in the index's segments, 1 while these are
  /// merged, 2 once they are out and only the write-ahead log is left. A row goes when nothing is left.
  static let erasure = """
    ALTER TABLE erasure ADD COLUMN stage INTEGER NOT NULL DEFAULT 0;
    CREATE TRIGGER erasure_goes_on BEFORE UPDATE ON erasure
    WHEN NEW.entry IS NOT OLD.entry OR NEW.messages IS NOT OLD.messages OR NEW.stage < OLD.stage
    BEGIN SELECT RAISE(ABORT, 'holdfast: what is to be erased is not forgotten'); END;
    CREATE TRIGGER erasure_finished BEFORE DELETE ON erasure WHEN OLD.stage < 2
    BEGIN SELECT RAISE(ABORT, 'holdfast: what is to be erased is not forgotten'); END;
    CREATE TRIGGER erasure_not_replaced BEFORE INSERT ON erasure
    WHEN EXISTS (SELECT 1 FROM erasure WHERE entry = NEW.entry)
    BEGIN SELECT RAISE(ABORT, 'holdfast: what is to be erased is not forgotten'); END;

    CREATE INDEX import_log_of_message ON import_log (connector, partner_id);
    UPDATE import_log SET participant = NULL, reason = CASE outcome
      WHEN 'quarantined' THEN 'it waited in quarantine, and has been purged since' ELSE reason END
    WHERE EXISTS (
      SELECT 1 FROM purged_message p WHERE p.connector = import_log.connector AND p.partner_id = import_log.partner_id);
    """
}
