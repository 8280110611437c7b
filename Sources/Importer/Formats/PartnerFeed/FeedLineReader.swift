internal import Archive
internal import CSimdJSON

/// Reads a well-formed line with simdjson, several times as fast as Foundation's decoder does.
///
/// It answers only where there is nothing to say but the fields: any other line it leaves to the decoder, which knows
/// what is wrong with it. Tests hold the two to the same answers.
final class FeedLineReader {
  /// The parser keeps room for the longest line it has met, fourteen times its length, and texts are a thousandth of
  /// this: a longer line is for the decoder.
  static let longestLine = 1 << 20

  private let parser: OpaquePointer?

  init() { parser = holdfast_json_parser_new() }

  deinit { holdfast_json_parser_free(parser) }

  /// The line's fields, or nil where the decoder must look.
  func read(_ line: UnsafeRawBufferPointer) -> FeedLine? {
    var root = holdfast_json_value()
    guard line.count <= Self.longestLine, let parser, let bytes = line.bindMemory(to: UInt8.self).baseAddress,
      holdfast_json_parse(parser, bytes, line.count, &root)
    else { return nil }
    return try? FeedLine(JSONValue(raw: root))
  }
}

/// A value of a parsed line; each access throws where the value isn't of the kind.
struct JSONValue {
  struct Mismatch: Error {}

  fileprivate let raw: holdfast_json_value

  private var type: Int32 { holdfast_json_type_of(raw) }

  private func require(_ type: holdfast_json_type) throws(Mismatch) {
    guard self.type == Int32(type.rawValue) else { throw Mismatch() }
  }

  /// A member that may be absent or null.
  func optional(_ name: StaticString) throws(Mismatch) -> JSONValue? {
    try require(HOLDFAST_JSON_OBJECT)
    var member = holdfast_json_value()
    let found = name.withUTF8Buffer { name in
      name.withMemoryRebound(to: CChar.self) { name in
        guard let base = name.baseAddress else { return false }
        return holdfast_json_member(raw, base, name.count, &member)
      }
    }
    guard found else { return nil }
    let value = JSONValue(raw: member)
    return value.type == Int32(HOLDFAST_JSON_NULL.rawValue) ? nil : value
  }

  func member(_ name: StaticString) throws(Mismatch) -> JSONValue {
    guard let value = try optional(name) else { throw Mismatch() }
    return value
  }

  func string() throws(Mismatch) -> String {
    try require(HOLDFAST_JSON_STRING)
    var count = 0
    let start = holdfast_json_string(raw, &count)
    return String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
  }

  func integer() throws(Mismatch) -> Int64 {
    try require(HOLDFAST_JSON_INTEGER)
    return holdfast_json_integer(raw)
  }

  func flag() throws(Mismatch) -> Bool {
    try require(HOLDFAST_JSON_BOOL)
    return holdfast_json_bool(raw)
  }

  /// An array's elements; longer arrays are for the decoder to judge.
  func elements(most: Int) throws(Mismatch) -> [JSONValue] {
    try require(HOLDFAST_JSON_ARRAY)
    var all = [holdfast_json_value](repeating: holdfast_json_value(), count: most)
    let count = holdfast_json_elements(raw, &all, most)
    guard count <= most else { throw Mismatch() }
    return all[..<count].map(JSONValue.init)
  }
}

extension FeedLine {
  init(_ line: JSONValue) throws(JSONValue.Mismatch) {
    id = try line.member("id").string()
    type = try line.member("type").string()
    direction = try line.member("direction").string()
    from = try FeedParty(try line.member("from"))
    var recipients: [FeedParty] = []
    for party in try line.member("to").elements(most: Self.fewParties) { recipients.append(try FeedParty(party)) }
    to = recipients
    attachments = try line.optional("attachments").map { list throws(JSONValue.Mismatch) in
      var files: [FeedFile] = []
      for file in try list.elements(most: Self.fewParties) { files.append(try FeedFile(file)) }
      return files
    }
    recording = try line.optional("recording").map(FeedFile.init)
    if type == ItemKind.call.rawValue {
      moment = try line.optional("started")?.string()
      durationSeconds = try line.optional("durationSeconds")?.integer()
      answered = try line.optional("answered")?.flag()
      text = try line.optional("transcript")?.string()
    } else {
      moment = try line.optional("sent")?.string()
      (durationSeconds, answered) = (nil, nil)
      text = try line.optional("body")?.string()
    }
  }

  /// Nearly every text has fewer people and files; what has more isn't worth the room.
  private static let fewParties = 16
}

extension FeedParty {
  fileprivate init(_ party: JSONValue) throws(JSONValue.Mismatch) {
    self.init(
      number: try party.optional("number")?.string(), email: try party.optional("email")?.string(),
      name: try party.optional("name")?.string())
  }
}

extension FeedFile {
  fileprivate init(_ file: JSONValue) throws(JSONValue.Mismatch) {
    self.init(
      name: try file.optional("name")?.string(), mediaType: try file.optional("mediaType")?.string(),
      bytes: try file.member("bytes").integer(), sha256: try file.member("sha256").string())
  }
}
