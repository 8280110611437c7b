internal import Archive

/// The partner's other delivery: a ZIP file of e-mails with a manifest (docs/formats/partner-zip.md).
struct PartnerZIPFormat: FileFormat {
  let id = "partner-zip"
  let title = "the partner's ZIP of e-mails"
  let endings = [".zip"]
  let options: Set<FormatOption> = [.days]

  func recognizes(_ file: ForeignFile) throws -> Bool {
    guard !file.isFolder, file.lowercasedEnding == ".zip" else { return false }
    return PartnerZIPName(file.name) != nil
  }

  func reader(of file: ForeignFile, _ context: ReadingContext) throws -> any ForeignReader {
    guard !file.isFolder else {
      throw InputError(
        "\(file.path) is a folder; name its ZIP files, or make a connector for it with --site file:\(file.path)",
        code: "file.not-regular")
    }
    return try PartnerZIPReader(try ZIPEntries(file), context)
  }

  func read(again record: WaitingRecord, _ context: ReadingContext) throws -> ForeignRecord? {
    try PartnerMail.record(record.bytes, ordinal: record.ordinal, context)
  }
}

/// Gives the messages of one ZIP file by name, once its manifest has been found to add up.
final class PartnerZIPReader: ForeignReader {
  let notices: [String] = []
  /// The messages, by name.
  let messages: [Entry]
  private let zip: ZIPEntries
  private let context: ReadingContext
  private var index = 0

  /// - Throws: ``FormatDamage`` where the ZIP is refused whole.
  init(_ zip: ZIPEntries, _ context: ReadingContext) throws {
    (self.zip, self.context) = (zip, context)
    messages = zip.entries.filter(\.isMessage)
    let manifests = zip.entries.filter(\.isManifest)
    guard let manifest = manifests.first, manifests.count == 1 else {
      throw FormatDamage("it holds \(manifests.count) manifests (.mf) where it must hold one")
    }
    if let other = zip.entries.first(where: { !$0.isMessage && $0 != manifest }) {
      throw FormatDamage("it holds '\(other.name)', which is neither a message (.eml) nor the manifest")
    }
    try PartnerManifest(Self.bytes(of: manifest, in: zip)).check(messages)
    // All of it is unpacked once to see that it can be: a damaged file is refused before a message of it is filed.
    for message in messages {
      let next = try zip.pieces(of: message)
      while try next() != nil {}
    }
  }

  private static func bytes(of entry: Entry, in zip: ZIPEntries) throws -> [UInt8] {
    guard entry.bytes <= Int64(PartnerManifest.largest) else {
      throw FormatDamage("its manifest has \(entry.bytes) bytes; the most is \(PartnerManifest.largest)")
    }
    let next = try zip.pieces(of: entry)
    var bytes: [UInt8] = []
    while let piece = try next() { bytes += piece }
    return bytes
  }

  /// How many messages a ZIP's manifest counts.
  static func announced(by file: ForeignFile) throws -> Int64? {
    let zip = try ZIPEntries(file)
    guard let manifest = zip.entries.first(where: \.isManifest) else { return nil }
    return try PartnerManifest(bytes(of: manifest, in: zip)).count
  }

  func next() throws -> ForeignRecord? {
    guard index < messages.count else { return nil }
    let message = messages[index]
    index += 1
    let ordinal = Int64(index)
    var spool = MessageSpool(context.content)
    let next = try zip.pieces(of: message)
    while let piece = try next() { try spool.write(piece) }
    return try spool.record(ordinal) { try PartnerMail.record($0, ordinal: ordinal, context) }
  }
}

extension Entry {
  fileprivate var isMessage: Bool { name.lowercased().hasSuffix(".eml") }
  fileprivate var isManifest: Bool { name.lowercased().hasSuffix(".mf") }
}
