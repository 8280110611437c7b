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
    var writer = try DirectoryWriter(act)
    while let record = reader.next() {
      switch record {
      case .failure(let problem):
        report.rejected.append(Rejection(line: problem.line, reason: problem.reason))
      case .success(let record):
        switch person(in: record, seen: seen) {
        case .failure(let problem): report.rejected.append(Rejection(line: record.line, reason: problem.reason))
        case .success(let person):
          seen[person.email] = record.line
          report.count(try writer.enter(person))
        }
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

  private struct Problem: Error { var reason: String }

  private static func person(in record: CSVRecord, seen: [String: Int]) -> Result<DirectoryPerson, Problem> {
    let fields = record.fields
    guard fields.count == columns.count else {
      return .failure(Problem(reason: "\(fields.count) fields where the header has \(columns.count)"))
    }
    let person = DirectoryPerson(
      email: fields[0], displayName: fields[1], mobileNumber: fields[2], department: fields[3])
    if let reason = person.problem { return .failure(Problem(reason: reason)) }
    if let line = seen[person.email] {
      return .failure(Problem(reason: "'\(fields[0])' is already on line \(line)"))
    }
    return .success(person)
  }
}

extension DirectoryImport.Report {
  fileprivate mutating func count(_ change: DirectoryWriter.Change) {
    switch change {
    case .added: added += 1
    case .unchanged: unchanged += 1
    case .updated(let isBack):
      updated += 1
      if isBack { reactivated += 1 }
    }
  }
}
