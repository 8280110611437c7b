/// Writes CSV as RFC 4180 has it, for people who will open it in a spreadsheet.
///
/// A text that a spreadsheet would take for a formula is neutralised (``SpreadsheetText``): what strangers wrote is in
/// these files. Numbers of our own go in as they are. What it writes, ``CSVReader`` reads back.
///
/// The writer gathers bytes; drain it as often as memory asks:
/// ```swift
/// var csv = CSVWriter()
/// csv.append([.text("Mailbox"), .text("Items")])
/// csv.append([.text("ada@corp.example"), .number(17)])
/// try handle.write(contentsOf: csv.drain())
/// ```
public struct CSVWriter {
  /// One cell.
  public enum Field: Sendable, Hashable {
    /// Text, neutralised where a spreadsheet would calculate it.
    case text(String)
    /// A number of the program's own, which a spreadsheet may take for one.
    case number(Int64)
    /// An empty cell.
    case empty
  }

  private var bytes: [UInt8] = []

  /// - Parameter byteOrderMark: begins with U+FEFF, without which Excel reads UTF-8 as its system's code page; leave it
  ///   out of what programs read.
  public init(byteOrderMark: Bool = false) { if byteOrderMark { bytes = [0xEF, 0xBB, 0xBF] } }

  /// Bytes gathered since the last drain.
  public var byteCount: Int { bytes.count }

  /// Adds a record, ended with CRLF.
  public mutating func append(_ fields: [Field]) {
    let start = bytes.count
    for (index, field) in fields.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      switch field {
      case .text(let text): append(text)
      case .number(let number): bytes.append(contentsOf: String(number).utf8)
      case .empty: break
      }
    }
    // A line with nothing on it is no record to any reader; a record of one empty field says so.
    if bytes.count == start { bytes.append(contentsOf: [UInt8(ascii: "\""), UInt8(ascii: "\"")]) }
    bytes.append(contentsOf: [UInt8(ascii: "\r"), UInt8(ascii: "\n")])
  }

  /// Adds a record of texts.
  public mutating func append(texts: [String]) { append(texts.map(Field.text)) }

  /// Gives what has been gathered, and forgets it.
  public mutating func drain() -> [UInt8] {
    let drained = bytes
    bytes.removeAll(keepingCapacity: true)
    return drained
  }

  private mutating func append(_ text: String) {
    var safe = SpreadsheetText.neutralised(text)
    safe.withUTF8 { utf8 in
      guard utf8.contains(where: Self.needsQuotes) || utf8.first == 0x20 || utf8.last == 0x20 else {
        bytes.append(contentsOf: utf8)
        return
      }
      bytes.append(UInt8(ascii: "\""))
      for byte in utf8 {
        if byte == UInt8(ascii: "\"") { bytes.append(byte) }
        // No reader takes a NUL, and C programs would end the file there.
        if byte == 0 { bytes.append(contentsOf: "\u{FFFD}".utf8) } else { bytes.append(byte) }
      }
      bytes.append(UInt8(ascii: "\""))
    }
  }

  /// What ends a field, and what a spreadsheet set to another country's separator would take for one.
  private static func needsQuotes(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\r"), UInt8(ascii: "\n"), UInt8(ascii: ";"),
      UInt8(ascii: "\t"), 0:
      true
    default: false
    }
  }
}

/// Text by strangers, made safe to open in a spreadsheet.
public enum SpreadsheetText {
  /// The text, with an apostrophe before it where a spreadsheet would calculate it.
  ///
  /// A cell that begins with `=`, `+`, `-` or `@` (their full-width forms too, and behind blanks or control characters,
  /// which some programs drop) is a formula, and a formula can send the sheet's contents to a stranger. The apostrophe is
  /// the sign spreadsheets themselves use for "this is text". A text that begins with an apostrophe gets another, so that
  /// dropping the first one always gives the original.
  ///
  /// Source: OWASP, "CSV Injection".
  public static func neutralised(_ text: String) -> String { isDangerous(text) ? "'" + text : text }

  private static func isDangerous(_ text: String) -> Bool {
    guard let first = text.utf8.first else { return false }
    // Nearly every text begins with an ASCII letter or digit; decoding scalars is for the rest.
    let isPlain = (first | 0x20) &- UInt8(ascii: "a") < 26 || first &- UInt8(ascii: "0") < 10
    guard !isPlain else { return false }
    if first == UInt8(ascii: "'") { return true }
    for scalar in text.unicodeScalars {
      switch scalar {
      case "=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": return true
      // Invisible, or dropped at a cell's start: look at what comes next.
      case "\u{0}"..."\u{20}", "\u{7F}"..."\u{A0}", "\u{200B}"..."\u{200F}", "\u{2028}"..."\u{202F}",
        "\u{2060}"..."\u{2069}", "\u{3000}", "\u{FEFF}":
        continue
      default: return false
      }
    }
    return false
  }
}
