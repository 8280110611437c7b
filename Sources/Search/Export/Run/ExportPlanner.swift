internal import Archive
internal import Foundation
internal import GRDB

/// Fixes what an export covers: asks the source once, sorts the hits in the journal, and puts the beginning on the ledger.
struct ExportPlanner {
  let archive: Archive
  let journal: ExportJournal
  let zone: KQLTimeZone
  let progress: (String) -> Void

  /// Hits held in memory on their way to the journal.
  private static let batch = 1_000

  func plan(
    _ request: ExportRequest, from source: some ExportSource, by session: Session, folder: ExportFolder
  ) throws {
    try journal.begin()
    let (coverage, filters) = try archive.read { db in
      try enter(source, byConversation: request.format.isByConversation, db)
      let engine = SearchEngine(db, for: Viewer(session))
      return (try engine.coverage(), try engine.sight(below: 0).filters)
    }
    let hits = try journal.sortHits(deduplicating: request.deduplicates)
    try nameCustodians()
    let started = session.now
    let entry = try archive.perform(
      .exportStarted, on: folder.url.path, by: session,
      details: [
        "query": .text(request.query), "mailboxes": .list(request.mailboxes.map { .text($0) }),
        "excluded": .list(request.excludedMailboxes.map { .text($0) }), "timeZone": .text(request.timeZone),
        "format": .text(request.format.rawValue), "deduplicates": .flag(request.deduplicates), "hits": .number(hits),
        "filters": .list(filters.map { .text($0) }),
      ].merging(Self.job(request)) { $1 }
    ) { $0.entry }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    try journal.set(.started, started.microseconds)
    try journal.set(.startEntry, entry)
    try journal.set(.account, session.account)
    try journal.set(.hits, hits)
    try journal.set(.coverage, String(decoding: try encoder.encode(coverage), as: UTF8.self))
    try journal.set(.filters, String(decoding: try encoder.encode(filters), as: UTF8.self))
    // Last: a journal with a request is a whole plan.
    try journal.set(.request, String(decoding: try encoder.encode(request), as: UTF8.self))
    try journal.commit()
  }

  private static func job(_ request: ExportRequest) -> [String: LedgerValue] {
    guard let job = request.job, let run = request.run else { return [:] }
    return ["job": .text(job), "run": .number(run)]
  }

  private func enter(_ source: some ExportSource, byConversation: Bool, _ db: Database) throws {
    let reader = byConversation ? try ItemContentReader(db) : nil
    var last: (message: Message.ID, conversation: ConversationDay)?
    var batch: [(ExportHit, ConversationDay?)] = []
    var count = 0
    try source.eachHit(db) { hit in
      var conversation: ConversationDay?
      if let reader {
        // Copies of a message mostly come together.
        if last?.message != hit.message { last = (hit.message, try self.conversation(hit, reader)) }
        conversation = last?.conversation
      }
      batch.append((hit, conversation))
      guard batch.count == Self.batch else { return }
      try journal.enter(batch)
      count += batch.count
      batch.removeAll(keepingCapacity: true)
      progress("found \(count) items")
    }
    try journal.enter(batch)
  }

  /// Who talked, and on which day; what can't be read stands alone, to become an exception when its turn comes.
  private func conversation(_ hit: ExportHit, _ reader: ItemContentReader) throws -> ConversationDay {
    let day = Int64(zone.date(of: hit.sent).daysSince1970)
    do {
      guard let content = try reader.read(hit.item) else { return ConversationDay(conversation: [], day: day) }
      return ConversationDay(conversation: Conversation.key(content.stored.envelope), day: day)
    } catch let error as StorageError where error.code.hasPrefix("content.") {
      return ConversationDay(conversation: [], day: day)
    }
  }

  private func nameCustodians() throws {
    var names = UniqueNames()
    let planned = try journal.plannedMailboxes()
    var custodians: [ExportCustodian] = []
    try archive.read { db in
      for (id, first) in planned {
        guard let mailbox = try Mailbox.find(id, db) else { continue }
        custodians.append(
          ExportCustodian(
            mailbox: id, email: mailbox.email, name: mailbox.displayName, number: mailbox.mobileNumber,
            folder: names.take(mailbox.email), first: first))
      }
    }
    try journal.enter(custodians)
  }
}
