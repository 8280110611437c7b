internal import Archive
internal import Foundation
internal import GRDB
internal import Search

/// Enters prepared records into the archive, inside one transaction: duplicates told from revisions, messages stored
/// once, an item for each custodian, the index, the quarantine and the log.
final class DeliveryWriter {
  private let act: Act
  private let connector: Connector
  private let place: RecordPlace
  private let folder: Folder.ID
  private let messages: MessageWriter
  private let log: ImportLog
  private let quarantine: QuarantineWriter
  private let preparer: ItemPreparer
  private let content: ContentStore
  private(set) var counts = DeliveryCounts()
  /// Distinct items that reached at least one mailbox.
  private(set) var items: Int64 = 0

  /// `place`: the day and file the records are from.
  ///
  /// `preparer`: converts again what turns out to be a revision.
  init(_ act: Act, archive: Archive, connector: Connector, place: RecordPlace, preparer: ItemPreparer) throws {
    (self.act, self.connector, self.place, self.preparer) = (act, connector, place, preparer)
    content = archive.content
    folder = try Folder.named(connector.type.folder, act)
    messages = try MessageWriter(act, connector: connector.id, content: archive.content)
    log = try ImportLog(act.db, connector: connector.id, place: place)
    quarantine = try QuarantineWriter(act, connector: connector.id, place: place, content: archive.content)
  }

  /// The root over the commitments of the messages entered: what the ledger says of them.
  var root: Digest { messages.tree.root }
  var messageCount: Int64 { messages.tree.size }

  /// `replaying`: the record comes out of quarantine, and was counted as offered when it went in.
  func enter(_ record: PreparedRecord, replaying: Bool = false) throws {
    if !replaying { counts.offered += 1 }
    switch record.outcome {
    case .problem(let problem): try setAside(record, problem)
    case .item(let item):
      try file(item, record)
      // What became content has another name by now.
      for content in item.contents { content.discard() }
    }
  }

  /// Writes what is held back until the end of the transaction.
  func finish() throws { try messages.finish() }

  private func setAside(_ record: PreparedRecord, _ problem: RecordProblem) throws {
    counts.available += 1
    if let state = try quarantine.state(of: record.digest) {
      counts.duplicate += 1
      if case .file(let temporary) = problem.bytes { try? FileManager.default.removeItem(at: temporary) }
      for content in problem.beside?.contents ?? [] { content.discard() }
      let reason = state == .waiting ? "it waits in quarantine already" : "it was archived out of quarantine before"
      return try log.write(record.line, problem.partnerID, .duplicate, reason)
    }
    counts.quarantined += 1
    let id = try quarantine.add(record, problem)
    try log.write(
      record.line, problem.partnerID, .quarantined, "\(problem.reason): \(problem.detail) (quarantine \(id))",
      participant: problem.participant)
  }

  private func file(_ item: PreparedItem, _ record: PreparedRecord) throws {
    counts.available += Int64(item.copies.count)
    let id = item.carrier.partnerID
    if try messages.wasPurged(id) {
      counts.duplicate += Int64(item.copies.count)
      return try log.write(record.line, id, .duplicate, "it was archived before and has been purged")
    }
    let known = try messages.revisions(of: id)
    if let same = try known.first(where: { try messages.isSame($0, record.digest, item) }) {
      try redeliver(item, record, same.message)
      return try quarantine.resolve(record.digest, message: same.message)
    }
    var entered = item
    if let last = known.last {
      let revision = last.revision + 1
      entered = try preparer.item(item, revision: revision, files: FetchedFiles(item, in: content))
      try log.write(
        record.line, id, .revision,
        "the partner delivered this id before with other content: both are kept, this as revision \(revision)")
      try messages.add(entered, original: record.digest, revision: revision, folder: folder)
    } else {
      try messages.add(entered, original: record.digest, revision: 1, folder: folder)
    }
    items += 1
    try quarantine.resolve(record.digest, message: messages.newest)
    if item.missing.isEmpty {
      counts.imported += Int64(item.copies.count)
    } else {
      counts.partial += Int64(item.copies.count)
      for file in item.missing {
        try log.write(record.line, id, .partial, "attachment \(file.digest): \(file.reason)")
      }
    }
  }

  /// The same item again: a custodian who has a copy keeps it, one who is mapped only now gets one.
  private func redeliver(_ item: PreparedItem, _ record: PreparedRecord, _ message: Message.ID) throws {
    var added = false
    for copy in item.copies {
      if try messages.hasCopy(message, copy.mailbox) {
        counts.duplicate += 1
      } else {
        try messages.add(copy, of: message, folder: folder)
        counts.imported += 1
        added = true
      }
    }
    if added {
      items += 1
    } else {
      try log.write(record.line, item.carrier.partnerID, .duplicate, "it is archived already")
    }
  }
}

/// Where in the partner's deliveries a record is.
struct RecordPlace: Sendable, Hashable {
  var day: CivilDate
  var file: String
  /// The record of the file (``ImportedFile``), where it is not the partner's.
  var foreignFile: Int64?
}
