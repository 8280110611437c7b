internal import Archive
internal import GRDB
internal import Hold

/// A retention policy as it is listed and shown.
struct PolicyView: Encodable {
  var name: String
  var action: String
  /// The period, in the unit it was given in; the other two and `forever` say so.
  @Nullable var days: Int?
  @Nullable var months: Int?
  @Nullable var years: Int?
  var forever: Bool
  /// `7 years` or `forever`.
  var period: String
  var start: String
  var all: Bool
  var mailboxes: [String]
  var excluded: [String]
  /// The expression that finds its mailboxes, as it was written, and as it was understood.
  @Nullable var adaptive: String?
  @Nullable var readAs: String?
  /// How many mailboxes it covers now.
  var covers: Int
  var enabled: Bool
  @Nullable var disabledSince: String?
  /// Until when what it kept before it was switched off stays held.
  @Nullable var heldUntil: String?
  var locked: Bool
  @Nullable var lockedSince: String?
  var created: String
  /// The changes of it that wait for a second person.
  var pending: [PendingChange.ID]

  init(_ policy: PolicyRecord, at moment: Moment, _ db: Database) throws {
    (name, action, period) = (policy.name, policy.action.rawValue, policy.period.map { "\($0)" } ?? "forever")
    func count(_ unit: Period.Unit) -> Int? { policy.period.flatMap { $0.unit == unit ? $0.count : nil } }
    (days, months, years) = (count(.days), count(.months), count(.years))
    (forever, start, all) = (policy.period == nil, policy.start.rawValue, policy.coversAll)
    let named = try policy.locations(db).map(\.email)
    (mailboxes, excluded) = policy.coversAll ? ([], named) : (named, [])
    adaptive = policy.expression
    readAs = try policy.expression.map { try AdaptiveScope($0).description }
    covers = try policy.coverage(db)
    (enabled, disabledSince) = (policy.isEnabled, policy.disabled?.description)
    heldUntil = policy.disabledUntil?.description
    (locked, lockedSince) = (policy.locked != nil, policy.locked?.description)
    created = policy.created.description
    pending = try PendingChange.waiting(for: policy, at: moment, db).map(\.id)
  }

  /// As the policy of that name stands.
  init(named name: String, in context: Context) throws {
    self = try context.archive.read { try PolicyView(PolicyRecord.require(name, $0), at: context.session.now, $0) }
  }

  var text: String {
    let scope =
      if let readAs {
        "mailboxes with \(readAs)"
      } else if all {
        "all mailboxes" + (excluded.isEmpty ? "" : " but \(excluded.joined(separator: ", "))")
      } else {
        mailboxes.joined(separator: ", ")
      }
    var text = "'\(name)': \(action) \(period) from \(start), \(scope)"
    if locked { text += "; locked" }
    if !enabled { text += "; switched off" + (heldUntil.map { ", what it kept is held until \($0)" } ?? "") }
    if !pending.isEmpty {
      text += "; waiting for approval: change \(pending.map(\.description).joined(separator: ", "))"
    }
    return text
  }
}
