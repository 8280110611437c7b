internal import Archive

/// Somebody who took part, in each form the e-mail needs.
struct Participant {
  let party: Party
  /// What a person calls them: a name, else the number, else the address.
  let display: String
  let mailbox: MailboxForm
  /// An address that no header can carry as one; told in a field of its own.
  let unwritableEmail: String?

  /// For callers who withhold their number and have no name either.
  static let nobody = "withheld number"
  static let nobodysLocalPart = "withheld"

  /// Takes them as the partner has them, except for what the directory knows better (`person`).
  init(
    _ party: FeedParty, person: (name: String?, email: String?)?, numbers: PhoneNumbers, numberDomain: String
  ) {
    let reading = party.number.flatMap { $0.isEmpty ? nil : numbers.read($0) }
    let number = reading.flatMap { Self.text($0.number.text) }
    let name = Self.text(person?.name) ?? Self.text(party.name)
    let email = Self.text(person?.email) ?? Self.text(party.email)
    let writable = email.map(EmailAddress.isWritable) ?? false
    let kept = email.flatMap { writable || EmailAddress.isPlausible($0) ? $0 : nil }
    self.party = Party(name: name, email: kept, number: number)
    unwritableEmail = writable ? nil : email

    let shownNumber = reading.flatMap { Self.text($0.display) }
    display = name ?? shownNumber ?? email ?? Self.nobody
    if let email, writable {
      mailbox = MailboxForm(name: name ?? shownNumber ?? "", address: email)
    } else {
      let localPart = number.map(EmailAddress.localPart(forNumber:)) ?? Self.nobodysLocalPart
      mailbox = MailboxForm(name: name ?? shownNumber ?? Self.nobody, address: "\(localPart)@\(numberDomain)")
    }
  }

  /// On one line, or nil where nothing is left.
  private static func text(_ text: String?) -> String? {
    guard let text else { return nil }
    let clean = HeaderText.clean(text)
    return clean.isEmpty ? nil : clean
  }
}
