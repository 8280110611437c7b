/// Finds the mailbox of somebody who took part.
///
/// The administrator's table by number comes first; where it has no entry, or names somebody whose mailbox is
/// no longer active, the partner's e-mail property counts, if automatic mapping is on. The mailbox's type is
/// the caller's.
public struct ParticipantMapper<Mailbox: Sendable>: Sendable {
  public let table: MappingTable
  public let automatic: Bool
  private let numbers: PhoneNumbers
  private let mailbox: @Sendable (String) -> Mailbox?

  /// - Parameters:
  ///   - table: The administrator's table.
  ///   - automatic: Whether the partner's e-mail property may decide.
  ///   - numbers: Reads numbers as people of the connector's region write them.
  ///   - mailbox: The active mailbox with an address, asked for ``MailboxAddress/key(_:)``.
  public init(
    table: MappingTable, automatic: Bool, numbers: PhoneNumbers,
    mailbox: @escaping @Sendable (String) -> Mailbox?
  ) {
    (self.table, self.automatic, self.numbers, self.mailbox) = (table, automatic, numbers, mailbox)
  }

  /// The participant's mailbox and what led to it, or nil where they have none here.
  public func map(_ party: FeedParty) -> (mailbox: Mailbox, by: MappingRule)? {
    if !table.entries.isEmpty, let written = party.number, let number = numbers.normalize(written).e164,
      let email = table.email(forNumber: number), let found = mailbox(MailboxAddress.key(email))
    {
      return (found, .custom)
    }
    if automatic, let email = party.email, let found = mailbox(MailboxAddress.key(email)) {
      return (found, .automatic)
    }
    return nil
  }
}

/// What led from a participant to a mailbox.
public enum MappingRule: String, Sendable, Codable, CaseIterable {
  /// The administrator's table, by number.
  case custom
  /// The partner's e-mail property.
  case automatic
}
