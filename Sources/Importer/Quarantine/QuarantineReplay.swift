public import Archive
internal import Foundation
internal import GRDB

/// Tries again to archive what waits in quarantine, after a mapping, the directory or a limit was mended.
///
/// A record that can be archived now is archived once, with its bytes as they were delivered; the rest goes on waiting.
public struct QuarantineReplay: Sendable {
  public struct Report: Sendable, Codable, Hashable {
    public var replayed = 0
    public var waiting = 0
    public var counts = DeliveryCounts()

    private enum CodingKeys: CodingKey { case replayed, waiting }
  }

  private let archive: Archive
  private let session: Session
  private let options: HTTPPartnerSource.Options
  private let retry: RetryPolicy

  public init(
    archive: Archive, session: Session, options: HTTPPartnerSource.Options = .init(), retry: RetryPolicy = .init()
  ) {
    (self.archive, self.session, self.options, self.retry) = (archive, session, options, retry)
  }

  /// `connector`: only this connector's; nil: all.
  public func run(connector name: String? = nil) async throws -> Report {
    try archive.authorize(.quarantineReplayed, on: name, by: session)
    let connectors = try archive.read { db in
      if let name { return [try Connector.require(name, db)] }
      return try Connector.all(db)
    }
    var report = Report()
    for connector in connectors { try await replay(connector, &report) }
    return report
  }

  private func replay(_ connector: Connector, _ report: inout Report) async throws {
    let waiting = try archive.read { try QuarantinedRecord.waiting(connector: connector.name, $0) }
    guard !waiting.isEmpty else { return }
    let preparer = try ItemPreparer(PreparationContext(connector, archive))
    for record in waiting {
      guard let day = CivilDate(record.day) else { continue }
      do {
        guard let prepared = try await prepare(record, connector, preparer) else {
          report.waiting += 1
          continue
        }
        let place = RecordPlace(day: day, file: record.file, foreignFile: record.foreignFile)
        report.counts += try enter(prepared, record, connector, place, preparer)
        report.replayed += 1
      } catch is ReplayedMeanwhile {
        continue
      }
    }
  }

  /// Another replay was faster with the record.
  private struct ReplayedMeanwhile: Error {}

  private func enter(
    _ prepared: PreparedRecord, _ record: QuarantinedRecord, _ connector: Connector, _ place: RecordPlace,
    _ preparer: ItemPreparer
  ) throws -> DeliveryCounts {
    try archive.perform(.quarantineReplayed, on: connector.name, by: session) { act in
      guard try QuarantinedRecord.require(record.id, act.db).state == record.state else { throw ReplayedMeanwhile() }
      let writer = try DeliveryWriter(act, archive: archive, connector: connector, place: place, preparer: preparer)
      try writer.enter(prepared, replaying: true)
      try writer.finish()
      act.note("quarantine", .number(record.id))
      act.note("messages", .number(writer.messageCount))
      act.note("root", .text(writer.root.hex))
      return writer.counts
    }
  }

  /// The record made ready, or nil where it still can't be archived.
  private func prepare(_ record: QuarantinedRecord, _ connector: Connector, _ preparer: ItemPreparer) async throws
    -> PreparedRecord?
  {
    if record.isHeldAsFile { return nil }
    guard let bytes = try archive.read({ try record.bytes(upTo: RecordReader.longestLine, archive, $0) }) else {
      throw ReplayedMeanwhile()
    }
    if let file = record.foreignFile { return try prepare(record, bytes, of: file, preparer) }
    if connector.delivery == .zip {
      return try prepare(record, bytes, as: PartnerZIPFormat(), FormatOptions(), preparer)
    }
    let read = preparer.read(bytes)
    guard case .success(let item) = read, item.fits(preparer.context) else { return nil }
    let files = try await fetch(item, record, connector)
    let prepared = try preparer.prepare(line: record.line, bytes: bytes, read: read, files: files)
    guard case .item = prepared.outcome, prepared.digest == record.digest else { return nil }
    return prepared
  }

  /// The same of a record of another format than the partner's feed.
  private func prepare(_ record: QuarantinedRecord, _ bytes: [UInt8], of file: Int64, _ preparer: ItemPreparer) throws
    -> PreparedRecord?
  {
    let file = try archive.read { try ImportedFile.require(file, $0) }
    return try prepare(
      record, bytes, as: FileFormats.require(file.format), try FormatOptions(text: file.options), preparer)
  }

  private func prepare(
    _ record: QuarantinedRecord, _ bytes: [UInt8], as format: any FileFormat, _ options: FormatOptions,
    _ preparer: ItemPreparer
  ) throws -> PreparedRecord? {
    let context = ReadingContext(options: options, content: archive.content, keys: try DecryptionKeys(archive))
    let waiting = WaitingRecord(bytes: bytes, note: record.note, partnerID: record.partnerID, ordinal: record.line)
    guard var read = try format.read(again: waiting, context) else { return nil }
    if read.areContentsOutside {
      read.contents = try archive.read { try record.contents(archive.content, $0) }
    }
    let prepared = try preparer.prepare(read)
    guard case .item = prepared.outcome, prepared.digest == record.digest else {
      read.contents.discard()
      return nil
    }
    return prepared
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
