internal import Archive

/// How e-mail addresses are compared when someone's mailbox is looked for.
///
/// RFC 5321 lets the part before `@` depend on case; no mail system a company runs does, and the directory's
/// case is rarely the partner's.
public enum MailboxAddress {
  /// The form of an address by which mailboxes are found: trimmed and in lower case.
  public static func key(_ address: String) -> String {
    let clean = address.utf8.allSatisfy { (0x21...0x7E).contains($0) && !(0x41...0x5A).contains($0) }
    // Most addresses need nothing. Composition needs nothing either: Swift's strings compare canonically.
    return clean ? address : address.trimmingBlanks().lowercased()
  }
}
