internal import Archive
internal import GRDB
internal import Hold

/// A hold as the command shows it.
struct HoldView: Encodable {
  var name: String
  var kind: String
  @Nullable var legalCase: String?
  /// `active` or `released`; a released one still holds until `heldUntil`.
  var status: String
  /// `on`, `off` (in its case still, to be applied again or deleted), or `deleted`.
  var state: String
  /// The mailboxes it covers now.
  var mailboxes: [String]
  @Nullable var query: String?
  @Nullable var from: String?
  @Nullable var to: String?
  @Nullable var days: Int?
  @Nullable var owner: String?
  @Nullable var note: String?
  @Nullable var url: String?
  @Nullable var placed: String?
  @Nullable var released: String?
  @Nullable var heldUntil: String?
  var everCovered: Set<String> = []

  private enum CodingKeys: String, CodingKey {
    case name, kind, status, state, mailboxes, query, from, to, days, owner, note, url, placed, released, heldUntil
    case legalCase = "case"
  }

  init(_ record: HoldRecord, caseName: String?, _ db: Database) throws {
    let terms = record.terms
    (name, legalCase) = (terms.name, caseName)
    kind = terms.kind == .litigation ? "litigationHold" : "caseHold"
    let locations = try record.locations(db)
    let emails = try locations.map { try Mailbox.find($0.mailbox, db)?.email ?? "" }
    everCovered = Set(emails)
    mailboxes = zip(locations, emails).filter { $0.0.releasedAt == nil }.map(\.1)
    let until = locations.compactMap(\.heldUntil).max()
    status = !mailboxes.isEmpty ? "active" : "released"
    state = !mailboxes.isEmpty ? "on" : try record.isRemoved(db) ? "deleted" : "off"
    (query, days) = (terms.query, terms.duration)
    let said = try LitigationNote.of(record, db)
    (owner, note, url) = (said.owner, said.note, said.url)
    (from, to) = (terms.days?.from?.description, terms.days?.to?.description)
    placed = locations.map(\.placedAt).min()?.description
    released = mailboxes.isEmpty ? locations.compactMap(\.releasedAt).max()?.description : nil
    heldUntil = mailboxes.isEmpty ? until?.description : nil
  }

  /// `Custodian hold: on, ann@corp.example, ben@corp.example`.
  var line: String {
    "\(name): \(state)"
      + (mailboxes.isEmpty ? heldUntil.map { ", holding until \($0)" } ?? "" : ", " + mailboxes.joined(separator: ", "))
  }
}
