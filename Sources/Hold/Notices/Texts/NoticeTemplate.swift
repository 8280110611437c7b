internal import Archive

/// A text with places for what differs from one custodian to the next: `{{custodian}}`, `{{code}}` and so on.
///
/// Values are put in once and never looked at again, so that nothing a name holds is taken for a place, and they are
/// cleaned of line ends, so that a name adds no line.
struct NoticeTemplate: Sendable, Hashable {
  /// What can be put in.
  enum Place: String, Sendable, CaseIterable {
    /// The custodian's name in the directory.
    case custodian
    /// The custodian's address.
    case email
    case legalCase = "case"
    case notice
    /// The officer on whose behalf it is sent.
    case officer
    case organization
    /// The day it is sent, in the organisation's time zone.
    case date
    /// The day the notice was first issued to the custodian.
    case issued
    /// The code that acknowledges it.
    case code
    /// The same as a link.
    case link

    var acknowledges: Bool { self == .code || self == .link }
  }

  enum Part: Sendable, Hashable {
    case text(String)
    case place(Place)
  }

  /// One line; empty for a text that other messages carry.
  let subject: [Part]
  let body: [Part]

  /// The largest file: forty pages of plain text.
  static let largest = 64 << 10
  /// The most places: what they are filled with must not make a message of megabytes.
  static let mostPlaces = 200
  /// The longest subject line, in characters: more is not shown by any mail program.
  static let longestSubject = 200

  /// Reads `Subject: ...`, an empty line, and the body; or, without `hasSubject`, the body alone.
  ///
  /// `what` is the text's name in an error. Throws ``InputError`` naming the line.
  init(_ content: String, hasSubject: Bool, what: String) throws {
    guard content.utf8.count <= Self.largest else {
      throw Self.problem(what, "is larger than \(Self.largest) bytes: is it the right file?")
    }
    // To Swift, CR LF is one character, at which a split at LF would pass by.
    var lines = content.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      if let control = line.unicodeScalars.first(where: { Self.isForbidden($0) }) {
        let number = String(control.value, radix: 16, uppercase: true)
        throw Self.problem(what, "line \(index + 1) holds the control character U+\(number)")
      }
    }
    var reader = PartReader(what: what)
    var firstLine = 1
    if hasSubject {
      let prefix = "Subject:"
      guard let first = lines.first, first.hasPrefix(prefix), lines.count > 1, lines[1].isBlank else {
        throw Self.problem(what, "must begin with 'Subject: ...' and an empty line")
      }
      let line = String(first.dropFirst(prefix.count)).trimmingBlanks()
      guard !line.isEmpty, line.count <= Self.longestSubject else {
        throw Self.problem(what, "line 1: the subject has 1 to \(Self.longestSubject) characters")
      }
      subject = try reader.parts([line[...]], from: 1)
      guard !subject.contains(where: { $0.place?.acknowledges ?? false }) else {
        throw Self.problem(what, "line 1: the code and the link stand in the body, which fewer programs log")
      }
      lines.removeFirst(2)
      firstLine = 3
    } else {
      subject = []
    }
    guard lines.contains(where: { !$0.isBlank }) else { throw Self.problem(what, "has no text") }
    while lines.last?.isBlank ?? false { lines.removeLast() }
    body = try reader.parts(lines, from: firstLine)
  }

  /// Whether it holds something to acknowledge the notice with.
  var acknowledges: Bool { body.contains { $0.place?.acknowledges ?? false } }
  var usesLink: Bool { body.contains { $0.place == .link } }

  /// The parts with their places filled in.
  static func filled(_ parts: [Part], _ value: (Place) -> String) -> String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .place(let place): HeaderText.clean(value(place))
      }
    }.joined()
  }

  /// Tabs apart, control characters have no business in a line of a letter; a NUL ends it in some programs.
  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control && scalar != "\t"
  }

  fileprivate static func problem(_ what: String, _ text: String) -> InputError {
    InputError("the \(what) \(text)", code: "notice.text")
  }
}

extension NoticeTemplate.Part {
  var place: NoticeTemplate.Place? {
    if case .place(let place) = self { place } else { nil }
  }
}

/// Finds the places in lines of text.
private struct PartReader {
  let what: String
  private var places = 0

  init(what: String) { self.what = what }

  /// Lines are joined by CR LF, as mail has them.
  mutating func parts(_ lines: [Substring], from firstLine: Int) throws -> [NoticeTemplate.Part] {
    var parts: [NoticeTemplate.Part] = []
    var text = ""
    for (index, line) in lines.enumerated() {
      if index > 0 { text += "\r\n" }
      var rest = line
      while let open = rest.firstRange(of: "{{") {
        text += rest[..<open.lowerBound]
        guard let close = rest[open.upperBound...].firstRange(of: "}}") else {
          throw NoticeTemplate.problem(what, "line \(firstLine + index): '{{' without '}}'")
        }
        let name = String(rest[open.upperBound..<close.lowerBound]).trimmingBlanks()
        guard let place = NoticeTemplate.Place(rawValue: name) else {
          let known = NoticeTemplate.Place.allCases.map { "{{\($0.rawValue)}}" }.joined(separator: " ")
          throw NoticeTemplate.problem(
            what, "line \(firstLine + index): there is no {{\(HeaderText.cut(name, characters: 40))}}; known: \(known)")
        }
        places += 1
        guard places <= NoticeTemplate.mostPlaces else {
          throw NoticeTemplate.problem(what, "has more than \(NoticeTemplate.mostPlaces) places to fill in")
        }
        if !text.isEmpty { parts.append(.text(text)) }
        text = ""
        parts.append(.place(place))
        rest = rest[close.upperBound...]
      }
      text += rest
    }
    if !text.isEmpty { parts.append(.text(text)) }
    return parts
  }
}

extension Substring {
  fileprivate var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
