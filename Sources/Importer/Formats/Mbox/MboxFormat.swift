internal import Archive

/// Many e-mails in one file, as Unix mail programs and mail services export them (RFC 4155; docs/formats/mbox.md).
///
/// The kinds are told message by message. Where `Content-Length` leads exactly to the next message (mboxcl2) the bytes
/// are the message's own; else one `>` before `From ` at a line's beginning is the file's and is taken off (mboxrd, and
/// mboxo as far as it can be).
struct MboxFormat: FileFormat {
  let id = "mbox"
  let title = "e-mails, mbox"
  let endings = [".mbox", ".mbx"]
  let options: Set<FormatOption> = [.days]

  func recognizes(_ file: ForeignFile) throws -> Bool {
    MboxSeparator.isOne(try file.beginning().prefix { $0 != 10 })
  }

  func reader(of file: ForeignFile, _ context: ReadingContext) throws -> any ForeignReader {
    guard !file.isFolder else {
      throw InputError("\(file.path) is a folder; name the mbox files", code: "file.not-regular")
    }
    return MboxReader(try file.pieces(), context)
  }

  func read(again record: WaitingRecord, _ context: ReadingContext) throws -> ForeignRecord? {
    try MboxReader.record(record.bytes, note: record.note, ordinal: record.ordinal, MailRecords(context: context))
  }
}

/// The line that begins a message: `From joe@example.org Thu Jan  1 00:00:00 1970`.
enum MboxSeparator {
  /// RFC 4155 has an address and a date; a program that puts a whole header there is none.
  private static let longest = 1_000

  /// `line`: without its end.
  ///
  /// A time must stand in it: "From here on we ..." after an empty line is a text's own.
  static func isOne(_ line: some Collection<UInt8>) -> Bool {
    guard line.starts(with: "From ".utf8), line.count <= longest else { return false }
    let bytes = Array(line.dropFirst(5))
    return bytes.indices.dropLast(4).contains { index in
      isDigit(bytes[index]) && bytes[index + 1] == UInt8(ascii: ":") && isDigit(bytes[index + 2])
        && isDigit(bytes[index + 3]) && (bytes[index + 4] == UInt8(ascii: ":") || bytes[index + 4] <= 32)
    }
  }

  /// The date in it, in UTC as RFC 4155 says where it names no zone.
  static func date(_ line: [UInt8]) -> ZonedMoment? {
    // From the address on, which may be a quoted one with blanks in it.
    let words = line.dropFirst(5).split(separator: 32)
    for start in words.indices.prefix(3) {
      if let date = MailDate.read(Array(words[start...].joined(separator: [32]))) { return date }
    }
    return nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}
