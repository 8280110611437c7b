internal import GRDB

/// Brings the company's people in from a CSV file: `Email,DisplayName,MobileNumber,Department` (RFC 4180, UTF-8).
public enum DirectoryImport {
  /// What an import did, line by line where it refused.
  public struct Report: Sendable, Codable, Hashable {
    public var added = 0
    public var updated = 0
    public var unchanged = 0
    /// Of the updated: mailboxes that were inactive, whose people are back.
    public var reactivated = 0
    public var rejected: [Rejection] = []

    private enum CodingKeys: CodingKey { case added, updated, unchanged, rejected }
  }

  public struct Rejection: Sendable, Codable, Hashable {
    /// The physical line of the file the record begins on, from 1.
    public var line: Int
    public var reason: String
  }

  static let columns = ["Email", "DisplayName", "MobileNumber", "Department"]

  /// No company has more mailboxes on one machine; bounds what a wrong file can do.
  public static let mostRecords = 1_000_000
  /// An e-mail address's limit (RFC 5321, 4.5.3.1).
  static let longestEmail = 254
  /// A display name, number or department longer than this is a mistake in the file.
  static let longestField = 512

  /// Adds and updates mailboxes.
  ///
  /// A line that can't be used is reported and the others go in; a mailbox that the file doesn't name is left as it
  /// is.
  ///
  /// - Throws: ``InputError`` where the file as a whole can't be read: no header, not UTF-8.
  public static func run(_ bytes: [UInt8], _ act: Act) throws -> Report {
    var reader = CSVReader(bytes)
    guard case .success(let header)? = reader.next(), header.fields == columns else {
      throw InputError(
        "line 1: the directory file must begin with the header \(columns.joined(separator: ","))",
        code: "directory.header")
    }
    var report = Report()
    var seen: [String: Int] = [:]
    var known = Dictionary(
      try Mailbox.all(act.db).map { ($0.email.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    while let record = reader.next() {
      switch record {
      case .failure(let problem):
        report.rejected.append(Rejection(line: problem.line, reason: problem.reason))
      case .success(let record):
        if let reason = problem(in: record, seen: seen) {
          report.rejected.append(Rejection(line: record.line, reason: reason))
          continue
        }
        let email = record.fields[0].lowercased()
        seen[email] = record.line
        try enter(record.fields, email, &known, &report, act)
      }
      guard seen.count + report.rejected.count <= mostRecords else {
        throw InputError("the directory file has over \(mostRecords) records", code: "directory.size")
      }
    }
    act.note("added", .number(report.added))
    act.note("updated", .number(report.updated))
    if report.reactivated > 0 { act.note("reactivated", .number(report.reactivated)) }
    act.note("rejected", .number(report.rejected.count))
    return report
  }

  private static func enter(
    _ fields: [String], _ email: String, _ known: inout [String: Mailbox], _ report: inout Report, _ act: Act
  ) throws {
    let number = fields[2].isEmpty ? nil : fields[2]
    let department = fields[3].isEmpty ? nil : fields[3]
    if var mailbox = known[email] {
      let before = mailbox
      (mailbox.displayName, mailbox.mobileNumber) = (fields[1], number)
      (mailbox.department, mailbox.status) = (department, .active)
      guard mailbox != before else {
        report.unchanged += 1
        return
      }
      try act.db.execute(
        sql: """
          UPDATE mailbox SET display_name = ?, mobile_number = ?, department = ?, status = 'active' WHERE id = ?
          """, arguments: [mailbox.displayName, number, department, mailbox.id.rawValue])
      if before.status == .inactive {
        try MailboxRemoval.end(mailbox.id, act)
        report.reactivated += 1
      }
      known[email] = mailbox
      report.updated += 1
    } else {
      try act.db.execute(
        sql: """
          INSERT INTO mailbox (email, display_name, mobile_number, department, status)
          VALUES (?, ?, ?, ?, 'active')
          """, arguments: [email, fields[1], number, department])
      report.added += 1
    }
  }

  private static func problem(in record: CSVRecord, seen: [String: Int]) -> String? {
    guard record.fields.count == columns.count else {
      return "\(record.fields.count) fields where the header has \(columns.count)"
    }
    let email = record.fields[0]
    guard isAddress(email) else { return "'\(email.prefix(80))' is not an e-mail address" }
    if let line = seen[email.lowercased()] { return "'\(email)' is already on line \(line)" }
    for (name, field) in zip(columns, record.fields) {
      if field.utf8.count > longestField { return "\(name) is longer than \(longestField) bytes" }
      if field.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
        return "\(name) has a control character"
      }
    }
    return record.fields[1].isEmpty ? "DisplayName is empty" : nil
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
