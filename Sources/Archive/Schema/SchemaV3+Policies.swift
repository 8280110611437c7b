extension SchemaV3 {
  /// What policies with a changing scope, their lock and approvals need.
  static let policies = policyColumns + policyScopes + mailboxPast + pendingChanges

  private static let nextEntry = "(SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)"

  /// `days` counts what `unit` says; it was days alone in version 1.
  ///
  /// A lock holds whatever the program does: no statement shortens, switches off or removes what is locked. Two periods
  /// of unlike units are compared by the fewest days of the new one and the most days of the old one.
  private static let policyColumns = """
    ALTER TABLE retention_policy ADD COLUMN unit TEXT NOT NULL DEFAULT 'days'
      CHECK (unit IN ('days', 'months', 'years'));
    ALTER TABLE retention_policy ADD COLUMN disabled INTEGER;
    ALTER TABLE retention_policy ADD COLUMN disabled_until INTEGER;
    ALTER TABLE retention_policy ADD COLUMN locked INTEGER;
    CREATE INDEX retention_location_by_mailbox ON retention_location (mailbox);

    CREATE TRIGGER retention_policy_stays_itself BEFORE UPDATE ON retention_policy
    WHEN NEW.id IS NOT OLD.id OR NEW.name IS NOT OLD.name OR NEW.action IS NOT OLD.action
      OR NEW.scope IS NOT OLD.scope OR NEW.created IS NOT OLD.created
    BEGIN SELECT RAISE(ABORT, 'holdfast: a retention policy keeps its name, action and scope'); END;
    CREATE TRIGGER retention_policy_stays_removed BEFORE UPDATE ON retention_policy
    WHEN OLD.removed IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'holdfast: a retention policy that was removed stays as it was'); END;
    CREATE TRIGGER retention_policy_lock_holds BEFORE UPDATE ON retention_policy
    WHEN OLD.locked IS NOT NULL AND (NEW.locked IS NOT OLD.locked OR NEW.removed IS NOT NULL
      OR NEW.grace_until IS NOT NULL OR NEW.disabled IS NOT NULL OR NEW.disabled_until IS NOT OLD.disabled_until
      OR (OLD.days IS NULL AND NEW.days IS NOT NULL)
      OR (NEW.days IS NOT NULL AND CASE
        WHEN NEW.unit = OLD.unit THEN NEW.days < OLD.days
        WHEN NEW.unit <> 'days' AND OLD.unit <> 'days' THEN
          NEW.days * iif(NEW.unit = 'years', 12, 1) < OLD.days * iif(OLD.unit = 'years', 12, 1)
        WHEN NEW.unit = 'days' THEN
          NEW.days < iif(OLD.unit = 'years', OLD.days * 366, OLD.days / 12 * 366 + OLD.days % 12 * 31)
        ELSE iif(NEW.unit = 'years', NEW.days * 365, NEW.days / 12 * 365 + NEW.days % 12 * 28) < OLD.days END))
    BEGIN SELECT RAISE(ABORT, 'holdfast: a locked retention policy is never loosened'); END;
    CREATE TRIGGER retention_policy_locked_as_it_stands BEFORE UPDATE ON retention_policy
    WHEN OLD.locked IS NULL AND NEW.locked IS NOT NULL
      AND (OLD.disabled IS NOT NULL OR EXISTS (SELECT 1 FROM retention_expression WHERE policy = OLD.id))
    BEGIN SELECT RAISE(ABORT, 'holdfast: only a policy in force with a fixed scope can be locked'); END;
    CREATE TRIGGER retention_location_by_creation BEFORE INSERT ON retention_location
    WHEN NOT EXISTS (SELECT 1 FROM retention_policy
      WHERE id = NEW.policy AND changed_entry = \(nextEntry) AND locked IS NULL)
      AND NOT EXISTS (SELECT 1 FROM retention_location WHERE policy = NEW.policy AND mailbox = NEW.mailbox)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a retention policy changes by an act on the ledger'); END;
    """

  /// Changes of scope are added, never written over: the newest row for a policy and mailbox counts.
  ///
  /// `until`: how long what left the scope stays held. Of a policy's expressions the newest counts, and `former_until`
  /// says how long the one before it goes on holding.
  private static let policyScopes = """
    CREATE TABLE retention_place (
      policy INTEGER NOT NULL, mailbox INTEGER NOT NULL, entry INTEGER NOT NULL,
      covered INTEGER NOT NULL CHECK (covered IN (0, 1)),
      at INTEGER NOT NULL, until INTEGER,
      PRIMARY KEY (policy, mailbox, entry)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX retention_place_by_mailbox ON retention_place (mailbox);
    CREATE TABLE retention_expression (
      policy INTEGER NOT NULL, entry INTEGER NOT NULL, expression TEXT NOT NULL,
      at INTEGER NOT NULL, former_until INTEGER NOT NULL,
      PRIMARY KEY (policy, entry)
    ) STRICT, WITHOUT ROWID;

    CREATE TRIGGER retention_place_stays BEFORE DELETE ON retention_place
    BEGIN SELECT RAISE(ABORT, 'holdfast: a retention policy keeps its locations'); END;
    CREATE TRIGGER retention_place_unchanged BEFORE UPDATE ON retention_place
    BEGIN SELECT RAISE(ABORT, 'holdfast: a retention policy keeps its locations'); END;
    CREATE TRIGGER retention_place_by_an_act BEFORE INSERT ON retention_place
    WHEN NEW.entry IS NOT \(nextEntry)
      OR (SELECT changed_entry FROM retention_policy WHERE id = NEW.policy) IS NOT NEW.entry
      OR EXISTS (SELECT 1 FROM retention_place
        WHERE policy = NEW.policy AND mailbox = NEW.mailbox AND entry = NEW.entry)
      OR (NEW.covered = 0 AND (NEW.until IS NULL OR NEW.until < NEW.at))
    BEGIN SELECT RAISE(ABORT, 'holdfast: a retention policy changes by an act on the ledger'); END;
    CREATE TRIGGER retention_place_lock_holds BEFORE INSERT ON retention_place
    WHEN NEW.covered = 0 AND (SELECT locked FROM retention_policy WHERE id = NEW.policy) IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'holdfast: a locked retention policy is never loosened'); END;
    CREATE TRIGGER retention_expression_stays BEFORE DELETE ON retention_expression
    BEGIN SELECT RAISE(ABORT, 'holdfast: a retention policy keeps its locations'); END;
    CREATE TRIGGER retention_expression_unchanged BEFORE UPDATE ON retention_expression
    BEGIN SELECT RAISE(ABORT, 'holdfast: a retention policy keeps its locations'); END;
    CREATE TRIGGER retention_expression_by_an_act BEFORE INSERT ON retention_expression
    WHEN NEW.entry IS NOT \(nextEntry)
      OR (SELECT changed_entry FROM retention_policy WHERE id = NEW.policy) IS NOT NEW.entry
      OR (SELECT locked FROM retention_policy WHERE id = NEW.policy) IS NOT NULL
      OR EXISTS (SELECT 1 FROM retention_expression WHERE policy = NEW.policy AND entry = NEW.entry)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a retention policy changes by an act on the ledger'); END;
    """

  /// What the directory said of a mailbox before each change, written by the change itself: a policy that finds its
  /// mailboxes by an attribute goes on holding those that have just left it.
  private static let mailboxPast = """
    CREATE TABLE mailbox_past (
      id INTEGER PRIMARY KEY,
      mailbox INTEGER NOT NULL,
      entry INTEGER NOT NULL,
      display_name TEXT NOT NULL,
      mobile_number TEXT,
      department TEXT,
      status TEXT NOT NULL
    ) STRICT;
    CREATE INDEX mailbox_past_by_mailbox ON mailbox_past (mailbox);
    CREATE TRIGGER mailbox_leaves_a_trace AFTER UPDATE ON mailbox
    WHEN NEW.display_name IS NOT OLD.display_name OR NEW.mobile_number IS NOT OLD.mobile_number
      OR NEW.department IS NOT OLD.department OR NEW.status IS NOT OLD.status
    BEGIN
      INSERT INTO mailbox_past (mailbox, entry, display_name, mobile_number, department, status)
      VALUES (OLD.id, \(nextEntry), OLD.display_name, OLD.mobile_number, OLD.department, OLD.status);
    END;
    CREATE TRIGGER mailbox_past_stays BEFORE DELETE ON mailbox_past
    BEGIN SELECT RAISE(ABORT, 'holdfast: what a mailbox was stays on record'); END;
    CREATE TRIGGER mailbox_past_unchanged BEFORE UPDATE ON mailbox_past
    BEGIN SELECT RAISE(ABORT, 'holdfast: what a mailbox was stays on record'); END;
    CREATE TRIGGER mailbox_past_not_replaced BEFORE INSERT ON mailbox_past
    WHEN EXISTS (SELECT 1 FROM mailbox_past WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'holdfast: what a mailbox was stays on record'); END;
    """

  /// A change's number is that of the ledger entry that asked for it.
  ///
  /// `payload` is the change as JSON, `basis` what it was asked of: approved, it is made only if that is still so.
  private static let pendingChanges = """
    CREATE TABLE pending_change (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      object TEXT NOT NULL,
      payload TEXT NOT NULL,
      basis TEXT NOT NULL,
      summary TEXT NOT NULL,
      reason TEXT,
      requester TEXT NOT NULL,
      requested INTEGER NOT NULL,
      expires INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('waiting', 'applied', 'rejected')),
      decided_by TEXT,
      decided INTEGER,
      note TEXT,
      changed_entry INTEGER NOT NULL
    ) STRICT;
    CREATE TRIGGER pending_change_stays BEFORE DELETE ON pending_change
    BEGIN SELECT RAISE(ABORT, 'holdfast: the record of a request is kept'); END;
    CREATE TRIGGER pending_change_by_an_act BEFORE INSERT ON pending_change
    WHEN NEW.id IS NOT \(nextEntry) OR NEW.changed_entry IS NOT NEW.id OR NEW.state <> 'waiting'
      OR EXISTS (SELECT 1 FROM pending_change WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'holdfast: a change is asked for by an act on the ledger'); END;
    CREATE TRIGGER pending_change_decided_by_another BEFORE UPDATE ON pending_change
    WHEN NEW.changed_entry IS NOT \(nextEntry) OR OLD.state <> 'waiting' OR NEW.state = 'waiting'
      OR NEW.decided_by IS NULL OR NEW.decided IS NULL
      OR (NEW.state = 'applied' AND (lower(NEW.decided_by) = lower(OLD.requester) OR NEW.decided >= OLD.expires))
      OR NEW.id IS NOT OLD.id OR NEW.kind IS NOT OLD.kind OR NEW.object IS NOT OLD.object
      OR NEW.payload IS NOT OLD.payload OR NEW.basis IS NOT OLD.basis OR NEW.summary IS NOT OLD.summary
      OR NEW.reason IS NOT OLD.reason OR NEW.requester IS NOT OLD.requester
      OR NEW.requested IS NOT OLD.requested OR NEW.expires IS NOT OLD.expires
    BEGIN SELECT RAISE(ABORT, 'holdfast: a change is decided once, by another person, in an act on the ledger'); END;

    CREATE TRIGGER retention_approval_stays_on BEFORE UPDATE ON setting
    WHEN ((OLD.name = 'retention-approval' AND OLD.value = 'on'
        AND (NEW.name <> OLD.name OR NEW.value <> 'on'))
      OR (NEW.name = 'retention-approval' AND OLD.name <> NEW.name))
      AND NOT EXISTS (SELECT 1 FROM pending_change WHERE kind = 'setting' AND object = 'retention-approval'
        AND state = 'applied' AND changed_entry = \(nextEntry))
    BEGIN SELECT RAISE(ABORT, 'holdfast: it takes two people to do without the second'); END;
    CREATE TRIGGER retention_approval_not_replaced BEFORE INSERT ON setting
    WHEN NEW.name = 'retention-approval' AND NEW.value <> 'on'
      AND EXISTS (SELECT 1 FROM setting WHERE name = NEW.name AND value = 'on')
      AND NOT EXISTS (SELECT 1 FROM pending_change WHERE kind = 'setting' AND object = 'retention-approval'
        AND state = 'applied' AND changed_entry = \(nextEntry))
    BEGIN SELECT RAISE(ABORT, 'holdfast: it takes two people to do without the second'); END;
    CREATE TRIGGER retention_approval_kept BEFORE DELETE ON setting
    WHEN OLD.name = 'retention-approval' AND OLD.value = 'on'
    BEGIN SELECT RAISE(ABORT, 'holdfast: it takes two people to do without the second'); END;
    """
}
