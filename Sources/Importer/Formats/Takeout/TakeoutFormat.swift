internal import Archive

/// Google Voice as Takeout exports it: a page of HTML for every conversation and every call, with sound and pictures
/// beside them, in a folder or a ZIP file (docs/formats/takeout.md).
struct TakeoutFormat: FileFormat {
  let id = "takeout"
  let title = "Google Voice Takeout, a folder, ZIP file or page"
  let endings = [".zip", ".html"]
  let options: Set<FormatOption> = [.owner, .days]

  /// What the folder of pages and files is called in every export.
  private static let folder = "Calls/"

  func recognizes(_ file: ForeignFile) throws -> Bool {
    if try file.isFolder || file.isZIP() {
      // A ZIP file that can't be listed isn't certainly anything.
      guard let entries = try? file.entries().entries else { return false }
      return entries.contains { $0.name.contains(Self.folder) && $0.name.hasSuffix(".html") }
    }
    guard file.lowercasedEnding == ".html" else { return false }
    let beginning = String(decoding: try file.beginning(), as: UTF8.self)
    return ["hChatLog", "haudio"].contains { beginning.contains($0) }
  }

  func identity(of file: ForeignFile) throws -> ForeignFile.Identity {
    guard file.isFolder else { return try file.identity() }
    let folder = try file.entries()
    var all = ContentID(format: id)
    var bytes: Int64 = 0
    for entry in folder.entries {
      var running = RunningDigest()
      let next = try folder.pieces(of: entry)
      while let piece = try next() { running.update(piece) }
      bytes += running.count
      all.add(entry.name)
      all.add(running.finish())
    }
    return ForeignFile.Identity(digest: all.digest, bytes: bytes)
  }

  func reader(of file: ForeignFile, _ context: ReadingContext) throws -> any ForeignReader {
    if try file.isFolder || file.isZIP() { return TakeoutReader(try file.entries(), context) }
    return TakeoutReader(SinglePage(file), context)
  }

  func read(again record: WaitingRecord, _ context: ReadingContext) throws -> ForeignRecord? {
    guard let note = TakeoutNote(record.note) else { return nil }
    var page = TakeoutPage(name: note.page)
    (page.people, page.title) = (note.people, note.title)
    try page.parse(record.bytes, isMessage: note.isMessage)
    let parts = TakeoutItems(page: page, options: context.options)
    guard var item = note.isMessage ? parts.message(0) : parts.call() else { return nil }
    if case .success(var carrier) = item.item {
      for media in note.media { carrier.attach(media.attachment) }
      if let known = record.partnerID { carrier.partnerID = known }
      item.item = .success(carrier)
    }
    var read = ForeignRecord(ordinal: record.ordinal, original: .held(record.bytes), read: item.item)
    (read.areContentsOutside, read.isNamedByContent, read.note) = (true, true, record.note)
    return read
  }
}

/// One page alone, without the files it names.
private final class SinglePage: EntrySource {
  private let file: ForeignFile
  let entries: [Entry]

  init(_ file: ForeignFile) {
    self.file = file
    entries = [Entry(name: file.name, bytes: 0)]
  }

  func pieces(of entry: Entry) throws -> ContentPieces { try file.pieces() }
}
