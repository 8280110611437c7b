internal import Archive
internal import GRDB

/// Reads the items of an export's plan, a page of whole units at a time.
///
/// Each page is a transaction of its own: one that lasted as long as the export would keep the archive's log from being
/// emptied. What was purged in between is an exception that says so.
struct ExportReader: Sendable {
  let archive: Archive
  let journal: ExportJournal
  let isByConversation: Bool
  /// What whoever exports may see now: a filter that was set since the export began hides what it hides.
  let sight: Sight

  /// Hits in a page, where units are small: enough to make a transaction's cost disappear.
  private static let hits = 1_000
  /// Text of a page, after which it ends: two pages are in memory at once, and one text may be as long as the archive
  /// takes.
  private static let bytes = 8 << 20

  /// Events of one RSMF file, as its publisher advises; and a vCon is no easier to open.
  static let mostEvents = 10_000
  /// Text of one conversation's file, all of which is in memory when it is written.
  static let mostText = 8 << 20
  /// Attachments of one conversation's file: a ZIP of the plain form ends at 4 GiB, and people open these files.
  static let mostAttachments: Int64 = 1 << 30

  /// The page that follows a place, or nil after the last.
  func page(after place: Int64) throws -> ExportPage? {
    var builder = PageBuilder(isByConversation: isByConversation)
    try archive.read { db in
      let reader = try ItemContentReader(db)
      let folders = try Folder.all(db).mapValues(\.name)
      var custodian: ExportCustodian?
      var last = place
      reading: while true {
        let hits = try journal.hits(after: last, limit: Self.hits)
        for hit in hits {
          if builder.wouldBegin(hit), builder.page.entries.count >= Self.hits || builder.bytes >= Self.bytes {
            break reading
          }
          if custodian?.mailbox != hit.mailbox { custodian = try journal.custodian(hit.mailbox) }
          guard let custodian else { continue }
          builder.add(try entry(hit, custodian, folders, reader, db))
          last = hit.place
        }
        if hits.count < Self.hits { break }
      }
    }
    let page = builder.finish()
    return page.entries.isEmpty ? nil : page
  }

  private func entry(
    _ hit: PlannedHit, _ custodian: ExportCustodian, _ folders: [Folder.ID: String], _ reader: ItemContentReader,
    _ db: Database
  ) throws -> ExportEntry {
    func entry(_ folder: String, _ state: ExportEntry.State) -> ExportEntry {
      ExportEntry(hit: hit, custodian: custodian, folder: folder, state: state)
    }
    do {
      guard sight.allows(hit.message.rawValue, in: hit.mailbox.rawValue) else {
        return entry("", .unreadable("a permission filter that was set since the export began hides it"))
      }
      guard var content = try reader.read(hit.item) else {
        _ = try Item.require(hit.item, db)
        return entry("", .unreadable("message \(hit.message) is not in the archive"))
      }
      // Checked, and needed by no format.
      content.stored.original = []
      return entry(folders[content.item.folder] ?? "", .content(content))
    } catch let error as StorageError where error.code.hasPrefix("content.") {
      return entry("", .unreadable(error.description))
    } catch let error as InputError {
      return entry("", .unreadable(error.description))
    }
  }
}

/// Puts entries together into units, and units into a page.
private struct PageBuilder {
  let isByConversation: Bool
  var page = ExportPage()
  var bytes = 0
  private var start = 0
  private var unitText = 0
  private var unitAttachments: Int64 = 0

  init(isByConversation: Bool) { self.isByConversation = isByConversation }

  /// Whether a hit begins a unit.
  func wouldBegin(_ hit: PlannedHit) -> Bool {
    guard let last = page.entries.last else { return true }
    if !isByConversation { return true }
    return last.hit.mailbox != hit.mailbox || last.hit.conversation != hit.conversation
      || page.entries.count - start >= ExportReader.mostEvents || unitText >= ExportReader.mostText
      || unitAttachments >= ExportReader.mostAttachments
  }

  mutating func add(_ entry: ExportEntry) {
    if wouldBegin(entry.hit) { endUnit() }
    if case .content(let content) = entry.state {
      let text = content.stored.email.segments.reduce(content.stored.envelope.body.utf8.count) { sum, segment in
        if case .bytes(let bytes) = segment { sum + bytes.count } else { sum }
      }
      bytes += text
      unitText += text
      unitAttachments += content.stored.envelope.attachments.reduce(0) { $0 + $1.bytes }
    }
    page.entries.append(entry)
  }

  mutating func finish() -> ExportPage {
    endUnit()
    return page
  }

  private mutating func endUnit() {
    if start < page.entries.count { page.units.append(start..<page.entries.count) }
    (start, unitText, unitAttachments) = (page.entries.count, 0, 0)
  }
}
