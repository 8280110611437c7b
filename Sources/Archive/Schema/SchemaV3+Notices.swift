extension SchemaV3 {
  /// Legal hold notices: their texts by version, the people enrolled, what was sent to whom, and the way to the mail
  /// server.
  ///
  /// An enrolment is one custodian's time in a notice, from issue to release; who is issued a notice again gets another,
  /// so that an old acknowledgement never counts for it. `step_at` is when its workflow's last message was queued.
  ///
  /// A delivery is the outbox and the proof in one: `message` holds the exact bytes for one recipient.
  static let notices = """
    CREATE TABLE notice (
      id INTEGER PRIMARY KEY,
      legal_case INTEGER NOT NULL,
      name TEXT NOT NULL COLLATE NOCASE,
      officer TEXT NOT NULL,
      reminder_days INTEGER,
      reminder_count INTEGER,
      escalation_days INTEGER,
      escalation_count INTEGER,
      version INTEGER NOT NULL,
      created INTEGER NOT NULL,
      changed_entry INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX notice_name ON notice (legal_case, name);
    CREATE TABLE notice_text (
      notice INTEGER NOT NULL,
      version INTEGER NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('issuance', 'reissue', 'release', 'reminder', 'escalation', 'text')),
      content TEXT NOT NULL,
      digest BLOB NOT NULL,
      entry INTEGER NOT NULL,
      PRIMARY KEY (notice, version, kind)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE notice_enrolment (
      id INTEGER PRIMARY KEY,
      notice INTEGER NOT NULL,
      legal_case INTEGER NOT NULL,
      mailbox INTEGER NOT NULL,
      version INTEGER NOT NULL,
      issued INTEGER NOT NULL,
      step_at INTEGER NOT NULL,
      reminders INTEGER NOT NULL,
      escalations INTEGER NOT NULL,
      released INTEGER,
      changed_entry INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX notice_enrolment_one ON notice_enrolment (legal_case, mailbox) WHERE released IS NULL;
    CREATE INDEX notice_enrolment_by_notice ON notice_enrolment (notice);
    CREATE TABLE notice_acknowledgement (
      enrolment INTEGER NOT NULL,
      version INTEGER NOT NULL,
      at INTEGER NOT NULL,
      by TEXT NOT NULL,
      entry INTEGER NOT NULL,
      PRIMARY KEY (enrolment, version)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE notice_delivery (
      id INTEGER PRIMARY KEY,
      enrolment INTEGER NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('issuance', 'reissue', 'release', 'reminder', 'escalation')),
      version INTEGER NOT NULL,
      audience TEXT NOT NULL CHECK (audience IN ('custodian', 'manager', 'officer')),
      recipient TEXT NOT NULL,
      message_id TEXT NOT NULL UNIQUE,
      message BLOB NOT NULL,
      digest BLOB NOT NULL,
      queued INTEGER NOT NULL,
      queued_entry INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'cancelled')),
      attempts INTEGER NOT NULL,
      next_attempt INTEGER NOT NULL,
      answer TEXT,
      ended INTEGER,
      changed_entry INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX notice_delivery_by_enrolment ON notice_delivery (enrolment);
    CREATE INDEX notice_delivery_waiting ON notice_delivery (next_attempt) WHERE state = 'waiting';
    CREATE TABLE notice_manager (
      mailbox INTEGER PRIMARY KEY, email TEXT, changed_entry INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE notice_mail (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      server TEXT NOT NULL,
      port INTEGER NOT NULL,
      security TEXT NOT NULL CHECK (security IN ('starttls', 'tls', 'none')),
      username TEXT,
      password BLOB,
      sender TEXT NOT NULL,
      authorities TEXT,
      link_base TEXT,
      changed_entry INTEGER NOT NULL
    ) STRICT;

    CREATE TRIGGER notice_stays BEFORE DELETE ON notice
    BEGIN SELECT RAISE(ABORT, 'holdfast: a notice is kept'); END;
    CREATE TRIGGER notice_changed_by_an_act BEFORE UPDATE ON notice
    WHEN NEW.changed_entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
      OR NEW.id IS NOT OLD.id OR NEW.legal_case IS NOT OLD.legal_case OR NEW.name IS NOT OLD.name
      OR NEW.reminder_days IS NOT OLD.reminder_days OR NEW.reminder_count IS NOT OLD.reminder_count
      OR NEW.escalation_days IS NOT OLD.escalation_days OR NEW.escalation_count IS NOT OLD.escalation_count
      OR NEW.created IS NOT OLD.created OR NEW.version IS NOT OLD.version + 1
    BEGIN SELECT RAISE(ABORT, 'holdfast: a notice changes by a new version of its texts, by an act on the ledger'); END;
    CREATE TRIGGER notice_by_an_act BEFORE INSERT ON notice
    WHEN NEW.changed_entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
      OR EXISTS (SELECT 1 FROM notice WHERE id = NEW.id OR (legal_case = NEW.legal_case AND name = NEW.name))
    BEGIN SELECT RAISE(ABORT, 'holdfast: a notice is made by an act on the ledger, and never replaced'); END;
    CREATE TRIGGER notice_text_stays BEFORE DELETE ON notice_text
    BEGIN SELECT RAISE(ABORT, 'holdfast: what a notice said is kept'); END;
    CREATE TRIGGER notice_text_unchanged BEFORE UPDATE ON notice_text
    BEGIN SELECT RAISE(ABORT, 'holdfast: what a notice said never changes'); END;
    CREATE TRIGGER notice_text_by_an_act BEFORE INSERT ON notice_text
    WHEN NEW.entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
      OR EXISTS (SELECT 1 FROM notice_text
        WHERE notice = NEW.notice AND version = NEW.version AND kind = NEW.kind)
    BEGIN SELECT RAISE(ABORT, 'holdfast: what a notice said never changes'); END;
    CREATE TRIGGER notice_enrolment_stays BEFORE DELETE ON notice_enrolment
    BEGIN SELECT RAISE(ABORT, 'holdfast: who was given a notice is kept'); END;
    CREATE TRIGGER notice_enrolment_by_an_act BEFORE INSERT ON notice_enrolment
    WHEN NEW.changed_entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
      OR EXISTS (SELECT 1 FROM notice_enrolment WHERE id = NEW.id
        OR (legal_case = NEW.legal_case AND mailbox = NEW.mailbox AND released IS NULL AND NEW.released IS NULL))
    BEGIN SELECT RAISE(ABORT, 'holdfast: a notice is issued by an act on the ledger, one to a person and case'); END;
    CREATE TRIGGER notice_enrolment_changed_by_an_act BEFORE UPDATE ON notice_enrolment
    WHEN NEW.changed_entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
      OR OLD.released IS NOT NULL OR NEW.id IS NOT OLD.id OR NEW.notice IS NOT OLD.notice
      OR NEW.legal_case IS NOT OLD.legal_case OR NEW.mailbox IS NOT OLD.mailbox OR NEW.issued IS NOT OLD.issued
      OR NEW.version < OLD.version
    BEGIN SELECT RAISE(ABORT, 'holdfast: who was given a notice changes by an act on the ledger'); END;
    CREATE TRIGGER notice_acknowledgement_stays BEFORE DELETE ON notice_acknowledgement
    BEGIN SELECT RAISE(ABORT, 'holdfast: an acknowledgement is kept'); END;
    CREATE TRIGGER notice_acknowledgement_unchanged BEFORE UPDATE ON notice_acknowledgement
    BEGIN SELECT RAISE(ABORT, 'holdfast: an acknowledgement never changes'); END;
    CREATE TRIGGER notice_acknowledgement_by_an_act BEFORE INSERT ON notice_acknowledgement
    WHEN NEW.entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
      OR EXISTS (SELECT 1 FROM notice_acknowledgement WHERE enrolment = NEW.enrolment AND version = NEW.version)
      OR NOT EXISTS (SELECT 1 FROM notice_enrolment
        WHERE id = NEW.enrolment AND version = NEW.version AND released IS NULL)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a notice is acknowledged once, by an act on the ledger'); END;
    CREATE TRIGGER notice_delivery_stays BEFORE DELETE ON notice_delivery
    BEGIN SELECT RAISE(ABORT, 'holdfast: what was sent to whom is kept'); END;
    CREATE TRIGGER notice_delivery_by_an_act BEFORE INSERT ON notice_delivery
    WHEN NEW.queued_entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
      OR NEW.changed_entry IS NOT NEW.queued_entry OR NEW.state IS NOT 'waiting'
      OR EXISTS (SELECT 1 FROM notice_delivery WHERE id = NEW.id OR message_id = NEW.message_id)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a message is queued by an act on the ledger'); END;
    CREATE TRIGGER notice_delivery_changed_by_an_act BEFORE UPDATE ON notice_delivery
    WHEN NEW.changed_entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
      OR OLD.state IN ('sent', 'failed') OR (OLD.state = 'cancelled' AND NEW.state IS NOT 'sent')
      OR NEW.id IS NOT OLD.id OR NEW.enrolment IS NOT OLD.enrolment OR NEW.kind IS NOT OLD.kind
      OR NEW.version IS NOT OLD.version OR NEW.audience IS NOT OLD.audience OR NEW.recipient IS NOT OLD.recipient
      OR NEW.message_id IS NOT OLD.message_id OR NEW.message IS NOT OLD.message OR NEW.digest IS NOT OLD.digest
      OR NEW.queued IS NOT OLD.queued OR NEW.queued_entry IS NOT OLD.queued_entry OR NEW.attempts < OLD.attempts
    BEGIN SELECT RAISE(ABORT, 'holdfast: what was sent to whom is kept, and its state changes by an act'); END;
    CREATE TRIGGER notice_mail_stays BEFORE DELETE ON notice_mail
    BEGIN SELECT RAISE(ABORT, 'holdfast: the mail server is changed, never deleted'); END;
    CREATE TRIGGER notice_mail_by_an_act BEFORE INSERT ON notice_mail
    WHEN NEW.changed_entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
    BEGIN SELECT RAISE(ABORT, 'holdfast: the mail server is changed by an act on the ledger'); END;
    CREATE TRIGGER notice_mail_changed_by_an_act BEFORE UPDATE ON notice_mail
    WHEN NEW.changed_entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
    BEGIN SELECT RAISE(ABORT, 'holdfast: the mail server is changed by an act on the ledger'); END;
    CREATE TRIGGER notice_manager_stays BEFORE DELETE ON notice_manager
    BEGIN SELECT RAISE(ABORT, 'holdfast: a manager is changed, never deleted'); END;
    CREATE TRIGGER notice_manager_by_an_act BEFORE INSERT ON notice_manager
    WHEN NEW.changed_entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a manager is changed by an act on the ledger'); END;
    CREATE TRIGGER notice_manager_changed_by_an_act BEFORE UPDATE ON notice_manager
    WHEN NEW.changed_entry IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a manager is changed by an act on the ledger'); END;
    """
}
