internal import Archive

/// Writes items in one format.
///
/// A writer keeps no state that a `kill -9` may lose: what it needs to go on it finds in the files and the journal.
protocol FormatWriter {
  /// Writes items that belong together: one, or the events of one conversation on one day.
  ///
  /// Gives the path of the file that they are in. Throws ``ContentProblem`` where one of them can't be exported, after
  /// taking back whatever was written of any.
  func write(_ items: [ExportItem]) throws -> String

  /// Ends the files that all items share.
  func finish() throws
}

extension FormatWriter {
  func finish() throws {}
}

/// What every format writes with.
struct FormatTools {
  let archive: Archive
  let files: ExportFiles
  let journal: ExportJournal
  let request: ExportRequest
  let zone: KQLTimeZone
  /// When the export began: the only time an export writes that isn't an item's, so that going on writes the same.
  let started: Moment

  func writer() -> any FormatWriter {
    switch request.format {
    case .eml: EMLWriter(tools: self)
    case .mbox: MboxWriter(tools: self)
    case .rsmf: RSMFWriter(tools: self)
    case .vcon: VConWriter(tools: self)
    case .loadfile: LoadFileWriter(tools: self)
    }
  }

  /// A recording's or attachment's bytes, piece by piece, checked against their digest at the end.
  ///
  /// What goes wrong is the item's problem, not the export's, but for a store that can't be asked: the export stops there,
  /// and can be resumed.
  func content(_ digest: Digest, of item: ExportItem) throws -> ContentPieces {
    func blaming<T>(_ body: () throws -> T) throws -> T {
      do {
        return try body()
      } catch  where !StoreProblem.isOfStore(error) {
        let reason = (error as? StorageError)?.description ?? "content \(digest) can't be read: \(error)"
        throw ContentProblem(place: item.hit.place, reason: reason)
      }
    }
    let pieces = try blaming { try archive.read { try archive.content.pieces(of: digest, $0) } }
    return { try blaming { try pieces() } }
  }

  /// Hands out the exact bytes of an item's e-mail.
  func email(of item: ExportItem, to sink: (UnsafeRawBufferPointer) throws -> Void) throws {
    try item.email.write(content: { try content($0, of: item) }, to: sink)
  }

  /// Checks that an item's e-mail, attachments included, is what was archived.
  func verify(_ item: ExportItem) throws {
    var digest = RunningDigest()
    try email(of: item) { digest.update($0) }
    guard digest.finish() == item.content.emailDigest else { throw altered(item) }
  }

  func altered(_ item: ExportItem) -> ContentProblem {
    ContentProblem(
      place: item.hit.place,
      reason: "the e-mail of message \(item.hit.message) no longer has its digest: it was altered on disk")
  }
}

/// Where an item's files go, so that no folder has more than file systems like.
enum ExportPlace {
  /// Files in a folder: larger ones are slow to make, to list and to copy on most file systems.
  static let filesInFolder: Int64 = 10_000

  /// The folder of a custodian's files.
  static func folder(of custodian: ExportCustodian) -> String { "custodians/\(custodian.folder)" }

  /// The part of a folder (`0001`, `0002`) that takes the file of that number, from 0.
  static func part(_ number: Int64) -> String {
    let digits = String(number / filesInFolder + 1)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  static func part(of item: ExportItem) -> String { part(item.hit.place - item.custodian.first) }

  /// `20240102T081503Z_17`: sorts by time, and no two items share it.
  static func stem(_ item: ExportItem) -> String {
    let civil = CivilTime(ZonedMoment(item.envelope.sent.moment))
    var text: [UInt8] = []
    text.reserveCapacity(40)
    func append(_ value: Int, _ width: Int) {
      var divisor = width == 4 ? 1000 : 10
      while divisor > 0 {
        text.append(48 + UInt8(value / divisor % 10))
        divisor /= 10
      }
    }
    append(civil.date.year, 4)
    append(civil.date.month, 2)
    append(civil.date.day, 2)
    text.append(UInt8(ascii: "T"))
    append(civil.hour, 2)
    append(civil.minute, 2)
    append(civil.second, 2)
    text.append(contentsOf: "Z_\(item.hit.item)".utf8)
    return String(decoding: text, as: UTF8.self)
  }

  /// `2024-01-02_Ada_Ames_447700900501_17`: the day, two of the people, and the first item, which makes it unique.
  static func conversation(_ items: [ExportItem], _ zone: KQLTimeZone) -> String {
    guard let first = items.first else { return "" }
    let people = Conversation.people(items).prefix(shownPeople).map { SafeName.make(Conversation.label($0), limit: 24) }
    let day = zone.date(of: first.envelope.sent.moment)
    return "\(day)_\(people.joined(separator: "_"))_\(first.hit.item)"
  }

  private static let shownPeople = 2
}
