internal import Archive
internal import Foundation

/// Makes records of messages: what all formats that hold e-mails share.
struct MailRecords {
  let context: ReadingContext

  /// One message as a format found it.
  struct Source {
    var ordinal: Int64
    /// As it stands in the file.
    var original: [UInt8]
    /// The e-mail; nil: the original is it.
    var email: [UInt8]?
    /// The id that the partner gave it; nil: its Message-ID, or its digest where it has none.
    var partnerID: String?
    /// What it is, where the partner said so.
    var kind: ItemKind?
    /// When it was sent where its own header doesn't say, as the file around it has it.
    var date: ZonedMoment?
  }

  /// The record of one message: an item, or why it is none.
  func record(_ source: Source) throws -> ForeignRecord {
    var record = ForeignRecord(
      ordinal: source.ordinal, original: .held(source.original), read: .failure(Self.unread))
    // It was entered before; only its number counts.
    guard source.ordinal > context.after else { return record }
    let bytes = source.email ?? source.original
    guard bytes.contains(where: { $0 > 32 }) else {
      record.read = .failure(ItemProblem(.mail, "it is empty", partnerID: source.partnerID))
      return record
    }
    let mail: Mail
    do {
      mail = try MailReader.read(bytes, makeFile: context.content.temporaryFile)
    } catch let problem as MailProblem {
      record.read = .failure(ItemProblem(.mail, problem.description, partnerID: source.partnerID))
      return record
    }
    record.read = item(mail, source, bytes)
    guard case .success = record.read else { return record }
    let (contents, attachments) = Self.files(of: mail)
    record.contents = contents
    record.email = FinishedEmail(
      form: try EmailForm(of: bytes, mail, contents), subject: mail.subject.isEmpty ? nil : mail.subject,
      messageID: Self.messageID(mail).map { "<\($0)>" }, attachments: attachments)
    return record
  }

  private static let unread = ItemProblem(.mail, "it was read before")

  private func item(_ mail: Mail, _ source: Source, _ bytes: [UInt8]) -> ReadRecord {
    let id =
      source.partnerID ?? Self.messageID(mail).flatMap { FeedLimits.isUsableID($0) ? $0 : nil }
      ?? "sha256:\(Digest(of: bytes).hex)"
    guard let date = mail.date ?? Self.received(mail) ?? source.date else {
      return .failure(
        ItemProblem(.date, "it has no Date, and nothing else says when it was sent", partnerID: id))
    }
    guard mail.attachments.count <= FeedLimits.mostFiles else {
      return .failure(
        ItemProblem(
          .attachment, "it has \(mail.attachments.count) attachments; the most is \(FeedLimits.mostFiles)",
          partnerID: id))
    }
    let sender = mail.from.first ?? mail.header.addresses("Sender").first
    var recipients = (mail.to + mail.cc + mail.bcc).map(FeedParty.init)
    if recipients.isEmpty { recipients = [FeedParty(name: "undisclosed recipients")] }
    let kind = source.kind ?? .email
    return CarrierItem(
      partnerID: id, kind: kind, direction: .inbound, sent: date,
      from: sender.map(FeedParty.init) ?? FeedParty(), to: recipients, body: kind == .call ? "" : mail.text,
      transcript: kind == .call ? mail.text : nil
    ).checked()
  }

  /// The Message-ID, where it can stand in a header and a list.
  private static func messageID(_ mail: Mail) -> String? {
    guard let id = mail.messageID, FeedLimits.isUsableID(id),
      !id.unicodeScalars.contains(where: { $0 == "<" || $0 == ">" || HeaderText.isBlank($0) })
    else { return nil }
    return id
  }

  /// When the last server took it, which is the first thing on record of a message whose sender gave no date.
  private static func received(_ mail: Mail) -> ZonedMoment? {
    guard let field = mail.header.bytes("Received"), let semicolon = field.lastIndex(of: UInt8(ascii: ";")) else {
      return nil
    }
    return MailDate.read(Array(field[(semicolon + 1)...]))
  }

  /// The files that came with the message: their contents by digest, and their names.
  private static func files(of mail: Mail) -> (FetchedFiles, [Attachment]) {
    var contents = FetchedFiles()
    var attachments: [Attachment] = []
    for number in mail.attachments {
      let part = mail.parts[number]
      guard let content = part.content else { continue }
      attachments.append(
        Attachment(
          name: part.name ?? name(of: part, number), mediaType: part.mediaType, bytes: content.bytes,
          digest: content.digest))
      guard contents.files[content.digest] == nil else { continue }
      switch content.place {
      case .held(let bytes): contents.files[content.digest] = .held(bytes)
      case .file(let file): contents.files[content.digest] = .temporary(file.keep(), content.bytes)
      case .nowhere: break
      }
    }
    return (contents, attachments)
  }

  /// What a file without a name is called.
  private static func name(of part: Mail.Part, _ number: Int) -> String {
    if let message = part.message.first {
      let subject = HeaderText.cut(message.subject, characters: MailLimits.nameCharacters)
      return (subject.isEmpty ? "message-\(number)" : subject) + ".eml"
    }
    return "part-\(number)"
  }
}

extension FeedParty {
  /// Somebody in a header.
  ///
  /// `First Last Mobile <address>` is how partners write a phone's user, and an address whose first part is a number is
  /// how gateways write a phone.
  init(_ address: MailAddress) {
    self.init(email: address.address, name: address.name)
    if let name = address.name, let found = Self.trailingNumber(in: name) {
      number = found.number
      self.name = found.rest.isEmpty ? nil : found.rest
    } else if let local = address.address?.split(separator: "@").first, Self.isNumber(String(local)) {
      number = String(local)
    }
  }

  /// Digits a phone number has: the shortest national ones without their prefix, and E.164's 15.
  private static let digits = 7...15

  private static func isNumber(_ text: String) -> Bool {
    let digits = text.utf8.count { (48...57).contains($0) }
    return Self.digits.contains(digits)
      && text.utf8.enumerated().allSatisfy { index, byte in
        (48...57).contains(byte) || " -().".utf8.contains(byte) || (byte == UInt8(ascii: "+") && index == 0)
      }
  }

  /// The number that a display name ends in, and what is before it.
  static func trailingNumber(in name: String) -> (number: String, rest: String)? {
    let words = name.split(separator: " ")
    var best: (String, String)?
    // "Ada Abbott +44 7700 900123": as many words from the end as still make a number.
    for count in 1...max(1, min(words.count, 6)) where count <= words.count {
      let number = words.suffix(count).joined(separator: " ")
      guard let first = number.utf8.first, (48...57).contains(first) || "+(".utf8.contains(first) else { continue }
      if isNumber(number) { best = (number, words.dropLast(count).joined(separator: " ")) }
    }
    return best.map { (number: $0.0, rest: $0.1) }
  }
}
