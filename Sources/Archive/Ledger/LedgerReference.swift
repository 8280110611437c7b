internal import GRDB

/// The columns that name ledger entries.
///
/// Each was written in the transaction of the entry it names: a name without an entry means that the ledger's end was
/// cut off.
enum LedgerReference {
  static let columns = [
    ("import_batch", "entry"), ("certificate", "entry"), ("purged_message", "entry"), ("erasure", "entry"),
    ("hold_location", "placed_entry"), ("hold_location", "released_entry"), ("retention_policy", "changed_entry"),
    ("retention_place", "entry"), ("retention_expression", "entry"), ("pending_change", "changed_entry"),
    ("quarantine", "entry"), ("quarantine", "replayed_entry"), ("hold_removed", "entry"),
    ("reconciliation_batch", "entry"), ("reconciliation_day", "entry"), ("reconciliation_correction", "entry"),
    ("quarantine_discard", "entry"),
    ("litigation_note", "entry"), ("delay_hold_end", "entry"), ("mailbox_removal", "entry"),
    ("mailbox_removal", "restored_entry"), ("retention_label", "changed_entry"), ("label_reviewer", "entry"),
    ("label_rule", "entry"), ("label_rule", "closed_entry"), ("item_label", "entry"), ("retention_event", "entry"),
    ("disposition_decision", "entry"), ("disposal", "entry"), ("setting", "entry"), ("account_group", "entry"),
    ("role_revocation", "entry"), ("account_binding", "entry"), ("permission_filter", "created_entry"),
    ("permission_filter", "removed_entry"), ("review_reminder", "entry"),
  ]

  static func refuse(past entries: Int64, _ db: Database) throws {
    for (table, column) in columns {
      let stray = try Int64.fetchOne(
        db, sql: "SELECT \(column) FROM \(table) WHERE \(column) < 1 OR \(column) > ?", arguments: [entries])
      if let stray {
        throw LedgerDamage(
          entry: entries + 1, "it is missing, cut off with all after it: \(table).\(column) names entry \(stray)")
      }
    }
  }
}
