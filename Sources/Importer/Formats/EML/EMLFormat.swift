internal import Archive
internal import Foundation

/// One e-mail a file, as mail programs save them: a file, or a folder of such (docs/formats/eml.md).
struct EMLFormat: FileFormat {
  let id = "eml"
  let title = "e-mail, EML"
  let endings = [".eml"]
  let options: Set<FormatOption> = [.days]

  func recognizes(_ file: ForeignFile) throws -> Bool {
    guard file.isFolder else { return endings.contains(file.lowercasedEnding) }
    let names = try FileManager.default.contentsOfDirectory(atPath: file.path)
    return names.contains { $0.lowercased().hasSuffix(".eml") }
  }

  func identity(of file: ForeignFile) throws -> ForeignFile.Identity {
    guard file.isFolder else { return try file.identity() }
    // All the folder's files, each with its name.
    let folder = try FolderEntries(file.path)
    var running = RunningDigest()
    var total: Int64 = 0
    for entry in EMLReader.messages(in: folder) {
      running.update(Array("\(entry.name)\n\(entry.bytes)\n".utf8))
      total += entry.bytes
      let next = try folder.pieces(of: entry)
      while let piece = try next() { running.update(piece) }
    }
    return ForeignFile.Identity(digest: running.finish(), bytes: total)
  }

  func reader(of file: ForeignFile, _ context: ReadingContext) throws -> any ForeignReader {
    file.isFolder
      ? EMLReader(folder: try FolderEntries(file.path), context)
      : EMLReader(try file.pieces(), context)
  }

  func read(again record: WaitingRecord, _ context: ReadingContext) throws -> ForeignRecord? {
    try MailRecords(context: context).record(.init(ordinal: record.ordinal, original: record.bytes))
  }
}

/// Gives one message, or those of a folder by name.
private final class EMLReader: ForeignReader {
  let notices: [String] = []
  private let records: MailRecords
  private var messages: [() throws -> ContentPieces]
  private var ordinal: Int64 = 0

  init(_ pieces: @escaping ContentPieces, _ context: ReadingContext) {
    records = MailRecords(context: context)
    messages = [{ pieces }]
  }

  init(folder: FolderEntries, _ context: ReadingContext) {
    records = MailRecords(context: context)
    messages = Self.messages(in: folder).reversed().map { entry in { try folder.pieces(of: entry) } }
  }

  static func messages(in folder: FolderEntries) -> [Entry] {
    folder.entries.filter { $0.name.lowercased().hasSuffix(".eml") }
  }

  func next() throws -> ForeignRecord? {
    guard let open = messages.popLast() else { return nil }
    ordinal += 1
    var spool = MessageSpool(records.context.content)
    let next = try open()
    while let piece = try next() { try spool.write(piece) }
    return try spool.record(ordinal) { try records.record(.init(ordinal: ordinal, original: $0)) }
  }
}
