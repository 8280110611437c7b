internal import Archive
internal import Hold

/// A mailbox of the directory as the command shows it; an inactive one has three fields more.
struct MailboxView: Encodable {
  var email: String
  var displayName: String
  @Nullable var mobileNumber: String?
  @Nullable var department: String?
  var status: Mailbox.Status
  /// When its person left; null where the archive has no record of it.
  var inactiveSince: Nullable<String>?
  /// What keeps an inactive mailbox as such.
  var keptBy: [Keeper]?
  /// From when a sweep may empty an inactive mailbox, if nothing changes; null while something keeps it without end.
  var purgeableFrom: Nullable<String>?

  struct Keeper: Encodable {
    var kind: String
    /// Null for who may not see holds.
    @Nullable var name: String?
    @Nullable var until: String?
  }

  /// `namesKeepers`: whether who asks may know the names of holds and policies.
  init(_ mailbox: Mailbox, _ report: InactiveMailboxReport?, namesKeepers: Bool) {
    (email, displayName, mobileNumber) = (mailbox.email, mailbox.displayName, mailbox.mobileNumber)
    (department, status) = (mailbox.department, mailbox.status)
    guard let report else { return }
    inactiveSince = Nullable(wrappedValue: report.since?.description)
    keptBy = report.keptBy.map {
      Keeper(kind: $0.kind.rawValue, name: namesKeepers ? $0.name : nil, until: $0.until?.description)
    }
    purgeableFrom = Nullable(wrappedValue: report.purgeableFrom?.description)
  }

  /// What is to be known of an inactive mailbox in a few words.
  var fate: String {
    guard let keptBy else { return "" }
    let keepers = keptBy.map { $0.name ?? $0.kind }.joined(separator: ", ")
    if let purgeableFrom = purgeableFrom?.wrappedValue {
      return "a sweep empties it from \(purgeableFrom) on" + (keepers.isEmpty ? "" : ", unless kept on (\(keepers))")
    }
    return keepers.isEmpty ? "never emptied: there is no record of when its person left" : "kept by \(keepers)"
  }
}
