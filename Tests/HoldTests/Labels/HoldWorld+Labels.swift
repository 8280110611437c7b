internal import Archive
internal import Foundation
internal import Hold
internal import Search

extension HoldWorld {
  @discardableResult
  func label(
    _ name: String, _ action: Retention.Action, _ period: Period?, start: RetentionLabel.Start = .created,
    eventType: String? = nil, record: RetentionLabel.RecordKind = .none, stages: [[String]] = [],
    at time: String = noon
  ) throws -> LabelRecord {
    try archive.perform(.labelCreated, on: name, by: session(time)) { act in
      try LabelChange.create(
        name,
        LabelTerms(
          action: action, period: period, start: start, eventType: eventType, record: record, stages: stages), act)
    }
  }

  /// Puts a label on items, nil taking theirs off.
  @discardableResult
  func apply(
    _ label: String?, to items: Item.ID..., reason: String? = nil, at time: String = noon, as account: String? = nil
  ) throws -> LabelApplication.Report {
    try archive.perform(label == nil ? .labelRemoved : .labelApplied, by: session(time, as: account)) { act in
      try LabelApplication.apply(label, to: items, reason: reason, act)
    }
  }

  @discardableResult
  func apply(
    _ label: String?, toAll query: String, only: String? = nil, replaces: Bool = false, reason: String? = nil,
    at time: String = noon, as account: String? = nil
  ) throws -> LabelApplication.Report {
    try LabelApplication.apply(
      label, toAll: (query, parsed(query, at: time)), only: only, replaces: replaces, reason: reason, in: archive,
      by: session(time, as: account))
  }

  @discardableResult
  func auto(_ label: String, _ query: String, at time: String = noon) throws -> LabelRule {
    let query = (text: query, query: try parsed(query, at: time))
    return try archive.perform(.labelRuleCreated, by: session(time)) {
      try LabelRule.automatic(label, query: query, $0)
    }
  }

  static let carrierFolder = "O2 SMS and Voice Network Archiver"

  @discardableResult
  func standard(_ label: String, of person: String? = nil, at time: String = noon) throws -> LabelRule {
    try archive.perform(.labelRuleCreated, by: session(time)) { act in
      let mailbox = try person.map { try Mailbox.require(Self.email($0), act.db) }
      return try LabelRule.standard(label, folder: Self.carrierFolder, of: mailbox, act)
    }
  }

  func close(_ rule: LabelRule, at time: String = noon) throws {
    try archive.perform(.labelRuleClosed, by: session(time)) { _ = try LabelRule.close(rule.id, $0) }
  }

  @discardableResult
  func event(
    _ name: String, type: String, on date: String, query: String? = nil, of people: [String] = [],
    at time: String = noon
  ) throws -> RetentionEvent {
    let query = try query.map { (text: $0, query: try parsed($0, at: time)) }
    return try archive.perform(.retentionEventCreated, by: session(time)) { act in
      try RetentionEvent.create(
        name, type: type, query: query, mailboxes: people.map(Self.email), date: moment(date), act)
    }
  }

  func grant(_ group: RoleGroup, to accounts: String...) throws {
    try archive.perform(.roleGranted, by: session("2024-01-02")) { act in
      for account in accounts { try Accounts.grant(account, group, act) }
    }
  }

  func parsed(_ query: String, at time: String = noon) throws -> Query {
    try KQL.parse(query, context: KQLContext(now: moment(time))).query
  }

  /// What is said of the item's label, or of each rule of a kind.
  func why(_ item: Item.ID, _ kind: Considered.Kind, at time: String = noon) throws -> [String] {
    try explained(item, at: time).considered.filter { $0.kind == kind }.map(\.why)
  }
}

func years(_ count: Int) throws -> Period { try Period(count, .years) }
