internal import Archive

/// A form of files, other than the partner's feed, in which items come: a phone's backup, a service's export.
///
/// A format turns a file into ``ForeignRecord``s one after the other and knows nothing of mailboxes, batches or the
/// archive; what is done with them is the same for all (``ForeignFileRun``).
protocol FileFormat: Sendable {
  /// What `connector import --format` takes.
  var id: String { get }
  /// Its name, for people.
  var title: String { get }
  /// How its files' names end, in lower case, with the dot; none: they are folders, or end in anything.
  var endings: [String] { get }
  /// The options it heeds; another is refused, so that nobody believes it had been heeded.
  var options: Set<FormatOption> { get }

  /// Whether the file is certainly of this format and of no other.
  func recognizes(_ file: ForeignFile) throws -> Bool

  /// What tells the file from others, whatever it is called; of several files as one, all of them.
  func identity(of file: ForeignFile) throws -> ForeignFile.Identity

  /// Opens the file for reading from its beginning.
  ///
  /// - Throws: ``FormatDamage`` where it isn't of this format, ``InputError`` for options that can't be right.
  func reader(of file: ForeignFile, _ context: ReadingContext) throws -> any ForeignReader

  /// Reads a record that waited in quarantine again; nil where it still can't be read.
  func read(again record: WaitingRecord, _ context: ReadingContext) throws -> ForeignRecord?
}

extension FileFormat {
  func identity(of file: ForeignFile) throws -> ForeignFile.Identity { try file.identity() }
}

/// The formats there are.
///
/// The next is one more entry, with its folder here and its page in docs/formats.
enum FileFormats {
  static let catalog: [any FileFormat] = [
    SMSBackupFormat(), TakeoutFormat(), CallRecordsFormat(), EMLFormat(), MboxFormat(), PartnerZIPFormat(),
  ]

  /// The format of that name, or an error that names those there are.
  static func require(_ id: String) throws -> any FileFormat {
    guard let format = catalog.first(where: { $0.id == id }) else {
      let known = catalog.map(\.id).joined(separator: ", ")
      throw InputError("there is no format '\(id)'; known: \(known)", code: "format.unknown")
    }
    return format
  }

  /// The one format the file is certainly of.
  static func guess(_ file: ForeignFile) throws -> any FileFormat {
    let fitting = try catalog.filter { try $0.recognizes(file) }
    guard let only = fitting.first, fitting.count == 1 else {
      let known = catalog.map { "\($0.id) (\($0.title))" }.joined(separator: ", ")
      throw InputError(
        "\(file.path) does not show what format it has; add --format with one of: \(known)", code: "format.unknown")
    }
    return only
  }
}

/// Gives a file's records one after the other.
protocol ForeignReader: AnyObject {
  /// The next record, or nil at the end.
  ///
  /// - Throws: ``FormatDamage`` where nothing after can be read.
  func next() throws -> ForeignRecord?

  /// What a person should know of the file, though it was read, once its end is reached.
  var notices: [String] { get }
}

/// What a format needs to know to read.
struct ReadingContext: Sendable {
  var options: FormatOptions
  var content: ContentStore
  /// The number of the last record that was entered before: of records up to it no content is staged.
  var after: Int64 = 0
  /// What opens encrypted records.
  var keys = DecryptionKeys.none

  /// Takes in an attachment of that record.
  func stage(for ordinal: Int64) -> ContentStager { ContentStager(content, discards: ordinal <= after) }
}

/// A record of a format as it waits in quarantine.
struct WaitingRecord: Sendable {
  var bytes: [UInt8]
  /// What the format wrote beside it (``ForeignRecord/note``).
  var note: [UInt8]
  /// The id it was given, where it could be given one.
  var partnerID: String?
  var ordinal: Int64
}

/// Why a file can't be read, or not on: what happened and where.
///
/// What came before counts.
struct FormatDamage: Error, Hashable, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}
