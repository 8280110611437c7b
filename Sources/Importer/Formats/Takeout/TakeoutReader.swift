internal import Archive
internal import Foundation

/// Reads an export page by page, in the order of the pages' names.
final class TakeoutReader: ForeignReader {
  private let source: any EntrySource
  private let context: ReadingContext
  private let pages: [Entry]
  private let media: TakeoutMedia
  private var pageIndex = 0
  private var waiting: [Pending] = []
  private var ordinal: Int64 = 0
  private var occurrences = OccurrenceCounter()
  private var strangers = 0

  init(_ source: any EntrySource, _ context: ReadingContext) {
    (self.source, self.context) = (source, context)
    pages = source.entries.filter { $0.name.lowercased().hasSuffix(".html") }
    media = TakeoutMedia(source)
  }

  var notices: [String] {
    guard strangers > 0, pageIndex == pages.count else { return [] }
    return ["\(strangers) of its \(pages.count) pages hold no texts or calls, and were passed over"]
  }

  func next() throws -> ForeignRecord? {
    while waiting.isEmpty {
      guard pageIndex < pages.count else { return nil }
      let page = pages[pageIndex]
      pageIndex += 1
      waiting = try records(of: page).reversed()
    }
    return try waiting.popLast().map(finish)
  }

  /// A record whose files are yet to be read.
  private struct Pending {
    var bytes: [UInt8]
    var made: TakeoutItems.Made
    var note: TakeoutNote
    /// The page it is on.
    var entry: Entry
  }

  /// What the page holds.
  private func records(of entry: Entry) throws -> [Pending] {
    var bytes: [UInt8] = []
    let next = try source.pieces(of: entry)
    while bytes.count <= ForeignRecord.longest, let piece = try next() { bytes += piece }
    guard bytes.count <= ForeignRecord.longest else {
      throw FormatDamage("'\(entry.name)' has more than \(ForeignRecord.longest) bytes, which no page has")
    }
    var page = TakeoutPage(name: String(entry.lastName))
    do { try page.parse(bytes) } catch let damage as FormatDamage {
      let problem = ItemProblem(.markup, "'\(entry.name)' can't be read: \(damage)")
      let made = TakeoutItems.Made(item: .failure(problem), media: [], id: ContentID(format: "takeout"))
      return [Pending(bytes: bytes, made: made, note: TakeoutNote(page, isMessage: false), entry: entry)]
    }
    let items = TakeoutItems(page: page, options: context.options)
    if page.isConversation {
      return page.messages.indices.compactMap { index in
        items.message(index).map {
          Pending(
            bytes: page.messages[index].bytes, made: $0, note: TakeoutNote(page, isMessage: true), entry: entry)
        }
      }
    }
    if let made = items.call() {
      return [Pending(bytes: bytes, made: made, note: TakeoutNote(page, isMessage: false), entry: entry)]
    }
    strangers += 1
    return []
  }

  private func finish(_ pending: Pending) throws -> ForeignRecord {
    ordinal += 1
    var record = ForeignRecord(ordinal: ordinal, original: .held(pending.bytes), read: pending.made.item)
    (record.areContentsOutside, record.isNamedByContent) = (true, true)
    var note = pending.note
    for name in pending.made.media {
      let file = try media.read(name, on: pending.entry, context.stage(for: ordinal))
      record.contents.add(file.content, file.attachment.sha256)
      note.media.append(NotedFile(file.attachment))
    }
    if case .success(var item) = pending.made.item {
      item.partnerID = pending.made.id.text(occurrence: occurrences.next(of: pending.made.id.digest))
      for media in note.media { item.attach(media.attachment) }
      record.read = .success(item)
    }
    record.note = note.bytes
    return record
  }
}
