/// Reads CSV as RFC 4180 has it, record by record, knowing the physical line of each.
///
/// Ours because the one CSV package at hand (SwiftCSV 0.10.0) takes an unclosed quote for the end of a
/// field, works on characters (a combining mark after a comma hides the comma), drops blanks at a field's
/// start, ends lines at U+2028, and can't say which line a record was on: each of these would file
/// somebody's messages under somebody else's name, or leave the administrator searching for the mistake.
///
/// Strict but for two things that people's editors do: a line may end in LF as well as CRLF, and a line with
/// nothing on it is skipped. A UTF-8 byte order mark at the start is skipped too.
public struct CSVReader: Sequence, IteratorProtocol {
  /// The longest field worth holding: a name or an address is a hundredth of it, and an unclosed quote
  /// would otherwise swallow the rest of the file.
  public static let longestField = 65_536

  /// More columns than any directory exports; bounds what one line can allocate.
  public static let mostFields = 1_000

  private let bytes: [UInt8]
  private var index = 0
  private var line = 1
  private var stopped = false

  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
  }

  /// The next record, or what is wrong with it, or nil at the end.
  ///
  /// After a problem the reader goes on with the next line, except where there is no telling where that
  /// is (``CSVProblem/isFinal``).
  public mutating func next() -> Result<CSVRecord, CSVProblem>? {
    skipBlankLines()
    guard !stopped, index < bytes.count else { return nil }
    let first = line
    do throws(CSVProblem) {
      return .success(CSVRecord(line: first, fields: try readFields()))
    } catch {
      if error.isFinal { stopped = true } else { skipLine() }
      return .failure(error)
    }
  }

  private mutating func skipBlankLines() {
    while let end = lineEnd(at: index) {
      index += end
      line += 1
    }
  }

  private mutating func skipLine() {
    while index < bytes.count {
      if let end = lineEnd(at: index) {
        index += end
        line += 1
        return
      }
      index += 1
    }
  }

  /// How many bytes end the line here, if it ends here.
  private func lineEnd(at position: Int) -> Int? {
    guard position < bytes.count else { return nil }
    if bytes[position] == Self.lineFeed { return 1 }
    let next = position + 1
    let isPair = bytes[position] == Self.carriageReturn && next < bytes.count && bytes[next] == Self.lineFeed
    return isPair ? 2 : nil
  }

  private mutating func readFields() throws(CSVProblem) -> [String] {
    var fields: [String] = []
    while true {
      guard fields.count < Self.mostFields else { throw CSVProblem(line: line, kind: .tooManyFields) }
      let quoted = index < bytes.count && bytes[index] == Self.quote
      fields.append(quoted ? try readQuoted() : try readPlain())
      guard index < bytes.count else { return fields }
      if bytes[index] == Self.comma {
        index += 1
        continue
      }
      guard let end = lineEnd(at: index) else { throw CSVProblem(line: line, kind: .textAfterQuote) }
      index += end
      line += 1
      return fields
    }
  }

  private mutating func readPlain() throws(CSVProblem) -> String {
    let start = index
    while index < bytes.count, bytes[index] != Self.comma, lineEnd(at: index) == nil {
      switch bytes[index] {
      case Self.quote: throw CSVProblem(line: line, kind: .strayQuote)
      case Self.carriageReturn: throw CSVProblem(line: line, kind: .bareCarriageReturn)
      case 0: throw CSVProblem(line: line, kind: .nul)
      default: index += 1
      }
    }
    return try text(bytes[start..<index], on: line)
  }

  private mutating func readQuoted() throws(CSVProblem) -> String {
    let opened = line
    index += 1
    var field: [UInt8] = []
    while index < bytes.count {
      let byte = bytes[index]
      if byte == Self.quote {
        index += 1
        guard index < bytes.count, bytes[index] == Self.quote else { return try text(field[...], on: opened) }
      } else if byte == 0 {
        throw CSVProblem(line: line, kind: .nul)
      } else if byte == Self.lineFeed {
        line += 1
      }
      guard field.count < Self.longestField else { throw CSVProblem(line: opened, kind: .fieldTooLong) }
      field.append(byte)
      index += 1
    }
    throw CSVProblem(line: opened, kind: .unclosedQuote)
  }

  private func text(_ bytes: ArraySlice<UInt8>, on line: Int) throws(CSVProblem) -> String {
    guard bytes.count <= Self.longestField else { throw CSVProblem(line: line, kind: .fieldTooLong) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CSVProblem(line: line, kind: .notUTF8)
    }
    return text
  }

  private static let comma = UInt8(ascii: ",")
  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
}

/// One record of a CSV file.
public struct CSVRecord: Hashable, Sendable {
  /// The physical line it begins on; the file's first is 1.
  public let line: Int
  public let fields: [String]
}

/// What is wrong with a line of a CSV file.
public struct CSVProblem: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    case unclosedQuote, strayQuote, textAfterQuote, bareCarriageReturn, nul, notUTF8, fieldTooLong,
      tooManyFields
  }

  /// The physical line; the file's first is 1.
  public let line: Int
  public let kind: Kind

  /// Whether nothing can be read after it: a quoted field without an end reaches to the end of the file.
  public var isFinal: Bool { kind == .unclosedQuote || kind == .fieldTooLong }

  /// What to tell the person who wrote the file, without the line's number.
  public var reason: String {
    switch kind {
    case .unclosedQuote: "a quoted field begins here and never ends; close it with \""
    case .strayQuote:
      "a quote in the middle of a field; put the whole field in quotes and double the quote inside"
    case .textAfterQuote: "text after a closing quote; a quote inside a quoted field is written twice"
    case .bareCarriageReturn: "a carriage return without a line feed; save the file with CRLF or LF line ends"
    case .nul: "a NUL byte; save the file as UTF-8 text"
    case .notUTF8: "bytes that are not UTF-8; save the file as UTF-8"
    case .fieldTooLong:
      "a field longer than \(CSVReader.longestField) bytes; look for a quote that is not closed"
    case .tooManyFields: "more than \(CSVReader.mostFields) fields"
    }
  }

  public var description: String { "line \(line): \(reason)" }
}
