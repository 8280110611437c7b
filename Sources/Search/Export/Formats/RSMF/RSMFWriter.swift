internal import Archive
internal import Foundation

/// `custodians/ada@corp.example/0001/2024-01-02_Ada_Ames_447700900501_17.rsmf`: one conversation of one day.
///
/// An e-mail (RFC 5322) whose text shows the conversation and whose one attachment is `rsmf.zip`, with the manifest and
/// every recording and picture.
struct RSMFWriter: FormatWriter {
  let tools: FormatTools

  /// A member of the ZIP, before its bytes are read for it.
  private struct Part {
    var item: ExportItem
    var digest: Digest
    var member: StoredZIP.Member
  }

  func write(_ items: [ExportItem]) throws -> String {
    guard let first = items.first else { return "" }
    var parts: [Part] = []
    var attachments: [[RSMFManifest.Attachment]] = []
    var total: Int64 = 0
    for item in items {
      try tools.verify(item)
      attachments.append(try item.envelope.attachments.map { try add($0, of: item, to: &parts, &total) })
    }
    let manifest = RSMFManifest(items, attachments: attachments, zone: tools.zone)
    let folder = "\(ExportPlace.folder(of: first.custodian))/\(ExportPlace.part(of: first))"
    let file = try tools.files.create(folder, ExportPlace.conversation(items, tools.zone) + ".rsmf")
    do {
      try file.write(RSMFMessage.head(items, manifest, tools.zone))
      try writeZIP(manifest, parts, to: file)
      try file.write(RSMFMessage.tail)
      _ = try file.close()
    } catch {
      file.discard()
      throw error
    }
    return file.path
  }

  /// Reads an attachment once for its checksum, which stands before its bytes.
  private func add(
    _ attachment: Attachment, of item: ExportItem, to parts: inout [Part], _ total: inout Int64
  ) throws -> RSMFManifest.Attachment {
    total += attachment.bytes + StoredZIP.overhead
    guard total < StoredZIP.largest - Int64(ExportReader.mostText) * 8 else {
      throw ContentProblem(
        place: item.hit.place,
        reason: "its attachments are larger than the ZIP in an RSMF file can hold; export this item as eml")
    }
    var checksum = CRC32()
    let next = try tools.content(attachment.digest, of: item)
    while let piece = try next() { checksum.update(piece) }
    let name = "ATT\(parts.count + 1).\(SafeName.ending(of: attachment.name))"
    parts.append(
      Part(
        item: item, digest: attachment.digest,
        member: StoredZIP.Member(name: name, size: UInt32(attachment.bytes), checksum: checksum.value)))
    return RSMFManifest.Attachment(id: name, display: attachment.name, size: attachment.bytes)
  }

  private func writeZIP(_ manifest: RSMFManifest, _ parts: [Part], to file: NewFile) throws {
    var lines = Base64Lines()
    var zip = StoredZIP { try file.write(lines.encode($0)) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var json: [UInt8]? = Array(try encoder.encode(manifest))
    var checksum = CRC32()
    checksum.update(json ?? [])
    let member = StoredZIP.Member(
      name: "rsmf_manifest.json", size: UInt32(json?.count ?? 0), checksum: checksum.value)
    try zip.add(member) {
      defer { json = nil }
      return json
    }
    for part in parts { try zip.add(part.member, try tools.content(part.digest, of: part.item)) }
    try zip.finish()
    try file.write(lines.finish())
  }
}
