public import Archive
internal import GRDB

extension HoldPlacement {
  /// Places a litigation hold on a person's whole mailbox.
  ///
  /// `terms`: of kind litigation.
  /// `date`: the hold's date as someone wants it told; nil: now.
  public static func placeLitigationHold(on email: String, _ terms: HoldTerms, date: Moment? = nil, _ act: Act) throws
    -> Mailbox
  {
    let mailbox = try Mailbox.require(email, act.db)
    guard try LitigationStanding.on(mailbox, act.db) == nil else {
      throw InputError("'\(mailbox.email)' is on litigation hold already", code: "hold.exists")
    }
    let record = try HoldRecord.insert(terms, act)
    try record.addLocation(mailbox.id, act)
    if let days = terms.duration { act.note("days", .number(days)) }
    let note = LitigationNote(owner: terms.owner, note: terms.note, url: terms.url, date: date)
    if date != nil { try note.write(record.id, act) }
    note.entries(act)
    return mailbox
  }

  /// How long a litigation hold is to hold each item from now on.
  public enum Duration: Sendable, Hashable {
    case days(Int)
    case unlimited

    fileprivate var days: Int? { if case .days(let days) = self { days } else { nil } }
  }

  /// Changes what is said about a litigation hold, and how long it holds, without a moment in which it does not.
  ///
  /// `note`: what is nil stays, what is empty is taken away.
  /// `duration`: nil: as it is. Another duration is another hold in the place of the first, which never changes; where it
  /// holds less, what the first held stays held for the delay.
  public static func changeLitigationHold(
    on email: String, note change: LitigationNote, duration: Duration?, _ act: Act
  ) throws -> LitigationStanding {
    let before = try LitigationStanding.require(on: email, act.db)
    let note = before.note.changed(by: change)
    var terms = before.record.terms
    (terms.owner, terms.note, terms.url) = (note.owner, note.note, note.url)
    try terms.check()
    var record = before.record
    if let duration, duration.days != terms.duration {
      act.note("daysBefore", terms.duration.map { .number($0) } ?? "unlimited")
      act.note("days", duration.days.map { .number($0) } ?? "unlimited")
      // Without an end is longer than any number of days.
      let isLonger = terms.duration.map { old in duration.days.map { $0 > old } ?? true } ?? false
      terms.duration = duration.days
      record = try HoldRecord.insert(terms, act)
      try record.addLocation(before.mailbox.id, act)
      try before.record.releaseLocations(act, only: before.mailbox.id, isReplaced: isLonger)
      try before.record.remove(act)
    }
    try note.write(record.id, act)
    note.entries(act)
    return try LitigationStanding.require(on: email, act.db)
  }

  public static func releaseLitigationHold(from email: String, _ act: Act) throws -> Mailbox {
    let standing = try LitigationStanding.require(on: email, act.db)
    try standing.record.releaseLocations(act, only: standing.mailbox.id)
    try standing.record.remove(act)
    return standing.mailbox
  }
}
