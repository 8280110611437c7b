internal import Archive

/// A header block: its fields in order, as they came.
public struct MailHeader: Hashable, Sendable {
  public struct Field: Hashable, Sendable {
    /// As written.
    public var name: String
    /// The value's bytes, folds included, without the last line end.
    public var value: [UInt8]
  }

  public internal(set) var fields: [Field] = []

  /// The value of the first field of that name, of whatever case, as bytes.
  public func bytes(_ name: String) -> [UInt8]? {
    let name = name.lowercased()
    return fields.first { $0.name.lowercased() == name }?.value
  }

  /// The first field of that name as a line of text.
  public func text(_ name: String) -> String? {
    bytes(name).map(HeaderDecoding.text)
  }

  /// Everybody in all fields of that name.
  public func addresses(_ name: String) -> [MailAddress] {
    let name = name.lowercased()
    return Array(
      fields.filter { $0.name.lowercased() == name }.flatMap { MailAddress.list($0.value) }
        .prefix(MailLimits.recipients))
  }

  /// The first id in the field (RFC 5322, 3.6.4) without its angle brackets; nil where there is none.
  public func identifier(_ name: String) -> String? {
    guard let text = text(name) else { return nil }
    var inside = text[...]
    if let open = text.firstIndex(of: "<") {
      inside = text[text.index(after: open)...]
      if let close = inside.firstIndex(of: ">") { inside = inside[..<close] }
    }
    let id = String(inside).trimmingBlanks()
    return id.isEmpty ? nil : id
  }

  func parameterized(_ name: String) -> ParameterizedField? { bytes(name).map(ParameterizedField.init(reading:)) }
}

/// Gathers a header block line by line.
struct MailHeaderReader {
  private(set) var header = MailHeader()
  private var size = 0

  /// Whether nothing has come yet.
  var isEmpty: Bool { size == 0 }

  enum Step { case more, endOfHeader, isBody }

  /// Takes a line without its end.
  ///
  /// A line that is no field ends the header only where none came before it: further down it is a sender's slip, kept
  /// with the bytes and passed over.
  mutating func take(_ line: ArraySlice<UInt8>, end: ArraySlice<UInt8>) throws(MailProblem) -> Step {
    size += line.count + end.count
    guard size <= MailLimits.headerBytes else {
      throw MailProblem("its header has more than \(MailLimits.headerBytes) bytes")
    }
    guard let first = line.first else { return .endOfHeader }
    if first == 32 || first == 9 {
      if line.allSatisfy({ $0 <= 32 }), header.fields.isEmpty { return .endOfHeader }
      if !header.fields.isEmpty { header.fields[header.fields.count - 1].value += [10] + line }
      return .more
    }
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else {
      return header.fields.isEmpty && !Self.isEnvelopeLine(line) ? .isBody : .more
    }
    var name = line[line.startIndex..<colon]
    while let last = name.last, last <= 32 { name = name.dropLast() }
    guard name.allSatisfy({ $0 > 32 }) else {
      return header.fields.isEmpty && !Self.isEnvelopeLine(line) ? .isBody : .more
    }
    guard header.fields.count < MailLimits.headerFields else {
      throw MailProblem("its header has more than \(MailLimits.headerFields) fields")
    }
    header.fields.append(
      MailHeader.Field(name: String(decoding: name, as: UTF8.self), value: Array(line[(colon + 1)...])))
    return .more
  }

  /// `From joe Thu Jan 1 ...`, which mbox files put before a message and some programs leave there.
  private static func isEnvelopeLine(_ line: ArraySlice<UInt8>) -> Bool {
    line.starts(with: "From ".utf8) || line.starts(with: ">From ".utf8)
  }
}
