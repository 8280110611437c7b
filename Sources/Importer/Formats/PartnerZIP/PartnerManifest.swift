internal import Archive

/// The `.mf` manifest in a partner's ZIP file: the names of its EML files, and how many there are.
///
/// A line is `Count: N`, or a file's name, alone or behind a `Name:` as in a Java archive's manifest. Another field,
/// `Manifest-Version` say, is passed over; what looks like none of these is a name.
struct PartnerManifest: Hashable, Sendable {
  var names: [String] = []
  var count: Int64

  /// A name has some hundred bytes, and a ZIP file as many entries as any may have.
  static let largest = 64 << 20
  private static let longestLine = 4_096

  /// Reads a manifest.
  ///
  /// - Throws: ``FormatDamage`` where it has no count, or is none.
  init(_ bytes: [UInt8]) throws {
    var count: Int64?
    for line in bytes.split(whereSeparator: { $0 == 10 || $0 == 13 }) {
      guard line.count <= Self.longestLine else { throw FormatDamage("its manifest has a line of \(line.count) bytes") }
      let text = Charset.decode(Array(line), nil).trimmingBlanks()
      guard !text.isEmpty else { continue }
      if let value = Self.value(of: "count", text) {
        guard count == nil, let number = Int64(value), number >= 0 else {
          throw FormatDamage("its manifest has no single number behind 'Count:'")
        }
        count = number
      } else if let name = Self.value(of: "name", text) ?? (Self.isField(text) ? nil : text) {
        names.append(name)
      }
    }
    guard let count else { throw FormatDamage("its manifest has no line 'Count:'") }
    self.count = count
  }

  private static func value(of name: String, _ line: String) -> String? {
    guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased().trimmingBlanks() == name else { return nil }
    return String(line[line.index(after: colon)...]).trimmingBlanks()
  }

  /// Whether a line is `Field: value`, which no file's name is: none of theirs has a colon.
  private static func isField(_ line: String) -> Bool { line.contains(": ") || line.hasSuffix(":") }

  /// Holds the ZIP's messages to the manifest: as many as it counts, every one it names, none of them empty and none it
  /// doesn't name.
  ///
  /// - Throws: ``FormatDamage`` that names what differs; then nothing of the ZIP can be trusted.
  func check(_ messages: [Entry]) throws {
    func shown(_ name: String) -> String { HeaderText.cut(HeaderText.clean(name), characters: 100) }
    guard count == Int64(messages.count) else {
      throw FormatDamage("its manifest counts \(count) messages, and it holds \(messages.count)")
    }
    guard Int64(names.count) == count else {
      throw FormatDamage("its manifest counts \(count) messages and names \(names.count)")
    }
    var missing = Set(names)
    guard missing.count == names.count else { throw FormatDamage("its manifest names a message twice") }
    for message in messages {
      if missing.remove(message.name) == nil, missing.remove(String(message.lastName)) == nil {
        throw FormatDamage("it holds '\(shown(message.name))', which its manifest does not name")
      }
      guard message.bytes > 0 else { throw FormatDamage("'\(shown(message.name))' in it is empty") }
    }
    if let name = missing.min() { throw FormatDamage("its manifest names '\(shown(name))', which it does not hold") }
  }
}
