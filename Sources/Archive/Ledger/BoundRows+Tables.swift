extension BoundRows {
  static let holds = [
    BoundRows(
      name: "hold", from: "hold_location t JOIN hold h ON h.id = t.hold", entry: "t.placed_entry",
      key: "t.hold || '/' || t.mailbox || '/' || t.placed_entry",
      row: """
        json_array(t.hold, t.mailbox, t.placed_at, t.placed_entry, h.kind, h.legal_case, h.name, h.bounded, h.query,
          h.canonical, h.first_day, h.last_day, h.days, h.owner, h.note, h.url)
        """),
    BoundRows(
      name: "hold_release", from: "hold_location t", entry: "t.released_entry",
      key: "t.hold || '/' || t.mailbox || '/' || t.placed_entry",
      row: "json_array(t.hold, t.mailbox, t.placed_entry, t.released_at, t.released_entry, t.delay_until)"),
    BoundRows(
      name: "hold_removed", from: "hold_removed t", entry: "t.entry", key: "t.hold", row: "json_array(t.hold, t.entry)"),
    BoundRows(
      name: "litigation_note", from: "litigation_note t", entry: "t.entry", key: "t.hold || '/' || t.entry",
      row: "json_array(t.hold, t.entry, t.owner, t.note, t.url, t.date)", since: 3),
    BoundRows(
      name: "delay_hold_end", from: "delay_hold_end t", entry: "t.entry", key: "t.mailbox || '/' || t.entry",
      row: "json_array(t.mailbox, t.entry, t.at, t.reason)", since: 3),
    BoundRows(
      name: "mailbox_removal", from: "mailbox_removal t", entry: "t.entry", key: "t.mailbox || '/' || t.entry",
      row: "json_array(t.mailbox, t.entry, t.at, t.newest_policy)", since: 3),
    BoundRows(
      name: "mailbox_return", from: "mailbox_removal t", entry: "t.restored_entry", key: "t.mailbox || '/' || t.entry",
      row: "json_array(t.mailbox, t.entry, t.restored_at, t.restored_entry)", since: 3),
  ]

  static let retention = [
    BoundRows(
      name: "retention_policy", from: "retention_policy t", entry: "t.changed_entry", key: "t.id",
      row: """
        json_array(t.id, t.name, t.action, t.days, t.unit, t.start, t.scope, t.created, t.changed_entry, t.disabled,
          t.disabled_until, t.locked, t.removed, t.grace_until,
          (SELECT json_group_array(json_array(l.mailbox, l.included)) FROM (
            SELECT mailbox, included FROM retention_location WHERE policy = t.id ORDER BY mailbox) l))
        """),
    BoundRows(
      name: "retention_place", from: "retention_place t", entry: "t.entry",
      key: "t.policy || '/' || t.mailbox || '/' || t.entry",
      row: "json_array(t.policy, t.mailbox, t.entry, t.covered, t.at, t.until)", since: 3),
    BoundRows(
      name: "retention_expression", from: "retention_expression t", entry: "t.entry", key: "t.policy || '/' || t.entry",
      row: "json_array(t.policy, t.entry, t.expression, t.at, t.former_until)", since: 3),
    BoundRows(
      name: "pending_change", from: "pending_change t", entry: "t.changed_entry", key: "t.id",
      row: """
        json_array(t.id, t.kind, t.object, t.payload, t.basis, t.summary, t.reason, t.requester, t.requested, t.expires,
          t.state, t.decided_by, t.decided, t.note, t.changed_entry)
        """, since: 3),
  ]

  static let labels = [
    BoundRows(
      name: "retention_label", from: "retention_label t", entry: "t.changed_entry", key: "t.id",
      row: """
        json_array(t.id, t.name, t.action, t.period, t.unit, t.start, t.event_type, t.record, t.stages, t.created,
          t.created_entry, t.changed_entry, t.removed)
        """, since: 3),
    BoundRows(
      name: "label_reviewer", from: "label_reviewer t", entry: "t.entry",
      key: "t.label || '/' || t.stage || '/' || t.reviewer",
      row: "json_array(t.label, t.stage, t.reviewer, t.entry)", since: 3),
    BoundRows(
      name: "label_rule", from: "label_rule t", entry: "t.entry", key: "t.id",
      row: """
        json_array(t.id, t.label, t.kind, t.query, t.canonical, t.folder, t.mailbox, t.at, t.actor, t.entry)
        """, since: 3),
    BoundRows(
      name: "label_rule_end", from: "label_rule t", entry: "t.closed_entry", key: "t.id",
      row: "json_array(t.id, t.closed, t.closed_entry, t.last_item)", since: 3),
    BoundRows(
      name: "item_label", from: "item_label t", entry: "t.entry", key: "t.item",
      row: "json_array(t.item, t.entry, t.label, t.how, t.at, t.actor, t.reason, t.former, t.held_until)", since: 3,
      isSummed: true),
    BoundRows(
      name: "retention_event", from: "retention_event t", entry: "t.entry", key: "t.id",
      row: """
        json_array(t.id, t.name, t.type, t.query, t.canonical, t.date, t.created, t.actor, t.entry,
          (SELECT json_group_array(m.mailbox) FROM (
            SELECT mailbox FROM retention_event_mailbox WHERE event = t.id ORDER BY mailbox) m))
        """, since: 3),
    BoundRows(
      name: "disposition_decision", from: "disposition_decision t", entry: "t.entry", key: "t.item",
      row: "json_array(t.item, t.entry, t.label, t.stage, t.decision, t.until, t.at, t.actor, t.comment)", since: 3,
      isSummed: true),
  ]

  static let access = [
    BoundRows(
      name: "setting", from: "setting t", entry: "t.entry", key: "t.name", row: "json_array(t.name, t.value, t.entry)",
      since: 3, mayPredate: true),
    BoundRows(
      name: roleGrant, from: "account_group t", entry: "t.entry",
      key: "t.account || '/' || t.role_group || '/' || COALESCE(t.entry, 0)",
      row: "json_array(t.account, t.role_group, t.entry)", since: 3, mayPredate: true),
    BoundRows(
      name: "role_revocation", from: "role_revocation t", entry: "t.entry",
      key: "t.account || '/' || t.role_group || '/' || t.granted",
      row: "json_array(t.account, t.role_group, t.granted, t.entry)", since: 3),
    BoundRows(
      name: "account_binding", from: "account_binding t", entry: "t.entry", key: "t.os_user || '/' || t.account",
      row: "json_array(t.os_user, t.account, t.entry)", since: 3, mayPredate: true),
    BoundRows(
      name: "permission_filter", from: "permission_filter t", entry: "t.created_entry", key: "t.id",
      row: """
        json_array(t.id, t.name, t.effect, t.query, t.canonical, t.created, t.created_entry,
          (SELECT json_group_array(json_array(s.kind, s.name)) FROM (
            SELECT kind, name FROM permission_filter_subject WHERE filter = t.id ORDER BY kind, name) s),
          (SELECT json_group_array(json_array(p.kind, p.value)) FROM (
            SELECT kind, value FROM permission_filter_place WHERE filter = t.id ORDER BY kind, value) p))
        """, since: 3),
    BoundRows(
      name: "permission_filter_removal", from: "permission_filter t", entry: "t.removed_entry", key: "t.id",
      row: "json_array(t.id, t.removed_entry)", since: 3),
  ]

  static let archived = [
    BoundRows(
      name: "certificate", from: "certificate t", entry: "t.entry", key: "t.item",
      row: "json_array(t.item, t.message, t.mailbox, hex(t.commitment), t.rule, t.at)", isSummed: true),
    BoundRows(
      name: "purged_message", from: "purged_message t", entry: "t.entry", key: "t.id",
      row: "json_array(t.id, t.connector, t.partner_id, t.revision, hex(t.leaf))", isSummed: true),
    BoundRows(
      name: "disposal", from: "disposal t", entry: "t.entry", key: "t.item",
      row: "json_array(t.item, t.kind, t.sent, t.archived, t.label, t.labelled)", since: 3, isSummed: true),
    BoundRows(
      name: quarantine, from: "quarantine t", entry: "t.entry", key: "t.id",
      row: """
        json_array(t.id, t.connector, t.date, t.file, t.line, t.partner_id, t.reason, t.detail, hex(t.digest), t.size,
          t.created, t.entry)
        """, mayPredate: true),
    BoundRows(
      name: replay, from: "quarantine t", entry: "t.replayed_entry", key: "t.id || '/' || t.message",
      row: "json_array(t.id, t.message, t.replayed_entry)"),
    BoundRows(
      name: "quarantine_discard", from: "quarantine_discard t", entry: "t.entry", key: "t.quarantine",
      row: """
        json_array(t.quarantine, t.entry, t.connector, t.size, hex(t.commitment), hex(t.mark), t.reason, t.at)
        """, since: 3),
    BoundRows(
      name: "reconciliation_batch", from: "reconciliation_batch t", entry: "t.entry", key: "t.entry",
      row: """
        json_array(t.id, t.entry, t.connector, t.date, t.reading, t.file, t.offered, t.imported, t.partial, t.duplicate,
          t.quarantined, t.failed, t.lines)
        """, since: 3),
    BoundRows(
      name: "reconciliation_day", from: "reconciliation_day t", entry: "t.entry", key: "t.id",
      row: """
        json_array(t.id, t.entry, t.connector, t.date, t.reading, t.state, t.at, hex(t.manifest), t.announced, t.lacking,
          t.reoffered, t.complete)
        """, since: 3),
    BoundRows(
      name: "reconciliation_correction", from: "reconciliation_correction t", entry: "t.entry", key: "t.quarantine",
      row: "json_array(t.quarantine, t.entry, t.batch, t.outcome)", since: 3),
  ]

  /// These two go when their message is purged; the first also with a certificate that it was discarded.
  static let quarantine = "quarantine"
  static let replay = "quarantine_replay"

  /// This one goes when the account leaves the group, which is a row of its own.
  static let roleGrant = "role_grant"
}
