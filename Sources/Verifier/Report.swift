internal import FoundationEssentials

/// What was found to be in order, for people and for programs.
struct Report {
  var text: String
  var json: String

  init(_ export: ExportCheck.Result, continues known: KnownState?, isKeyGiven: Bool) {
    let root = Hex.encode(export.root)
    var lines = [
      "intact: \(export.entries) entries, root \(root)",
      "exported \(Self.visible(export.created)) by \(Self.visible(export.organization))",
    ]
    if let known { lines.append("continues the \(known.size) entries that were known") }
    if let rows = export.rows { lines.append("\(rows) rows are as the ledger says") }
    lines.append("key \(export.key): \(isKeyGiven ? "as expected" : Self.unproven)")
    text = lines.joined(separator: "\n")
    json = Self.encode(
      Document(
        entries: export.entries, root: root, continues: known?.size, organization: export.organization,
        created: export.created, key: export.key, rows: export.rows))
  }

  init(_ proof: ProofCheck.Result, isKeyGiven: Bool) {
    let key = isKeyGiven ? "" : "\nthe key is the proof's own: \(Self.unproven)"
    switch proof {
    case .inclusion(let entry, let body, let size, let root):
      text = "proven: entry \(entry) of \(size), root \(Hex.encode(root))\n\(Self.visible(body))\(key)"
      json = Self.encode(Document(entries: size, root: Hex.encode(root), entry: entry, text: body))
    case .consistency(let first, let size, let root):
      text = "proven: the ledger of \(size) entries, root \(Hex.encode(root)), continues that of \(first)\(key)"
      json = Self.encode(Document(entries: size, root: Hex.encode(root), continues: first))
    }
  }

  /// An error's document.
  static func json(_ finding: Finding) -> String {
    encode(ErrorDocument(error: .init(code: finding.kind.rawValue, entry: finding.entry, message: finding.description)))
  }

  private static let unproven = "compare it with the key that was written down, or pass that with --key"

  /// Text by strangers without what would move a terminal's cursor or turn the text around.
  private static func visible(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map {
          $0.properties.generalCategory == .control || $0.properties.generalCategory == .format ? "\u{FFFD}" : $0
        }))
  }

  private struct Document: Encodable {
    var schema = 1
    var intact = true
    var entries: Int64
    var root: String
    var continues: Int64?
    var entry: Int64?
    var text: String?
    var organization: String?
    var created: String?
    var key: String?
    var rows: Int64?
  }

  private struct ErrorDocument: Encodable {
    struct Body: Encodable {
      var code: String
      var entry: Int64?
      var message: String
    }
    var schema = 1
    var error: Body
  }

  private static func encode(_ document: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(document)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}
