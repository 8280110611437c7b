extension SchemaV4 {
  /// How a connector's partner delivers, and the customer's keys that the partner encrypts for.
  ///
  /// A key stays: what it opened once may have to be opened again, and an id is given once.
  static let delivery = """
    ALTER TABLE connector ADD COLUMN delivery TEXT NOT NULL DEFAULT 'feed' CHECK (delivery IN ('feed', 'zip'));

    CREATE TABLE decryption_key (
      key_id TEXT PRIMARY KEY NOT NULL,
      sealed BLOB NOT NULL,
      fingerprint BLOB NOT NULL,
      bits INTEGER NOT NULL,
      wrap TEXT NOT NULL,
      cipher TEXT NOT NULL,
      added INTEGER NOT NULL,
      entry INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER decryption_key_stays BEFORE DELETE ON decryption_key
    BEGIN SELECT RAISE(ABORT, 'holdfast: a decryption key is kept'); END;
    CREATE TRIGGER decryption_key_unchanged BEFORE UPDATE ON decryption_key
    BEGIN SELECT RAISE(ABORT, 'holdfast: a decryption key is kept'); END;
    CREATE TRIGGER decryption_key_not_replaced BEFORE INSERT ON decryption_key
    WHEN EXISTS (SELECT 1 FROM decryption_key WHERE key_id = NEW.key_id)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a decryption key is kept'); END;
    """
}
