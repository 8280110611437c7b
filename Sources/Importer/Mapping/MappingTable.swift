internal import Archive

/// The administrator's own table of whose number is whose: a CSV file with `MobileNumber` and `Email`.
///
/// It decides before the partner's e-mail property does. Other columns are ignored; these two may come in any
/// order.
public struct MappingTable: Hashable, Sendable {
  /// One row: a line and whose it is.
  public struct Entry: Hashable, Sendable {
    /// E.164.
    public let number: String
    /// As the file has it, trimmed.
    public let email: String
    /// The physical line of the file.
    public let line: Int
  }

  /// In the file's order.
  public let entries: [Entry]
  private let emails: [String: String]

  /// A table that maps nobody, for connectors that map by e-mail property alone.
  public static let empty = MappingTable(entries: [])

  /// Half a million rows of mapping: beyond the largest workforce on one carrier.
  public static let largestFile = 32 << 20

  /// A file with this many mistakes has one cause; listing more helps nobody.
  static let mostProblems = 1_000

  init(entries: [Entry]) {
    self.entries = entries
    emails = Dictionary(entries.map { ($0.number, $0.email) }) { first, _ in first }
  }

  /// Reads a mapping file, all of it or nothing.
  ///
  /// - Parameters:
  ///   - csv: The file's bytes.
  ///   - numbers: Reads numbers as people of the connector's region write them.
  ///   - isActiveMailbox: Whether an address is an active mailbox's; asked for ``MailboxAddress/key(_:)``.
  /// - Throws: ``MappingProblems`` with every mistake in the file.
  public init(
    csv: [UInt8], numbers: PhoneNumbers, isActiveMailbox: (String) -> Bool
  ) throws(MappingProblems) {
    var reading = MappingFile(numbers: numbers)
    if csv.count > Self.largestFile {
      reading.report(1, "the file is larger than \(Self.largestFile) bytes")
    } else {
      reading.read(csv, isActiveMailbox: isActiveMailbox)
    }
    guard reading.problems.isEmpty else { throw MappingProblems(all: reading.problems) }
    self.init(entries: reading.entries)
  }

  /// The address of whoever has this number.
  public func email(forNumber e164: String) -> String? { emails[e164] }
}

/// Everything wrong with a mapping file; nothing of the file was taken.
public struct MappingProblems: Error, Hashable, Sendable, CustomStringConvertible {
  public struct Problem: Hashable, Sendable, CustomStringConvertible {
    /// The physical line of the file; the first is 1.
    public let line: Int
    public let reason: String
    public var description: String { "line \(line): \(reason)" }
  }

  /// In the file's order.
  public let all: [Problem]
  public var description: String { all.map(\.description).joined(separator: "\n") }
}

/// The reading of one mapping file: collects rows and mistakes.
private struct MappingFile {
  let numbers: PhoneNumbers
  var entries: [MappingTable.Entry] = []
  var problems: [MappingProblems.Problem] = []
  private var lines: [String: Int] = [:]

  init(numbers: PhoneNumbers) { self.numbers = numbers }

  mutating func report(_ line: Int, _ reason: String) {
    if problems.count < MappingTable.mostProblems { problems.append(.init(line: line, reason: reason)) }
  }

  mutating func read(_ csv: [UInt8], isActiveMailbox: (String) -> Bool) {
    var reader = CSVReader(csv)
    guard let header = readHeader(&reader) else { return }
    while let result = reader.next() {
      switch result {
      case .failure(let problem): report(problem.line, problem.reason)
      case .success(let record) where record.fields.count != header.width:
        report(record.line, "\(record.fields.count) fields where the header has \(header.width)")
      case .success(let record):
        readRow(
          number: record.fields[header.number], email: record.fields[header.email], line: record.line,
          isActiveMailbox: isActiveMailbox)
      }
    }
  }

  private mutating func readHeader(_ reader: inout CSVReader) -> (number: Int, email: Int, width: Int)? {
    switch reader.next() {
    case .failure(let problem): report(problem.line, problem.reason)
    case nil: report(1, "the file is empty; it begins with the header MobileNumber,Email")
    case .success(let record):
      let names = record.fields.map { $0.trimmingBlanks().lowercased() }
      let places = ["mobilenumber", "email"].map { name in names.indices.filter { names[$0] == name } }
      if places.allSatisfy({ $0.count == 1 }) { return (places[0][0], places[1][0], names.count) }
      report(record.line, "no header; the first line is MobileNumber,Email, each once")
    }
    return nil
  }

  private mutating func readRow(
    number written: String, email: String, line: Int, isActiveMailbox: (String) -> Bool
  ) {
    let email = email.trimmingBlanks()
    if !isActiveMailbox(MailboxAddress.key(email)) {
      report(line, "\(Self.shown(email)) is not an active mailbox; add it to the directory first")
    }
    guard let number = numbers.normalize(written).e164 else {
      report(line, "\(Self.shown(written)) is not a phone number in region \(numbers.region)")
      return
    }
    if let first = lines[number] {
      report(line, "\(number) is already on line \(first)")
      return
    }
    lines[number] = line
    entries.append(.init(number: number, email: email, line: line))
  }

  /// A field in a message: never a second line of it, never a screenful.
  private static func shown(_ field: String) -> String {
    let clean = HeaderText.clean(field)
    return clean.isEmpty ? "an empty field" : clean.count > 80 ? clean.prefix(80) + "..." : clean
  }
}
