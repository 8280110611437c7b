public import Archive
internal import Foundation
internal import GRDB

/// Tries again to archive what waits in quarantine, after a mapping, the directory or a limit was mended.
///
/// A record that can be archived now is archived once, with its bytes as they were delivered; the rest goes on waiting.
public struct QuarantineReplay: Sendable {
  public struct Report: Sendable, Encodable, Hashable {
    public var replayed = 0
    public var waiting = 0
    /// Of the waiting, those whose ids were archived once and have been purged: they are never archived again, and wait
    /// until they are discarded.
    public var purged = 0
    public var counts = DeliveryCounts()

    private enum CodingKeys: CodingKey { case replayed, waiting, purged }

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(replayed, forKey: .replayed)
      try container.encode(waiting, forKey: .waiting)
      if purged > 0 { try container.encode(purged, forKey: .purged) }
    }
  }

  /// Records read, and of one file archived in one act, at a time: enough that its sync costs little for each.
  static let atOnce = 250
  /// Fewer where records are large.
  static let bytesAtOnce = 32 << 20

  private let archive: Archive
  private let session: Session
  private let options: HTTPPartnerSource.Options
  private let retry: RetryPolicy

  public init(
    archive: Archive, session: Session, options: HTTPPartnerSource.Options = .init(), retry: RetryPolicy = .init()
  ) {
    (self.archive, self.session, self.options, self.retry) = (archive, session, options, retry)
  }

  /// Replays the waiting records that the filter means.
  ///
  /// Those of connectors that were removed go on waiting.
  public func run(_ filter: QuarantineFilter = QuarantineFilter()) async throws -> Report {
    try archive.authorize(.quarantineReplayed, on: filter.connector, by: session)
    let connectors = try archive.read { db in
      try filter.check(db)
      if let name = filter.connector { return [try Connector.require(name, db)] }
      return try Connector.all(db)
    }
    var report = Report()
    for connector in connectors {
      var mine = filter
      mine.connector = connector.name
      try await replay(connector, mine, &report)
    }
    return report
  }

  private func replay(_ connector: Connector, _ filter: QuarantineFilter, _ report: inout Report) async throws {
    var preparer: ItemPreparer?
    var last: Int64 = 0
    while true {
      let page = try archive.read { try QuarantinedRecord.waiting(filter, after: last, limit: Self.atOnce, $0) }
      guard let end = page.last else { return }
      last = end.id
      let ready = try preparer ?? ItemPreparer(PreparationContext(connector, archive))
      preparer = ready
      var batch = Batch()
      for record in page {
        guard let day = CivilDate(record.day) else { continue }
        let place = RecordPlace(day: day, file: record.file, foreignFile: record.foreignFile)
        if batch.place != place || batch.bytes >= Self.bytesAtOnce {
          try enter(batch, connector, ready, &report)
          batch = Batch(place: place)
        }
        switch try await prepare(record, connector, ready) {
        case .ready(let prepared):
          batch.records.append((record, prepared))
          batch.bytes += Int(record.size)
        case .waits: report.waiting += 1
        case .isGone: break
        }
      }
      try enter(batch, connector, ready, &report)
    }
  }

  /// Records of one file that can be archived now.
  private struct Batch {
    var place: RecordPlace?
    var records: [(record: QuarantinedRecord, prepared: PreparedRecord)] = []
    var bytes = 0
  }

  private func enter(_ batch: Batch, _ connector: Connector, _ preparer: ItemPreparer, _ report: inout Report) throws {
    guard let place = batch.place, !batch.records.isEmpty else { return }
    do {
      let done = try archive.perform(.quarantineReplayed, on: connector.name, by: session) { act in
        let writer = try DeliveryWriter(act, archive: archive, connector: connector, place: place, preparer: preparer)
        var done = Report()
        var entered: [Int64] = []
        for (record, prepared) in batch.records {
          // Another replay may have been faster with the record, or someone discarded it.
          guard try record.stillWaits(act.db) else { continue }
          if case .item(let item) = prepared.outcome, try writer.wasPurged(item.carrier.partnerID) {
            done.waiting += 1
            done.purged += 1
            continue
          }
          try writer.enter(prepared, replaying: true)
          entered.append(record.id)
        }
        done.replayed = entered.count
        done.counts = writer.counts
        // An act that did nothing leaves no entry.
        guard !entered.isEmpty else { throw NothingToEnter(report: done) }
        try writer.finish()
        act.note("quarantine", .list(entered.map { .number($0) }))
        act.note("messages", .number(writer.messageCount))
        act.note("root", .text(writer.root.hex))
        return done
      }
      report += done
    } catch let nothing as NothingToEnter {
      report += nothing.report
    }
  }

  /// None of a batch is to be entered after all.
  private struct NothingToEnter: Error { var report: Report }

  private enum Prepared {
    case ready(PreparedRecord)
    /// It still can't be archived.
    case waits
    /// Another replay was faster with it.
    case isGone
  }

  private func prepare(_ record: QuarantinedRecord, _ connector: Connector, _ preparer: ItemPreparer) async throws
    -> Prepared
  {
    if record.isHeldAsFile { return .waits }
    guard let bytes = try archive.read({ try record.bytes(upTo: RecordReader.longestLine, archive, $0) }) else {
      return .isGone
    }
    if let file = record.foreignFile { return try prepare(record, bytes, of: file, preparer) }
    if connector.delivery == .zip {
      return try prepare(record, bytes, as: PartnerZIPFormat(), FormatOptions(), preparer)
    }
    let read = preparer.read(bytes)
    guard case .success(let item) = read, item.fits(preparer.context) else { return .waits }
    // Whose it is is asked before anything is fetched for it.
    guard item.participants.contains(where: { preparer.context.mapper.map($0) != nil }) else { return .waits }
    let files = try await fetch(item, record, connector)
    let prepared = try preparer.prepare(line: record.line, bytes: bytes, read: read, files: files)
    guard case .item = prepared.outcome, prepared.digest == record.digest else { return .waits }
    return .ready(prepared)
  }

  /// The same of a record of another format than the partner's feed.
  private func prepare(_ record: QuarantinedRecord, _ bytes: [UInt8], of file: Int64, _ preparer: ItemPreparer) throws
    -> Prepared
  {
    let file = try archive.read { try ImportedFile.require(file, $0) }
    return try prepare(
      record, bytes, as: FileFormats.require(file.format), try FormatOptions(text: file.options), preparer)
  }

  private func prepare(
    _ record: QuarantinedRecord, _ bytes: [UInt8], as format: any FileFormat, _ options: FormatOptions,
    _ preparer: ItemPreparer
  ) throws -> Prepared {
    let context = ReadingContext(options: options, content: archive.content, keys: try DecryptionKeys(archive))
    let waiting = WaitingRecord(bytes: bytes, note: record.note, partnerID: record.partnerID, ordinal: record.line)
    guard var read = try format.read(again: waiting, context) else { return .waits }
    if read.areContentsOutside {
      read.contents = try archive.read { try record.contents(archive.content, $0) }
    }
    let prepared = try preparer.prepare(read)
    guard case .item = prepared.outcome, prepared.digest == record.digest else {
      read.contents.discard()
      return .waits
    }
    return .ready(prepared)
  }

  private func fetch(_ item: CarrierItem, _ record: QuarantinedRecord, _ connector: Connector) async throws
    -> FetchedFiles
  {
    guard !item.files.isEmpty, let day = CivilDate(record.day) else { return .none }
    let wanted = Dictionary(item.files.map { ($0.sha256, $0) }, uniquingKeysWith: { first, _ in first })
    let password = try connector.password(archive.keys)
    return try await SiteAddress(connector.site).withSource(
      network: connector.type.network, username: connector.username, password: password, options: options
    ) { source in
      let fetcher = AttachmentFetcher(source: source, content: archive.content, retry: retry)
      return try await fetcher.fetch(Array(wanted.values), day: day)
    }
  }
}

extension QuarantineReplay.Report {
  fileprivate static func += (sum: inout Self, other: Self) {
    sum.replayed += other.replayed
    sum.waiting += other.waiting
    sum.purged += other.purged
    sum.counts += other.counts
  }
}

extension QuarantinedRecord {
  /// Whether it waits as it did when it was read.
  fileprivate func stillWaits(_ db: Database) throws -> Bool {
    try Bool.fetchOne(
      db.cachedStatement(sql: "SELECT state = ? FROM quarantine WHERE id = ?"), arguments: [state, id]) ?? false
  }
}
