extension SchemaV4 {
  /// Where the company's people are read from, and who was found there.
  ///
  /// `directory_source.attributes` is JSON: which attribute of an entry is what of a person. `directory_member` are the
  /// mailboxes that the directory has listed: only those leave when it lists them no more. `mailbox_number` are numbers
  /// of a person beside the one in `mailbox`.
  static let directory = """
    CREATE TABLE directory_source (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      url TEXT NOT NULL,
      start_tls INTEGER NOT NULL,
      authorities TEXT,
      bind_dn TEXT,
      password BLOB,
      base TEXT NOT NULL,
      filter TEXT NOT NULL,
      attributes TEXT NOT NULL,
      region TEXT NOT NULL,
      changed_entry INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE directory_member (mailbox INTEGER PRIMARY KEY, dn TEXT NOT NULL, entry INTEGER NOT NULL) STRICT;
    CREATE TABLE mailbox_number (
      mailbox INTEGER NOT NULL, number TEXT NOT NULL, PRIMARY KEY (mailbox, number)
    ) STRICT, WITHOUT ROWID;
    """
}
