internal import GRDB

/// The one ordered list of migrations.
///
/// A migration that has shipped is never changed: it speaks table names as strings and none of the program's types.
enum Schema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("v1") { db in
      for part in [
        SchemaV1.accounts, SchemaV1.ledger, SchemaV1.mailboxes, SchemaV1.items, SchemaV1.itemGuards,
        SchemaV1.connectors, SchemaV1.holds, SchemaV1.holdGuards, SchemaV1.retention,
      ] {
        try db.execute(sql: part)
      }
    }
    migrator.registerMigration("v2") { db in
      for part in [
        SchemaV2.permissionFilters, SchemaV2.searchJobs, SchemaV2.purgeRequests,
      ] {
        try db.execute(sql: part)
      }
    }
    migrator.registerMigration("v3") { db in
      for part in [
        SchemaV3.cases, SchemaV3.policies, SchemaV3.labels, SchemaV3.recoverableItems, SchemaV3.erasure,
        SchemaV3.notices, SchemaV3.ledger, SchemaV3.gate,
      ] {
        try db.execute(sql: part)
      }
    }
    migrator.registerMigration("v4") { db in
      for part in [
        SchemaV4.service, SchemaV4.formats, SchemaV4.reconciliation, SchemaV4.storage, SchemaV4.directory,
        SchemaV4.security, SchemaV4.retention, SchemaV4.delivery,
      ] {
        try db.execute(sql: part)
      }
    }
    return migrator
  }
}

/// Version 4: a connector that runs itself for years.
enum SchemaV4 {}

/// Version 3: holds, retention and deletion, complete.
enum SchemaV3 {}

/// Version 2: what the full search needs.
enum SchemaV2 {}

/// Version 1, as first shipped.
///
/// Frozen.
enum SchemaV1 {
  static let accounts = """
    CREATE TABLE setting (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE row_number (name TEXT PRIMARY KEY NOT NULL, next INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO row_number VALUES ('message', 1), ('item', 1), ('quarantine', 1), ('hold', 1);
    CREATE TRIGGER row_number_grows BEFORE UPDATE ON row_number WHEN NEW.next < OLD.next
    BEGIN SELECT RAISE(ABORT, 'holdfast: a row number is never given twice'); END;

    CREATE TABLE account_binding (
      os_user TEXT NOT NULL, account TEXT NOT NULL, PRIMARY KEY (os_user, account)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE account_group (
      account TEXT NOT NULL, role_group TEXT NOT NULL, PRIMARY KEY (account, role_group)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE partner_application (app_id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL)
      STRICT, WITHOUT ROWID;
    """

  static let mailboxes = """
    CREATE TABLE mailbox (
      id INTEGER PRIMARY KEY,
      email TEXT NOT NULL UNIQUE COLLATE NOCASE,
      display_name TEXT NOT NULL,
      mobile_number TEXT,
      department TEXT,
      status TEXT NOT NULL CHECK (status IN ('active', 'inactive'))
    ) STRICT;
    CREATE TABLE folder (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, recoverable INTEGER NOT NULL)
      STRICT;
    INSERT INTO folder VALUES (1, 'Recoverable Items/Deletions', 1);
    CREATE TRIGGER mailbox_stays BEFORE DELETE ON mailbox
    BEGIN SELECT RAISE(ABORT, 'holdfast: a mailbox is never deleted, only made inactive'); END;
    CREATE TRIGGER mailbox_keeps_its_name BEFORE UPDATE ON mailbox
    WHEN NEW.id IS NOT OLD.id OR NEW.email IS NOT OLD.email
    BEGIN SELECT RAISE(ABORT, 'holdfast: a mailbox is never renamed'); END;
    CREATE TRIGGER mailbox_not_replaced BEFORE INSERT ON mailbox
    WHEN EXISTS (SELECT 1 FROM mailbox WHERE id = NEW.id OR email = NEW.email)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a mailbox is never replaced'); END;
    CREATE TRIGGER folder_stays BEFORE DELETE ON folder
    BEGIN SELECT RAISE(ABORT, 'holdfast: a folder is never deleted'); END;
    """
}
