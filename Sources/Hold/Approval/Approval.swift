public import Archive
internal import GRDB

/// Two people for whatever could let an item go sooner, where the archive's setting asks for it.
///
/// Asked for, a change waits and changes nothing. Another account approves it, and it is made in that act, if what it
/// is about is still as it was; or somebody rejects it; or its time runs out.
public enum Approval {
  /// How long a request waits, in days: over a weekend and a holiday, and not until nobody remembers why it was asked.
  public static let days = 7

  /// A sentence or two: it stands in every entry about the request.
  public static let longestReason = 1_000

  public enum Outcome: Sendable, Hashable {
    case applied
    case waiting(PendingChange)
  }

  /// Makes a change, or asks for it where it takes a second person.
  public static func submit(
    _ change: some ApprovableChange, reason: String? = nil, in archive: Archive, by session: Session
  ) throws -> Outcome {
    if let pending = try request(change, reason: reason, in: archive, by: session) { return .waiting(pending) }
    return try archive.perform(change.action, on: change.object, by: session) { act in
      guard try !isNeeded(for: change, act.db) else { throw raced(change) }
      if let reason { act.note("reason", .text(reason)) }
      try change.apply(act)
      return .applied
    }
  }

  /// Asks for a change where it takes a second person; nil where one is enough, and nothing is done yet.
  public static func request(
    _ change: some ApprovableChange, reason: String? = nil, in archive: Archive, by session: Session
  ) throws -> PendingChange? {
    // Who lacks the role learns nothing of what is there.
    try archive.authorize(change.action, on: change.object, by: session)
    let stated = try reason.map { try checked($0, what: "reason", code: "approval.reason") }
    guard try archive.read({ try isNeeded(for: change, $0) }) else { return nil }
    return try archive.perform(change.request, on: change.object, by: session) { act in
      // The entry's name was chosen before this transaction began.
      guard try isNeeded(for: change, act.db) else { throw raced(change) }
      let pending = try PendingChange.insert(
        change, summary: change.assess(act.db).summary, reason: stated, act)
      pending.note(in: act)
      act.note("expires", .text(pending.expires.description))
      return pending
    }
  }

  private static func raced(_ change: some ApprovableChange) -> InputError {
    InputError("'\(change.object)' or its approval was changed at this moment; try again", code: "approval.raced")
  }

  /// Makes a change within an act that is under way: refused where it takes a second person.
  static func applyAlone(_ change: some ApprovableChange, _ act: Act) throws {
    try requireOnePersonIsEnough(for: change, act.db)
    try change.apply(act)
  }

  static func requireOnePersonIsEnough(for change: some ApprovableChange, _ db: Database) throws {
    guard try !isNeeded(for: change, db) else {
      throw InputError(
        "this takes a second person ('retention-approval' is on); ask for it with the command", code: "approval.needed")
    }
  }

  /// Approves another account's request, and makes the change.
  public static func approve(_ id: PendingChange.ID, in archive: Archive, by session: Session) throws -> PendingChange {
    try archive.perform(.retentionChangeApproved, on: "change \(id)", by: session) { act in
      let pending = try PendingChange.require(id, act.db)
      try requireAnother(than: pending.requester, session, what: "change \(id)")
      guard pending.state == .waiting else { throw over(pending) }
      guard !pending.hasExpired(at: act.now) else {
        throw InputError(
          "change \(id) could be approved until \(pending.expires); ask for it again", code: "approval.expired")
      }
      let change = try pending.change()
      guard try change.basis(act.db) == pending.basis else {
        throw InputError(
          "'\(pending.object)' was changed since change \(id) was asked for; reject it, and ask again if it is still "
            + "wanted", code: "approval.stale")
      }
      _ = try change.assess(act.db)
      try pending.decide(.applied, act)
      pending.note(in: act)
      act.note("operation", .text(change.action.name))
      try change.apply(act)
      return try PendingChange.require(id, act.db)
    }
  }

  /// Rejects a request, or takes back one's own.
  public static func reject(_ id: PendingChange.ID, reason: String, in archive: Archive, by session: Session) throws
    -> PendingChange
  {
    let stated = try checked(reason, what: "reason", code: "approval.reason")
    return try archive.perform(.retentionChangeRejected, on: "change \(id)", by: session) { act in
      let pending = try PendingChange.require(id, act.db)
      guard pending.state == .waiting else { throw over(pending) }
      try pending.decide(.rejected, note: stated, act)
      pending.note(in: act)
      act.note("note", .text(stated))
      return try PendingChange.require(id, act.db)
    }
  }

  /// Refuses who asked: approving takes another account.
  static func requireAnother(than requester: String, _ session: Session, what: String) throws {
    guard requester.lowercased() != session.account.lowercased() else {
      throw AccessError.ownRequest(account: session.account, what: what)
    }
  }

  /// A text that the ledger keeps.
  static func checked(_ text: String, what: String, code: String) throws -> String {
    guard !text.allSatisfy(\.isWhitespace), text.unicodeScalars.count <= longestReason else {
      throw InputError("the ledger keeps the \(what): give it in 1 to \(longestReason) characters", code: code)
    }
    return text
  }

  private static func isNeeded(for change: some ApprovableChange, _ db: Database) throws -> Bool {
    let assessment = try change.assess(db)
    return try assessment.loosens && RetentionApproval.read(db) == .on
  }

  private static func over(_ pending: PendingChange) -> InputError {
    InputError("change \(pending.id) was \(pending.state.rawValue) already", code: "approval.over")
  }
}
