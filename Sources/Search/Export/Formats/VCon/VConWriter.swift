internal import Archive
internal import Foundation

/// `custodians/ada@corp.example/0001/2024-01-02_Ada_Ames_447700900501_17.vcon`: one conversation of one day as the IETF's
/// conversation container, with recordings and pictures inside.
///
/// The JSON is written front to back: each object is encoded without its body, and a body follows as it is read, so that
/// no recording is ever held in memory.
struct VConWriter: FormatWriter {
  let tools: FormatTools

  func write(_ items: [ExportItem]) throws -> String {
    guard let first = items.first else { return "" }
    for item in items { try tools.verify(item) }
    let document = VConDocument(items, zone: tools.zone)
    let folder = "\(ExportPlace.folder(of: first.custodian))/\(ExportPlace.part(of: first))"
    let file = try tools.files.create(folder, ExportPlace.conversation(items, tools.zone) + ".vcon")
    do {
      try write(document, created: tools.started, to: file)
      _ = try file.close()
    } catch {
      file.discard()
      throw error
    }
    return file.path
  }

  private func write(_ document: VConDocument, created: Moment, to file: NewFile) throws {
    let json = JSONEncoder()
    json.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    func open(_ value: some Encodable) throws { try file.write(Array(try json.encode(value).dropLast())) }
    func list<Element: Encodable>(
      _ name: String, _ elements: [Element], _ file: NewFile, body: (Element) -> VConDocument.Body?
    ) throws {
      try file.write(",\"\(name)\":[")
      for (index, element) in elements.enumerated() {
        if index > 0 { try file.write(",") }
        try open(element)
        if let body = body(element) { try write(body, to: file) }
        try file.write("}")
      }
      try file.write("]")
    }
    try open(document.head(created: created))
    try list("dialog", document.dialogs, file) { $0.content }
    try list("attachments", document.attachments, file) { $0.content }
    try list("analysis", document.analyses, file) { _ in nil }
    try file.write("}\n")
  }

  /// A body in base64url (RFC 4648, 5) without padding, as JWS has it.
  private func write(_ body: VConDocument.Body, to file: NewFile) throws {
    try file.write(",\"body\":\"")
    var rest: [UInt8] = []
    let next = try tools.content(body.digest, of: body.item)
    while let piece = try next() {
      rest += piece
      let whole = rest.count / 3 * 3
      try file.write(Self.base64url(rest[..<whole]))
      rest.removeFirst(whole)
    }
    try file.write(Self.base64url(rest[...]))
    try file.write("\"")
  }

  private static func base64url(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    Data(bytes).base64EncodedData().compactMap { byte in
      switch byte {
      case UInt8(ascii: "+"): UInt8(ascii: "-")
      case UInt8(ascii: "/"): UInt8(ascii: "_")
      case UInt8(ascii: "="): nil
      default: byte
      }
    }
  }
}
