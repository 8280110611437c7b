@testable internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB

/// Messages that look like the importer's, without the importer.
enum Samples {
  static func envelope(_ number: Int, attachments: [Attachment] = []) -> Envelope {
    Envelope(
      kind: number.isMultiple(of: 2) ? .sms : .call, direction: .outbound,
      sent: ZonedMoment(Moment(seconds: 1_704_067_200 + Int64(number)), offsetMinutes: 60),
      from: Party(name: "Ada", email: "ada@corp.example", number: "+447700900001"),
      to: [Party(number: "+447700900002")], subject: "SMS from Ada", body: "invoice \(number)",
      attachments: attachments, messageID: "<\(number)@holdfast>")
  }

  static func message(_ number: Int, content: [UInt8]? = nil) -> StoredMessage {
    var segments: [EmailForm.Segment] = [.bytes(Array("Subject: SMS from Ada\r\n\r\ninvoice \(number)\r\n".utf8))]
    if let content { segments.append(.base64(Digest(of: content), bytes: Int64(content.count))) }
    return StoredMessage(
      original: Array("{\"id\":\"o2-\(number)\"}".utf8), email: EmailForm(segments: segments),
      envelope: envelope(number))
  }

  /// The e-mail's bytes, put together.
  static func bytes(of email: EmailForm, contents: [Digest: [UInt8]] = [:], piece: Int = .max) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try email.write(
      content: { digest in
        var rest = contents[digest, default: []][...]
        return {
          guard !rest.isEmpty else { return nil }
          let next = Array(rest.prefix(piece))
          rest = rest.dropFirst(next.count)
          return next
        }
      }, to: { bytes.append(contentsOf: $0) })
    return bytes
  }

  /// Imports so many messages in one act, each with one copy in mailbox 1; every fourth has an attachment.
  static func importMessages(_ count: Int, _ test: TestArchive, attachmentSize: Int = 100) throws {
    let codec = try MessageCodec()
    let folder = 100
    try test.archive.perform(.itemsImported, on: "o2", by: test.session) { act in
      let first = try RowNumbers.message.take(count, act.db)
      try act.db.execute(
        sql: "INSERT OR IGNORE INTO folder (id, name, recoverable) VALUES (?, 'Texts', 0)", arguments: [folder])
      var tree = MerkleTree()
      for id in first..<first + Int64(count) {
        let content =
          id.isMultiple(of: 4) ? [UInt8](repeating: UInt8(truncatingIfNeeded: id), count: attachmentSize) : nil
        let message = message(Int(id), content: content)
        let email = try bytes(of: message.email, contents: content.map { [Digest(of: $0): $0] } ?? [:])
        let salt = (0..<Message.saltCount).map { _ in UInt8.random(in: .min ... .max) }
        let (original, digest) = (Digest(of: message.original), Digest(of: email))
        tree.append(leaf: Message.commitment(salt: salt, original: original, email: digest))
        try act.db.execute(
          sql: "INSERT INTO message VALUES (?, 1, ?, 1, ?, ?, ?, ?, ?, ?, ?)",
          arguments: [
            id, "o2-\(id)", message.envelope.kind.code, message.envelope.sent.moment.microseconds, email.count,
            Data(original.bytes), Data(digest.bytes), Data(salt), Data(codec.pack(message)),
          ])
        if let content { try attach(content, to: id, test.archive.content, act.db) }
        try act.db.execute(
          sql: "INSERT INTO item (id, message, mailbox, folder, outgoing, archived) VALUES (?, ?, 1, ?, 1, 0)",
          arguments: [RowNumbers.item.take(1, act.db), id, folder])
      }
      try act.db.execute(
        sql: "INSERT INTO import_batch VALUES (?, ?, ?)", arguments: [act.entry, first, count])
      act.note("root", .text(tree.root.hex))
    }
  }

  private static func attach(_ content: [UInt8], to message: Int64, _ store: ContentStore, _ db: Database) throws {
    let digest = Digest(of: content)
    let isInline = content.count <= ContentStore.largestInline
    if !isInline {
      let temporary = try store.temporaryFile()
      try Data(content).write(to: temporary)
      try store.adopt(temporary, as: digest)
    }
    let row = try store.register(digest, size: Int64(content.count), bytes: isInline ? content : nil, db)
    try db.execute(sql: "INSERT INTO message_content VALUES (?, ?)", arguments: [message, row])
  }

  /// Purges a message and its copy as the deletion gate does.
  static func purge(_ message: Int64, _ test: TestArchive) throws {
    try test.archive.perform(.itemsPurged, by: test.session) { act in
      let stored = try Message.require(Message.ID(message), act.db)
      let item = try Int64.fetchOne(act.db, sql: "SELECT id FROM item WHERE message = ?", arguments: [message])
      try act.db.execute(
        sql: "INSERT INTO deletion_permit VALUES (?, ?, ?)", arguments: [item, act.entry, act.now.microseconds])
      try act.db.execute(sql: "DELETE FROM item WHERE id = ?", arguments: [item])
      try act.db.execute(
        sql: "INSERT INTO certificate VALUES (?, ?, 1, ?, 'purge', ?, ?)",
        arguments: [item, message, Data(stored.commitment.bytes), act.now.microseconds, act.entry])
      try act.db.execute(
        sql: "INSERT INTO purged_message VALUES (?, 1, ?, 1, ?, ?)",
        arguments: [message, stored.partnerID, Data(stored.commitment.bytes), act.entry])
      try act.db.execute(sql: "DELETE FROM message WHERE id = ?", arguments: [message])
      let contents = try Int64.fetchAll(
        act.db, sql: "SELECT content FROM message_content WHERE message = ?", arguments: [message])
      try act.db.execute(sql: "DELETE FROM message_content WHERE message = ?", arguments: [message])
      try test.archive.content.dropUnreferenced(contents, act.db)
    }
    try test.archive.maintain { _ = try test.archive.content.unlinkPending($0, atMost: 10) }
  }
}
