internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Testing

@testable internal import Search

/// An archive with mailboxes and messages entered straight into its tables and its index, as an import would.
struct SearchWorld {
  let archive: Archive
  let session: Session
  let mailboxes: [Mailbox.ID]

  static func with<R>(mailboxes count: Int = 3, _ body: (SearchWorld) throws -> R) throws -> R {
    try TestFolders.withTemporary { folder in
      let archive = try Archive.create(
        at: folder.appendingPathComponent("archive"), organization: "Corp", sandbox: true, user: "tester",
        prepare: SearchIndex.prepare)
      try SearchIndex.attach(to: archive)
      let session = try archive.session(user: "tester", at: testNow)
      let lines = (0..<count).map { "\(address($0)),Person \($0),,\n" }.joined()
      try archive.perform(.directoryImported, by: session) { act in
        _ = try DirectoryImport.run(Array("Email,DisplayName,MobileNumber,Department\n\(lines)".utf8), act)
      }
      let mailboxes = try archive.read { db in try (0..<count).map { try Mailbox.require(address($0), db).id } }
      return try body(SearchWorld(archive: archive, session: session, mailboxes: mailboxes))
    }
  }

  static func address(_ mailbox: Int) -> String { "person\(mailbox)@corp.example" }

  /// A message as a test describes it: what it says, and in whose mailboxes it lies.
  struct Sample: Sendable {
    var envelope: Envelope
    var size: Int64
    /// Which mailboxes, by their place.
    var copies: [Int]
    /// Given when it is entered.
    var message: Message.ID = 0
    var items: [IndexedCopy] = []
  }

  /// Enters messages in one transaction, and gives them back with their numbers.
  @discardableResult
  func enter(_ samples: [Sample]) throws -> [Sample] {
    try archive.perform(.itemsImported, by: session) { act in
      let (codec, writer) = (try MessageCodec(), try IndexWriter(act.db))
      let folder = try Folder.named("Texts", act)
      var entered: [Sample] = []
      for var sample in samples {
        let stored = try codec.pack(
          StoredMessage(original: [], email: EmailForm(segments: []), envelope: sample.envelope))
        sample.message = Message.ID(try RowNumbers.message.take(1, act.db))
        try act.db.execute(
          sql: """
            INSERT INTO message (id, connector, partner_id, revision, kind, sent, size, original_digest, email_digest,
              salt, stored) VALUES (?, 1, ?, 1, ?, ?, ?, zeroblob(32), zeroblob(32), zeroblob(16), ?)
            """,
          arguments: [
            sample.message.rawValue, "p\(sample.message)", Int(sample.envelope.kind.code),
            sample.envelope.sent.moment.microseconds, sample.size, Data(stored),
          ])
        for copy in sample.copies {
          let item = Item.ID(try RowNumbers.item.take(1, act.db))
          try act.db.execute(
            sql: "INSERT INTO item (id, message, mailbox, folder, outgoing, archived) VALUES (?, ?, ?, ?, 0, ?)",
            arguments: [
              item.rawValue, sample.message.rawValue, mailboxes[copy].rawValue, folder.rawValue, act.now.microseconds,
            ])
          sample.items.append(IndexedCopy(item: item, mailbox: mailboxes[copy]))
        }
        try writer.add(sample.message, envelope: sample.envelope, size: sample.size, copies: sample.items)
        entered.append(sample)
      }
      try writer.finish()
      return entered
    }
  }

  /// Takes items out of the tables and the index, as the gate does.
  func purge(_ copies: [(sample: Sample, item: Item.ID)]) throws {
    try archive.perform(.itemsPurged, by: session) { act in
      let (db, writer) = (act.db, try IndexWriter(act.db))
      for (sample, item) in copies {
        let arguments: StatementArguments = [item.rawValue, act.entry, act.now.microseconds]
        try db.execute(sql: "INSERT INTO deletion_permit (item, entry, at) VALUES (?, ?, ?)", arguments: arguments)
        try db.execute(sql: "DELETE FROM item WHERE id = ?", arguments: [item.rawValue])
        let message = sample.message.rawValue
        guard try Int.fetchOne(db, sql: "SELECT 1 FROM item WHERE message = ?", arguments: [message]) == nil else {
          try writer.remove(item: item, of: sample.message)
          continue
        }
        try writer.remove(sample.message, envelope: sample.envelope)
        try db.execute(
          sql:
            "INSERT INTO purged_message (id, connector, partner_id, revision, leaf, entry) VALUES (?, 1, ?, 1, x'', 1)",
          arguments: [message, "p\(message)"])
        try db.execute(sql: "DELETE FROM message WHERE id = ?", arguments: [message])
      }
      try writer.finish()
    }
  }

  /// Takes one copy in so many out, and of the samples those that have none left.
  func purge(oneIn share: Int, of samples: inout [Sample], _ random: inout SplitMix) throws {
    var leaving: [(Sample, Item.ID)] = []
    for index in samples.indices {
      for copy in samples[index].items where random.chance(1, in: share) {
        leaving.append((samples[index], copy.item))
        samples[index].items.removeAll { $0 == copy }
      }
    }
    try purge(leaving)
    samples.removeAll { $0.items.isEmpty }
  }

  // MARK: - Searching

  func answer(
    _ query: String, in zone: KQLTimeZone = .utc, scope: SearchScope = SearchScope(), order: SearchOrder = .newest,
    limit: Int = SearchRequest.standardPage, after: String? = nil
  ) throws -> SearchAnswer {
    let query = try KQL.parse(query, context: KQLContext(now: testNow, zone: zone)).query
    return try answer(query, scope: scope, order: order, limit: limit, after: after)
  }

  func answer(
    _ query: Query, scope: SearchScope = SearchScope(), order: SearchOrder = .newest,
    limit: Int = SearchRequest.standardPage, after: String? = nil
  ) throws -> SearchAnswer {
    let token = try after.map { try PageToken($0) }
    return try archive.read {
      try SearchEngine($0, for: .program).answer(
        SearchRequest(query: query, text: "", scope: scope, order: order, limit: limit, after: token))
    }
  }

  /// The bodies that a search finds, oldest first.
  func bodies(_ query: String, in zone: KQLTimeZone = .utc) throws -> [String] {
    try answer(query, in: zone, order: .oldest, limit: 1_000).results.map(\.envelope.body)
  }
}

extension SearchWorld.Sample {
  /// A text with the given words; everything else is unremarkable.
  static func text(
    _ body: String, sent: String = "2024-03-01T12:00:00Z", from: Party = Party(name: "Ann Ames"), to: [Party] = [],
    kind: ItemKind = .sms, direction: Direction = .inbound, subject: String = "", attachments: [MessageFile] = [],
    size: Int64 = 100, copies: [Int] = [0]
  ) throws -> Self {
    let sent = try #require(RFC3339.parse(sent))
    return Self(
      envelope: Envelope(
        kind: kind, direction: direction, sent: sent, from: from, to: to, subject: subject, body: body,
        attachments: attachments, messageID: "<m@example>"),
      size: size, copies: copies)
  }
}

extension SearchIndex {
  /// Erases to the end, in steps as small as there can be.
  static func eraseAll(_ db: Database) throws {
    var step = try beginErasing(pages: 1, db)
    while case .more = step { step = try continueErasing(pages: 1, db) }
  }
}
