internal import GRDB

/// A person as a directory has them, from a file or a server.
public struct DirectoryPerson: Sendable, Hashable {
  /// In lower case: mailboxes are told apart by it.
  public var email: String
  public var displayName: String
  public var mobileNumber: String?
  public var department: String?

  /// An empty number or department is none; `email` may be in any letter case.
  public init(email: String, displayName: String, mobileNumber: String? = nil, department: String? = nil) {
    (self.email, self.displayName) = (email.lowercased(), displayName)
    self.mobileNumber = mobileNumber.flatMap { $0.isEmpty ? nil : $0 }
    self.department = department.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// An e-mail address's limit (RFC 5321, 4.5.3.1).
  private static let longestEmail = 254
  /// A display name, number or department longer than this is a mistake in the directory.
  private static let longestField = 512

  /// Why this can't be a mailbox; nil where it can.
  public var problem: String? {
    guard Self.isAddress(email) else { return "'\(email.prefix(80))' is not an e-mail address" }
    for (name, field) in zip(
      DirectoryImport.columns, [email, displayName, mobileNumber ?? "", department ?? ""])
    {
      if field.utf8.count > Self.longestField { return "\(name) is longer than \(Self.longestField) bytes" }
      if field.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
        return "\(name) has a control character"
      }
    }
    return displayName.isEmpty ? "DisplayName is empty" : nil
  }

  /// One `@` with something on either side, nothing a header could be split with.
  static func isAddress(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && text.utf8.count <= longestEmail
      && text.unicodeScalars.allSatisfy {
        $0.value > 0x20 && $0.value != 0x7F && !"<>,;:\"()[]\\".unicodeScalars.contains($0)
      }
  }
}

/// Enters people as mailboxes: new ones are added, known ones brought up to date, those who left welcomed back.
public struct DirectoryWriter {
  /// What entering a person came to.
  public enum Change: Sendable, Hashable {
    case added, unchanged
    /// `isBack`: the mailbox was inactive.
    case updated(isBack: Bool)
  }

  private let act: Act
  private var known: [String: Mailbox]

  public init(_ act: Act) throws {
    self.act = act
    known = Dictionary(
      try Mailbox.all(act.db).map { ($0.email.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The mailbox of an address, as it was when the writing began or has been written since.
  public func mailbox(_ email: String) -> Mailbox? { known[email.lowercased()] }

  /// What entering the person would come to.
  public func change(by person: DirectoryPerson) -> Change {
    guard let mailbox = known[person.email] else { return .added }
    return mailbox.having(person) == mailbox ? .unchanged : .updated(isBack: mailbox.status == .inactive)
  }

  /// Enters a person who has no ``DirectoryPerson/problem``.
  public mutating func enter(_ person: DirectoryPerson) throws -> Change {
    let change = change(by: person)
    switch change {
    case .unchanged: break
    case .added:
      try act.db.cachedStatement(
        sql: """
          INSERT INTO mailbox (email, display_name, mobile_number, department, status) VALUES (?, ?, ?, ?, 'active')
          """
      ).execute(arguments: [person.email, person.displayName, person.mobileNumber, person.department])
      known[person.email] = try Mailbox.require(person.email, act.db)
    case .updated(let isBack):
      guard let mailbox = known[person.email]?.having(person) else { break }
      try act.db.cachedStatement(
        sql: """
          UPDATE mailbox SET display_name = ?, mobile_number = ?, department = ?, status = 'active' WHERE id = ?
          """
      ).execute(arguments: [
        mailbox.displayName, mailbox.mobileNumber, mailbox.department, mailbox.id.rawValue,
      ])
      if isBack { try MailboxRemoval.end(mailbox.id, act) }
      known[person.email] = mailbox
    }
    return change
  }
}

extension Mailbox {
  /// The mailbox with what a directory says of its person, who is there.
  fileprivate func having(_ person: DirectoryPerson) -> Mailbox {
    var mailbox = self
    (mailbox.displayName, mailbox.mobileNumber) = (person.displayName, person.mobileNumber)
    (mailbox.department, mailbox.status) = (person.department, .active)
    return mailbox
  }
}
