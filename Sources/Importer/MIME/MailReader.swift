internal import Archive
public import Foundation
internal import Glibc

/// Reads a message (RFC 5322, RFC 2045) piece by piece, in memory that does not grow with it.
///
/// A stranger's bytes: whatever they are, they are a message to somebody, and reading ends with a ``Mail`` or a
/// ``MailProblem`` that names the limit they exceed.
public final class MailReader {
  private let depth: Int
  private let budget: MailBudget
  /// Whether this is a message within another: its parts are not kept by themselves.
  private let isNested: Bool

  private var parts: [Mail.Part] = []
  private var open: [OpenMultipart] = []
  private var state = State.header(MailHeaderReader())
  /// Bytes of the message before the line at hand.
  private var offset: Int64 = 0
  /// The beginning of a line whose end has not come.
  private var carry: [UInt8] = []
  /// Whether the line at hand is the rest of one whose beginning has been taken.
  private var isMidLine = false

  private let outside: PartSink

  /// A multipart that has not ended.
  private struct OpenMultipart {
    var part: Int
    var boundary: [UInt8]
  }

  private enum State {
    case header(MailHeaderReader)
    case leaf(Leaf)
    /// Before a multipart's first part, or behind its last.
    case between
  }

  /// Reads a whole message.
  ///
  /// `pieces`: its bytes. `makeFile`: the path of a new file for a part too large to hold; nil: all is held.
  /// Throws ``MailProblem``, or what reading or writing the pieces throws.
  public static func read(_ pieces: () throws -> [UInt8]?, makeFile: (() throws -> URL)? = nil) throws -> Mail {
    let reader = MailReader(depth: 0, budget: MailBudget(makeFile: makeFile), isNested: false)
    while let piece = try pieces() { try reader.read(piece[...]) }
    return try reader.finish()
  }

  /// Reads a message that is at hand.
  public static func read(_ bytes: [UInt8], makeFile: (() throws -> URL)? = nil) throws -> Mail {
    var rest: [UInt8]? = bytes
    return try read(
      {
        defer { rest = nil }
        return rest
      }, makeFile: makeFile)
  }

  init(depth: Int, budget: MailBudget, isNested: Bool) {
    (self.depth, self.budget, self.isNested) = (depth, budget, isNested)
    outside = PartSink(budget, keeps: true)
  }

  func read(_ piece: ArraySlice<UInt8>) throws {
    var rest = piece
    while !rest.isEmpty {
      guard let newline = Self.newline(in: rest) else {
        carry += rest
        return try takeLongLine()
      }
      var line = rest[rest.startIndex..<newline]
      rest = rest[(newline + 1)...]
      if !carry.isEmpty {
        carry += line
        line = carry[...]
        carry = []
      }
      let hasReturn = line.last == 13
      try take(hasReturn ? line.dropLast() : line, end: hasReturn ? [13, 10] : [10])
    }
  }

  func finish() throws -> Mail {
    if !carry.isEmpty { try take(carry[...], end: []) }
    // A boundary behind which nothing comes begins no part.
    if case .header(let reader) = state, parts.isEmpty || !reader.isEmpty {
      try beginBody(reader.header, at: offset)
    }
    try endLeaf(keepingLineEnd: true)
    var mail = Mail(parts: parts)
    mail.outside = try outside.finish()
    MailStructure.sort(&mail)
    mail.text = try MailText.of(mail, budget)
    return mail
  }

  private static func newline(in bytes: ArraySlice<UInt8>) -> Int? {
    bytes.withUnsafeBytes { raw in
      guard let base = raw.baseAddress, let found = memchr(base, 10, raw.count) else { return nil }
      return bytes.startIndex + (UnsafeRawPointer(found) - base)
    }
  }

  /// Passes on what there is of a line that is longer than lines are.
  private func takeLongLine() throws {
    if case .header = state {
      guard carry.count <= MailLimits.headerBytes else {
        throw MailProblem("its header has more than \(MailLimits.headerBytes) bytes")
      }
      return
    }
    guard carry.count > MailLimits.lineBytes else { return }
    // A return at the end may be half of a line end.
    let held = carry.last == 13 ? 1 : 0
    let piece = carry.dropLast(held)
    carry = Array(carry.suffix(held))
    try take(piece, end: [], isMidLineAfter: true)
  }

  private func take(_ line: ArraySlice<UInt8>, end: ArraySlice<UInt8>, isMidLineAfter: Bool = false) throws {
    let start = offset
    offset += Int64(line.count + end.count)
    defer { isMidLine = isMidLineAfter }
    if !isMidLine, !open.isEmpty, line.count > 2, line.starts(with: [45, 45]), try takeBoundary(line, at: start) {
      return
    }
    switch state {
    case .header(var reader):
      let step = try reader.take(line, end: end)
      state = .header(reader)
      if step == .more { return }
      try beginBody(reader.header, at: step == .isBody ? start : offset)
      if step == .isBody, case .leaf(let leaf) = state { try leaf.take(line, end: end, at: start, isStart: true) }
    case .leaf(let leaf): try leaf.take(line, end: end, at: start, isStart: !isMidLine)
    case .between: try outside.write(Array(line + end))
    }
  }

  /// Whether the line parts parts; then what was open has ended.
  private func takeBoundary(_ line: ArraySlice<UInt8>, at start: Int64) throws -> Bool {
    var text = line.dropFirst(2)
    while let last = text.last, last <= 32 { text = text.dropLast() }
    for index in open.indices.reversed() {
      let boundary = open[index].boundary
      guard text.starts(with: boundary) else { continue }
      let rest = text.dropFirst(boundary.count)
      guard rest.isEmpty || rest.elementsEqual([45, 45]) else { continue }
      if case .header(let reader) = state { try beginBody(reader.header, at: start) }
      // Beginning the body may have opened one more.
      try endLeaf(keepingLineEnd: false)
      open.removeSubrange((index + 1)...)
      if rest.isEmpty {
        state = .header(MailHeaderReader())
      } else {
        open.removeLast()
        state = .between
      }
      return true
    }
    return false
  }

  /// `start`: where the body's first byte stands in the message.
  private func beginBody(_ header: MailHeader, at start: Int64) throws {
    try budget.countPart()
    let parent = open.last.map(\.part)
    let isInDigest = parent.map { parts[$0].mediaType == "multipart/digest" } ?? false
    var part = Mail.Part(header, isInDigest: isInDigest)
    let number = parts.count
    if let parent { parts[parent].children.append(number) }
    let type = header.parameterized("Content-Type")
    if part.mediaType.hasPrefix("multipart/"), let boundary = type?.parameters["boundary"], !boundary.isEmpty {
      try checkDepth(open.count + 1)
      parts.append(part)
      open.append(OpenMultipart(part: number, boundary: Array(boundary.utf8)))
      state = .between
      return
    }
    if part.mediaType.hasPrefix("multipart/") { part.mediaType = "text/plain" }
    var child: MailReader?
    if ["message/rfc822", "message/global"].contains(part.mediaType) {
      try checkDepth(open.count + 1)
      child = MailReader(depth: depth + open.count + 1, budget: budget, isNested: true)
    }
    parts.append(part)
    let isText = part.mediaType.hasPrefix("text/")
    state = .leaf(
      Leaf(
        part: number, decoder: TransferDecoder(named: header.text("Content-Transfer-Encoding") ?? ""),
        sink: PartSink(budget, keeps: isText || !isNested), child: child, start: start))
  }

  private func checkDepth(_ more: Int) throws(MailProblem) {
    guard depth + more <= MailLimits.depth else {
      throw MailProblem("its parts are more than \(MailLimits.depth) inside each other")
    }
  }

  private func endLeaf(keepingLineEnd: Bool) throws {
    guard case .leaf(let leaf) = state else { return }
    state = .between
    let (content, place, message) = try leaf.finish(keepingLineEnd: keepingLineEnd)
    parts[leaf.part].content = content
    if !isNested { parts[leaf.part].place = place }
    if let message { parts[leaf.part].message = [message] }
  }
}

/// A part that is no multipart, while it is being read.
private final class Leaf {
  let part: Int
  private var decoder: TransferDecoder
  private let sink: PartSink
  private let child: MailReader?
  private let start: Int64
  private var end: Int64
  private var shape: Base64Shape?
  /// The end of the line before, which belongs to the boundary if one comes.
  private var pending: ArraySlice<UInt8> = []
  private var output: [UInt8] = []

  init(part: Int, decoder: TransferDecoder, sink: PartSink, child: MailReader?, start: Int64) {
    (self.part, self.decoder, self.sink, self.child) = (part, decoder, sink, child)
    (self.start, end) = (start, start)
    if case .base64 = decoder { shape = Base64Shape() }
  }

  /// How much is decoded before it is passed on.
  private static let batch = 32 << 10

  func take(_ line: ArraySlice<UInt8>, end lineEnd: ArraySlice<UInt8>, at offset: Int64, isStart: Bool) throws {
    if !pending.isEmpty { decoder.decode(pending, to: &output) }
    decoder.decode(line, to: &output)
    end = offset + Int64(line.count)
    // The rest of a line too long to hold is a line of no shape.
    shape?.take(isStart ? line : [0], end: lineEnd, at: offset)
    pending = lineEnd
    if output.count >= Self.batch { try flush() }
  }

  private func flush() throws {
    try sink.write(output)
    try child?.read(output[...])
    output.removeAll(keepingCapacity: true)
  }

  func finish(keepingLineEnd: Bool) throws -> (PartContent, EncodedPlace?, Mail?) {
    if keepingLineEnd, !pending.isEmpty {
      decoder.decode(pending, to: &output)
      end += Int64(pending.count)
    }
    decoder.finish(to: &output)
    try flush()
    let place =
      decoder.isIdentity ? EncodedPlace(range: start..<end, form: .identity) : shape?.place
    return (try sink.finish(), place, try child?.finish())
  }
}

extension Mail.Part {
  fileprivate init(_ header: MailHeader, isInDigest: Bool) {
    self.header = header
    let type = header.parameterized("Content-Type")
    let disposition = header.parameterized("Content-Disposition")
    let value = type?.value ?? ""
    let isType = value.split(separator: "/", omittingEmptySubsequences: false).count == 2 && !value.hasPrefix("/")
    if isType, !value.hasSuffix("/") {
      mediaType = String(value.prefix(MailLimits.nameCharacters))
    } else if value == "text" {
      mediaType = "text/plain"
    } else {
      // No type is plain text (RFC 2045, 5.2), or a message in a digest (RFC 2046, 5.1.5).
      mediaType = isInDigest && value.isEmpty ? "message/rfc822" : "text/plain"
    }
    charset = type?.parameters["charset"]
    self.disposition = disposition.map { $0.value }.flatMap { $0.isEmpty ? nil : $0 }
    let name = disposition?.parameters["filename"] ?? type?.parameters["name"]
    self.name = name.flatMap {
      $0.isEmpty ? nil : HeaderText.cut($0, characters: MailLimits.nameCharacters)
    }
    contentID = header.identifier("Content-ID")
  }
}
