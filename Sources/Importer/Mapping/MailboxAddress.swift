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

extension String {
  /// Without blanks and line ends around it, as people leave them in spreadsheets and address books.
  func trimmingBlanks() -> String {
    var scalars = unicodeScalars[...]
    while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
    while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    return String(scalars)
  }
}
