internal import Archive

/// What review platforms load: `loadfile.dat` (Concordance), `loadfile.opt` (Opticon), `NATIVES` and `TEXT`.
///
/// A document a row: the item, and after it each of its attachments as a document of the same group. A control number is
/// the item's place in the export, and gaps are the duplicates and exceptions that `results.csv` names.
struct LoadFileWriter: FormatWriter {
  let tools: FormatTools

  static let dat = "loadfile.dat"
  static let opt = "loadfile.opt"
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  func write(_ items: [ExportItem]) throws -> String {
    var path = ""
    for item in items {
      let count = tools.files.closed.count
      do { path = try write(item) } catch {
        try tools.files.discard(since: count)
        throw error
      }
    }
    return path
  }

  func finish() throws {
    for name in [Self.dat, Self.opt] { try tools.files.close(try list(name)) }
  }

  private func write(_ item: ExportItem) throws -> String {
    let custodians = try allCustodians(of: item)
    let record = LoadFileRecord(item, zone: tools.zone, custodians: custodians)
    let part = ExportPlace.part(item.hit.place - 1)
    let native = try tools.files.create("NATIVES/\(part)", record.control + ".eml")
    try tools.writeEmail(of: item, to: native)
    let text = try tools.files.create("TEXT/\(part)", record.control + ".txt")
    try text.write(Self.byteOrderMark)
    try text.write(RSMFManifest.body(item))
    _ = try text.close()
    var rows = [record.values(native: native.path, text: text.path)]
    var pages: [String] = []
    for (index, attachment) in item.envelope.attachments.enumerated() {
      let control = record.control(ofAttachment: index)
      let name = "\(control).\(SafeName.ending(of: attachment.name))"
      let file = try tools.files.create("NATIVES/\(part)", name)
      try write(attachment, of: item, to: file)
      rows.append(record.values(of: attachment, index, native: file.path))
      if Self.pageTypes.contains(attachment.mediaType) { pages.append(Self.page(control, file.path)) }
    }
    // Lists last: what is in them is there.
    let dat = try list(Self.dat)
    for row in rows { try dat.write(DATLine.bytes(row)) }
    let opt = try list(Self.opt)
    for page in pages { try opt.write(Array(page.utf8)) }
    return native.path
  }

  private func write(_ attachment: Attachment, of item: ExportItem, to file: NewFile) throws {
    do {
      let next = try tools.content(attachment.digest, of: item)
      while let piece = try next() { try file.write(piece) }
      _ = try file.close()
    } catch {
      file.discard()
      throw error
    }
  }

  private func allCustodians(of item: ExportItem) throws -> [String] {
    guard tools.request.deduplicates else { return [item.custodian.email] }
    return try tools.journal.custodians(of: item.hit.message)
  }

  private func list(_ name: String) throws -> AppendedFile {
    let file = try tools.files.append(to: name)
    if file.size == 0, name == Self.dat {
      try file.write(Self.byteOrderMark + DATLine.bytes(LoadFileRecord.fields))
    }
    return file
  }

  /// What Opticon's readers show as a page; the archive makes no pictures of texts.
  private static let pageTypes: Set<String> = ["image/jpeg", "image/tiff", "application/pdf"]

  /// Image key, volume, path, `Y` for a document's first page, folder and box break, pages.
  private static func page(_ control: String, _ path: String) -> String {
    "\(control),HOLDFAST,\(LoadFileRecord.windows(path)),Y,,,1\r\n"
  }
}
