internal import Archive
internal import ArgumentParser
internal import Foundation
internal import GRDB
internal import Search

struct ItemShow: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show an item.",
    discussion: """
      --raw writes the e-mail's exact bytes, recordings included; --source the record as the partner delivered it. Both are
      checked against their digests, and an altered one is an error.
      """)
  @Argument(help: "The item's number.")
  var item: Item.ID
  @Flag(help: "Write the e-mail's exact bytes.")
  var raw = false
  @Flag(help: "Write the partner's original record.")
  var source = false
  @OptionGroup var global: GlobalOptions

  private struct Result: Encodable {
    var item: Item.ID
    var message: Message.ID
    var messageID: String
    var mailbox: String
    var folder: String
    var kind: ItemKind
    var direction: Direction
    var sent: String
    var archived: String
    @Nullable var deleted: String?
    var from: SearchView.Person
    var to: [SearchView.Person]
    var subject: String
    var body: String
    var size: Int64
    var attachments: [Attachment]
    var partnerID: String
    var revision: Int
    var emailDigest: Digest
    var originalDigest: Digest
  }

  func validate() throws {
    if raw, source { throw ValidationError("give --raw or --source, not both") }
  }

  static let connections = Connections.one

  func run(in context: Context) async throws {
    let form = raw ? "raw" : source ? "source" : "view"
    let shown = try context.archive.consult(
      .itemViewed, on: "item \(item)", by: context.session, details: { _ in ["form": .text(form)] },
      { db in try read(SearchEngine(db, for: Viewer(context.session)).require(item), context.archive, db) })
    switch shown {
    case .view(let result): try context.output.print(result, text: Self.text(result))
    case .bytes(let bytes): try FileHandle.standardOutput.write(contentsOf: Data(bytes))
    case .file(let file):
      defer { try? FileManager.default.removeItem(at: file) }
      let handle = try FileHandle(forReadingFrom: file)
      while let piece = try handle.read(upToCount: Self.piece), !piece.isEmpty {
        try FileHandle.standardOutput.write(contentsOf: piece)
      }
    }
  }

  /// How much of an e-mail is held while it is written out.
  private static let piece = 1 << 20

  private enum Shown {
    case view(Result)
    case bytes([UInt8])
    case file(URL)
  }

  private func read(_ found: Item, _ archive: Archive, _ db: Database) throws -> Shown {
    let message = try Message.require(found.message, db)
    let stored = try message.unpack(MessageCodec())
    if source {
      guard stored.hasOriginal(message.originalDigest, emailDigest: message.emailDigest) else { throw altered }
      if stored.original.isEmpty { return .file(try email(stored.email, message, archive, db)) }
      return .bytes(stored.original)
    }
    if raw { return .file(try email(stored.email, message, archive, db)) }
    let envelope = stored.envelope
    return .view(
      Result(
        item: item, message: message.id, messageID: envelope.messageID,
        mailbox: try Mailbox.find(found.mailbox, db)?.email ?? "", folder: try Folder.all(db)[found.folder]?.name ?? "",
        kind: envelope.kind, direction: envelope.direction, sent: RFC3339.format(envelope.sent),
        archived: found.archived.description, deleted: found.deleted?.description,
        from: SearchView.Person(envelope.from), to: envelope.to.map(SearchView.Person.init),
        subject: envelope.subject, body: envelope.body, size: message.size, attachments: envelope.attachments,
        partnerID: message.partnerID, revision: message.revision, emailDigest: message.emailDigest,
        originalDigest: message.originalDigest))
  }

  /// Puts the e-mail together in a temporary file of the archive, and checks it before anything of it is shown.
  private func email(_ form: EmailForm, _ message: Message, _ archive: Archive, _ db: Database) throws -> URL {
    let file = try archive.content.temporaryFile()
    guard FileManager.default.createFile(atPath: file.path, contents: nil, attributes: [.posixPermissions: 0o600])
    else { throw StorageError("could not create \(file.path)") }
    let handle = try FileHandle(forWritingTo: file)
    defer { try? handle.close() }
    var digest = RunningDigest()
    try form.write(
      content: { try archive.content.pieces(of: $0, db) },
      to: { piece in
        digest.update(piece)
        try handle.write(contentsOf: Data(piece))
      })
    guard digest.finish() == message.emailDigest else {
      try? FileManager.default.removeItem(at: file)
      throw altered
    }
    return file
  }

  private var altered: StorageError {
    StorageError("item \(item) no longer has its digest: it was altered on disk", code: "content.altered")
  }

  private static func text(_ item: Result) -> String {
    let lines = [
      "item        \(item.item) (message \(item.message), \(item.messageID))",
      "mailbox     \(item.mailbox), \(item.folder)", "sent        \(item.sent)",
      "from        \(item.from.text)", "to          \(item.to.map(\.text).joined(separator: ", "))",
      "subject     \(item.subject)", "attachments \(item.attachments.map(\.name).joined(separator: ", "))",
      "archived    \(item.archived)", "", item.body,
    ]
    return lines.map { TerminalText.safe($0, keepingLines: true) }.joined(separator: "\n")
  }
}
