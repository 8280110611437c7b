extension SchemaV1 {
  /// `message.stored` is one compressed frame of the original record, the e-mail form and the envelope
  /// (``StoredMessage``); the digests are of the uncompressed bytes, `email_digest` of the e-mail as it reads with
  /// its attachments in place.
  ///
  /// Messages of one import transaction have consecutive ids from `import_batch.first_message`, so that a message's
  /// place in its batch's Merkle tree is its id less that.
  static let items = """
    CREATE TABLE message (
      id INTEGER PRIMARY KEY,
      connector INTEGER NOT NULL,
      partner_id TEXT NOT NULL,
      revision INTEGER NOT NULL,
      kind INTEGER NOT NULL,
      sent INTEGER,
      size INTEGER NOT NULL,
      original_digest BLOB NOT NULL,
      email_digest BLOB NOT NULL,
      salt BLOB NOT NULL,
      stored BLOB NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX message_identity ON message (connector, partner_id, revision);

    CREATE TABLE import_batch (
      entry INTEGER PRIMARY KEY, first_message INTEGER NOT NULL UNIQUE, messages INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE content (
      id INTEGER PRIMARY KEY,
      digest BLOB NOT NULL UNIQUE,
      size INTEGER NOT NULL,
      bytes BLOB
    ) STRICT;
    CREATE TABLE message_content (
      message INTEGER NOT NULL, content INTEGER NOT NULL, PRIMARY KEY (message, content)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX message_content_by_content ON message_content (content);
    CREATE TABLE content_unlink (digest BLOB PRIMARY KEY NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE item (
      id INTEGER PRIMARY KEY,
      message INTEGER NOT NULL,
      mailbox INTEGER NOT NULL,
      folder INTEGER NOT NULL,
      outgoing INTEGER NOT NULL,
      archived INTEGER NOT NULL,
      deleted INTEGER
    ) STRICT;
    CREATE UNIQUE INDEX item_copy ON item (message, mailbox);

    CREATE TABLE deletion_permit (
      item INTEGER PRIMARY KEY, entry INTEGER NOT NULL, at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE certificate (
      item INTEGER PRIMARY KEY,
      message INTEGER NOT NULL,
      mailbox INTEGER NOT NULL,
      commitment BLOB NOT NULL,
      rule TEXT NOT NULL,
      at INTEGER NOT NULL,
      entry INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX certificate_of_copy ON certificate (message, mailbox);
    CREATE TABLE purged_message (
      id INTEGER PRIMARY KEY,
      connector INTEGER NOT NULL,
      partner_id TEXT NOT NULL,
      revision INTEGER NOT NULL,
      leaf BLOB NOT NULL,
      entry INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX purged_message_identity ON purged_message (connector, partner_id, revision);
    CREATE TABLE erasure (entry INTEGER PRIMARY KEY, messages INTEGER NOT NULL) STRICT;
    """

  /// What the database itself refuses, whoever asks.
  ///
  /// The `not_replaced` triggers are there because a REPLACE conflict deletes the old row without firing its delete
  /// trigger. An update is looked at by its values: `UPDATE OF` goes by the column's name, and `rowid` is another name
  /// of `id`. Those of `item` and `message` say FAIL rather than ABORT: for ABORT, SQLite opens a savepoint and copies every
  /// page it touches, for each row of an import. The row is refused all the same, and the act with it.
  static let itemGuards = """
    CREATE TRIGGER item_needs_permit BEFORE DELETE ON item
    WHEN NOT EXISTS (SELECT 1 FROM deletion_permit WHERE item = OLD.id)
    BEGIN SELECT RAISE(ABORT, 'holdfast: the deletion gate did not permit this'); END;
    CREATE TRIGGER item_held BEFORE DELETE ON item
    WHEN EXISTS (
      SELECT 1 FROM hold_location l JOIN hold h ON h.id = l.hold
      WHERE l.mailbox = OLD.mailbox AND l.released_at IS NULL AND h.bounded = 0)
    BEGIN SELECT RAISE(ABORT, 'holdfast: the mailbox is on hold'); END;
    CREATE TRIGGER item_delay_held BEFORE DELETE ON item
    WHEN EXISTS (
      SELECT 1 FROM hold_location l JOIN hold h ON h.id = l.hold
      WHERE l.mailbox = OLD.mailbox AND h.bounded = 0
        AND l.delay_until > (SELECT at FROM deletion_permit WHERE item = OLD.id))
    BEGIN SELECT RAISE(ABORT, 'holdfast: the mailbox is on delay hold'); END;
    CREATE TRIGGER item_permit_used AFTER DELETE ON item
    BEGIN DELETE FROM deletion_permit WHERE item = OLD.id; END;
    CREATE TRIGGER item_not_repointed BEFORE UPDATE ON item
    WHEN NEW.id IS NOT OLD.id OR NEW.message IS NOT OLD.message OR NEW.mailbox IS NOT OLD.mailbox
      OR NEW.outgoing IS NOT OLD.outgoing OR NEW.archived IS NOT OLD.archived
    BEGIN SELECT RAISE(ABORT, 'holdfast: an item never changes its message or mailbox'); END;
    CREATE TRIGGER item_not_replaced BEFORE INSERT ON item
    WHEN EXISTS (SELECT 1 FROM item WHERE id = NEW.id)
      OR EXISTS (SELECT 1 FROM item WHERE message = NEW.message AND mailbox = NEW.mailbox)
    BEGIN SELECT RAISE(FAIL, 'holdfast: an item is never replaced'); END;
    CREATE TRIGGER deletion_permit_cites_act BEFORE INSERT ON deletion_permit
    WHEN NEW.entry <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a permit belongs to the act being written'); END;

    CREATE TRIGGER message_has_items BEFORE DELETE ON message
    WHEN EXISTS (SELECT 1 FROM item WHERE message = OLD.id)
      OR NOT EXISTS (SELECT 1 FROM purged_message WHERE id = OLD.id)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a message stays while any copy does'); END;
    CREATE TRIGGER message_unchanged BEFORE UPDATE ON message
    BEGIN SELECT RAISE(ABORT, 'holdfast: a message never changes'); END;
    CREATE TRIGGER message_not_replaced BEFORE INSERT ON message
    WHEN EXISTS (SELECT 1 FROM message WHERE id = NEW.id)
      OR EXISTS (
        SELECT 1 FROM message
        WHERE connector = NEW.connector AND partner_id = NEW.partner_id AND revision = NEW.revision)
    BEGIN SELECT RAISE(FAIL, 'holdfast: a message is never replaced'); END;

    CREATE TRIGGER message_content_stays BEFORE DELETE ON message_content
    WHEN EXISTS (SELECT 1 FROM message WHERE id = OLD.message)
    BEGIN SELECT RAISE(ABORT, 'holdfast: content stays while its message does'); END;
    CREATE TRIGGER message_content_unchanged BEFORE UPDATE ON message_content
    BEGIN SELECT RAISE(ABORT, 'holdfast: content never changes'); END;
    CREATE TRIGGER content_stays BEFORE DELETE ON content
    WHEN EXISTS (SELECT 1 FROM message_content WHERE content = OLD.id)
      OR EXISTS (SELECT 1 FROM quarantine WHERE content = OLD.digest)
    BEGIN SELECT RAISE(ABORT, 'holdfast: content stays while a message has it'); END;
    CREATE TRIGGER content_unchanged BEFORE UPDATE ON content
    BEGIN SELECT RAISE(ABORT, 'holdfast: content never changes'); END;
    CREATE TRIGGER content_not_replaced BEFORE INSERT ON content
    WHEN EXISTS (SELECT 1 FROM content WHERE id = NEW.id OR digest = NEW.digest)
    BEGIN SELECT RAISE(ABORT, 'holdfast: content is never replaced'); END;

    CREATE TRIGGER import_batch_stays BEFORE DELETE ON import_batch
    BEGIN SELECT RAISE(ABORT, 'holdfast: the record of an import is kept'); END;
    CREATE TRIGGER import_batch_unchanged BEFORE UPDATE ON import_batch
    BEGIN SELECT RAISE(ABORT, 'holdfast: the record of an import is kept'); END;
    CREATE TRIGGER certificate_stays BEFORE DELETE ON certificate
    BEGIN SELECT RAISE(ABORT, 'holdfast: a certificate of disposal is kept'); END;
    CREATE TRIGGER import_batch_not_replaced BEFORE INSERT ON import_batch
    WHEN EXISTS (SELECT 1 FROM import_batch WHERE entry = NEW.entry OR first_message = NEW.first_message)
    BEGIN SELECT RAISE(ABORT, 'holdfast: the record of an import is kept'); END;
    CREATE TRIGGER certificate_not_replaced BEFORE INSERT ON certificate
    WHEN EXISTS (SELECT 1 FROM certificate WHERE item = NEW.item)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a certificate of disposal is kept'); END;
    CREATE TRIGGER purged_message_not_replaced BEFORE INSERT ON purged_message
    WHEN EXISTS (SELECT 1 FROM purged_message WHERE id = NEW.id)
      OR EXISTS (
        SELECT 1 FROM purged_message
        WHERE connector = NEW.connector AND partner_id = NEW.partner_id AND revision = NEW.revision)
    BEGIN SELECT RAISE(ABORT, 'holdfast: the record of a purge is kept'); END;
    CREATE TRIGGER certificate_unchanged BEFORE UPDATE ON certificate
    BEGIN SELECT RAISE(ABORT, 'holdfast: a certificate of disposal is kept'); END;
    CREATE TRIGGER purged_message_stays BEFORE DELETE ON purged_message
    BEGIN SELECT RAISE(ABORT, 'holdfast: the record of a purge is kept'); END;
    CREATE TRIGGER purged_message_unchanged BEFORE UPDATE ON purged_message
    BEGIN SELECT RAISE(ABORT, 'holdfast: the record of a purge is kept'); END;
    """
}
