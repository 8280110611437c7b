internal import Archive
internal import Foundation
internal import Search

/// Reads, maps, converts, packs and analyses records: everything about an item that needs no database.
///
/// Each worker has its own.
struct ItemPreparer {
  let context: PreparationContext
  private let reader = FeedItem()
  private let codec: MessageCodec
  private let analyzer = Analyzer()

  init(_ context: PreparationContext) throws {
    self.context = context
    codec = try MessageCodec()
  }

  func read(_ bytes: [UInt8]) -> ReadRecord { reader.read(bytes) }

  /// `read`: what reading the bytes gave.
  ///
  /// `files`: the recordings and attachments of the records, by digest.
  ///
  /// `isNamedByContent`, `finished`: of a foreign file's record (``ForeignRecord``).
  func prepare(
    line: Int64, bytes: [UInt8], read: ReadRecord, files: FetchedFiles, isNamedByContent: Bool = false,
    finished: FinishedEmail? = nil
  ) throws -> PreparedRecord {
    let digest = Digest(of: bytes)
    func quarantine(_ reason: String, _ detail: String, _ id: String?, _ participant: String? = nil)
      -> PreparedRecord
    {
      PreparedRecord(
        line: line, digest: digest, size: Int64(bytes.count),
        outcome: .problem(
          RecordProblem(
            reason: reason, detail: detail, partnerID: id, participant: participant, bytes: .held(bytes))))
    }
    switch read {
    case .failure(let problem): return quarantine(problem.code.rawValue, problem.message, problem.partnerID)
    case .success(let carrier):
      guard carrier.fits(context), Int64(bytes.count) <= context.sizeLimit else {
        return quarantine(
          "item.size",
          "the item with its attachments is larger than the connector's limit of \(context.sizeLimit) bytes",
          carrier.partnerID)
      }
      let people = people(in: carrier)
      let copies = copies(for: people)
      guard !copies.isEmpty else {
        return quarantine(
          "participant.unmapped", "no participant has an active mailbox by the mapping or the e-mail property",
          carrier.partnerID, Self.names(of: carrier))
      }
      let item = try item(
        carrier, original: bytes, revision: 1, people: people, copies: copies, files: files,
        isNamedByContent: isNamedByContent, finished: finished)
      return PreparedRecord(
        line: line, digest: digest, size: Int64(bytes.count), outcome: .item(item))
    }
  }

  /// Converts an item again, as that revision of what the partner sent under its id.
  func item(_ item: PreparedItem, revision: Int, files: FetchedFiles) throws -> PreparedItem {
    try self.item(
      item.carrier, original: item.original, revision: revision, people: people(in: item.carrier),
      copies: item.copies, files: files, isNamedByContent: item.isNamedByContent, finished: item.finished)
  }

  private func item(
    _ carrier: CarrierItem, original: [UInt8], revision: Int, people: [Mailbox?], copies: [PreparedItem.Copy],
    files: FetchedFiles, isNamedByContent: Bool, finished: FinishedEmail?
  ) throws -> PreparedItem {
    var carrier = carrier
    // An e-mail doesn't say which way it went; who sent it does.
    if finished != nil { carrier.direction = people.first.flatMap(\.self) == nil ? .inbound : .outbound }
    let missing = carrier.files.compactMap { file in
      files.problem(of: file.sha256).map { PreparedItem.MissingFile(digest: file.sha256, reason: $0) }
    }
    let made = context.converter.convert(
      carrier, revision: revision, missing: Set(missing.map(\.digest))
    ) { party in
      let place = party == carrier.from ? 0 : carrier.to.firstIndex(of: party).map { $0 + 1 }
      return place.flatMap { people[$0] }.map { (name: $0.displayName, email: $0.email) }
    }
    let converted = finished.map(made.replaced) ?? made
    let contents = converted.envelope.attachments.compactMap { files.content(of: $0.digest) }
    var digest = RunningDigest()
    try converted.email.write(content: { try files.pieces(of: $0) }, to: { digest.update($0) })
    let size = digest.count
    let emailDigest = digest.finish()
    // What was delivered as an e-mail is not stored a second time.
    let isEmail = finished != nil && Digest(of: original) == emailDigest
    let stored = try codec.pack(
      StoredMessage(original: isEmail ? [] : original, email: converted.email, envelope: converted.envelope))
    return PreparedItem(
      carrier: carrier, converted: converted, emailDigest: emailDigest, emailSize: size, original: original,
      stored: stored, words: try MessageWords(of: converted.envelope, by: analyzer), copies: copies, contents: contents,
      missing: missing, isNamedByContent: isNamedByContent, finished: finished)
  }

  /// Each participant's mailbox, sender first: looked up once for filing and for the names in the e-mail.
  private func people(in carrier: CarrierItem) -> [Mailbox?] {
    carrier.participants.map { context.mapper.map($0)?.mailbox }
  }

  /// Every mapped participant's mailbox, once; the sender's copy is the outgoing one.
  private func copies(for people: [Mailbox?]) -> [PreparedItem.Copy] {
    var copies: [PreparedItem.Copy] = []
    for (index, person) in people.enumerated() {
      guard let mailbox = person?.id, !copies.contains(where: { $0.mailbox == mailbox }) else { continue }
      copies.append(PreparedItem.Copy(mailbox: mailbox, isOutgoing: index == 0))
    }
    return copies
  }

  /// The participants as the log shows them: nothing that could break a line, and no more than a line.
  private static func names(of carrier: CarrierItem) -> String {
    let names = carrier.participants.map { $0.number ?? $0.email ?? $0.name ?? Participant.nobody }
    return String(HeaderText.clean(names.joined(separator: ", ")).prefix(longestNames))
  }

  private static let longestNames = 200
}

/// A record as its format reads it.
typealias ReadRecord = Result<CarrierItem, ItemProblem>

extension ConvertedMessage {
  /// What was delivered as an e-mail, with what we know of who took part.
  fileprivate func replaced(by finished: FinishedEmail) -> ConvertedMessage {
    var envelope = envelope
    envelope.subject = finished.subject ?? envelope.subject
    envelope.messageID = finished.messageID ?? envelope.messageID
    envelope.attachments += finished.attachments
    return ConvertedMessage(envelope: envelope, email: finished.form)
  }
}

extension CarrierItem {
  /// Whether the item with its files keeps to the connector's limit.
  func fits(_ context: PreparationContext) -> Bool {
    files.reduce(Int64(body.utf8.count)) { $0 + $1.bytes } <= context.sizeLimit
  }
}
