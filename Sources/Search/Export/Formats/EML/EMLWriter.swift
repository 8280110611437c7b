internal import Archive

/// `custodians/ada@corp.example/0001/20240102T081503Z_17.eml`: each item's e-mail, byte for byte as it was archived.
struct EMLWriter: FormatWriter {
  let tools: FormatTools

  func write(_ items: [ExportItem]) throws -> String {
    var path = ""
    for item in items {
      let folder = "\(ExportPlace.folder(of: item.custodian))/\(ExportPlace.part(of: item))"
      let file = try tools.files.create(folder, ExportPlace.stem(item) + ".eml")
      try tools.writeEmail(of: item, to: file)
      path = file.path
    }
    return path
  }
}

extension FormatTools {
  /// Writes an item's e-mail to a file and ends it; the file is gone if the e-mail isn't what was archived.
  func writeEmail(of item: ExportItem, to file: NewFile) throws {
    do { try email(of: item, to: file.write) } catch {
      file.discard()
      throw error
    }
    guard try file.close(expecting: item.content.emailDigest) != nil else { throw altered(item) }
  }
}
