internal import Archive
internal import Glibc

/// `results.csv`: a row for every hit, and what became of it.
struct ResultsFile {
  static let name = "results.csv"

  enum Outcome {
    case exported(String)
    case duplicate(of: Item.ID)
    case exception(String)
  }

  static let columns = [
    "Item", "Message", "Custodian", "Folder", "Type", "Direction", "Sent (UTC)", "Sent (local)", "From", "To",
    "Subject",
    "Attachments", "Never delivered", "Size", "Outcome", "Reason", "Duplicate of item", "File", "E-mail SHA-256",
    "Original SHA-256", "Message-ID", "Partner ID",
  ]

  private let file: AppendedFile
  private let zone: KQLTimeZone
  private var csv: CSVWriter

  init(_ file: AppendedFile, zone: KQLTimeZone) {
    (self.file, self.zone) = (file, zone)
    csv = CSVWriter(byteOrderMark: file.size == 0)
    if file.size == 0 { csv.append(texts: Self.columns) }
  }

  mutating func add(_ entry: ExportEntry, _ outcome: Outcome) throws {
    var fields: [CSVWriter.Field] = [
      .number(entry.hit.item.rawValue), .number(entry.hit.message.rawValue), .text(entry.custodian.email),
      .text(entry.folder),
    ]
    fields.reserveCapacity(Self.columns.count)
    if case .content(let content) = entry.state {
      let envelope = content.stored.envelope
      let sent = envelope.sent.moment
      fields += [
        .text(envelope.kind.rawValue), .text(envelope.direction.rawValue), .text(RFC3339.format(sent)),
        .text(RFC3339.format(zone.zoned(sent))), .text(PersonText.of(envelope.from)),
        .text(envelope.to.map(PersonText.of).joined(separator: "; ")), .text(envelope.subject),
        .number(Int64(envelope.attachments.count)), .number(Int64(MissingAttachments.count(content.stored.email))),
        .number(content.size),
      ]
    } else {
      fields += [CSVWriter.Field](repeating: .empty, count: 10)
    }
    switch outcome {
    case .exported(let path): fields += [.text("exported"), .empty, .empty, .text(path)]
    case .duplicate(let item): fields += [.text("duplicate"), .empty, .number(item.rawValue), .empty]
    case .exception(let reason): fields += [.text("exception"), .text(reason), .empty, .empty]
    }
    if case .content(let content) = entry.state {
      fields += [
        .text(content.emailDigest.hex), .text(content.originalDigest.hex), .text(content.stored.envelope.messageID),
        .text(content.partnerID),
      ]
    } else {
      fields += [CSVWriter.Field](repeating: .empty, count: 4)
    }
    csv.append(fields)
  }

  /// Hands over what was added, so that nothing of a page waits when the journal says that it is done.
  mutating func flush() throws { try file.write(csv.drain()) }
}

/// Files that the partner announced and never delivered: the archive has the item without them, and says so.
private enum MissingAttachments {
  private static let field = Array("X-Holdfast-Missing-Attachment:".utf8)

  static func count(_ email: EmailForm) -> Int {
    guard case .bytes(let bytes)? = email.segments.first, contains(bytes) else { return 0 }
    return EmailHeader(email).missingAttachments
  }

  /// Nearly no e-mail has one, and every e-mail is asked: only the beginnings of the header's lines are looked at.
  private static func contains(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return false }
      var start = 0
      while start < bytes.count, bytes[start] != 13 {
        if bytes.count - start >= field.count, memcmp(base + start, field, field.count) == 0 { return true }
        guard let end = memchr(base + start, 10, bytes.count - start) else { return false }
        start = UnsafeRawPointer(end) - base + 1
      }
      return false
    }
  }
}
