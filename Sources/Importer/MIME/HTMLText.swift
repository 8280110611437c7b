internal import Archive

/// The words of an HTML text (as a browser shows them, without looks): tags out, blocks on lines of their own.
///
/// No parser of HTML: a search needs the words, and one pass over the bytes can't be led astray by what is left open.
enum HTMLText {
  static func of(_ html: String) -> String {
    var stripper = TagStripper(Array(html.utf8))
    return stripper.text()
  }
}

private struct TagStripper {
  private let bytes: [UInt8]
  private var position = 0
  private var output: [UInt8] = []
  /// Blanks and line ends that are due before the next character.
  private var blank = false
  private var lineEnds = 0

  /// What they hold is for machines.
  private static let hidden: Set<String> = ["script", "style", "head", "template", "noframes"]
  /// Tags that end a line.
  private static let blocks: Set<String> = [
    "address", "article", "blockquote", "br", "center", "dd", "div", "dl", "dt", "fieldset", "footer", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "title",
    "tr", "ul",
  ]
  private static let cells: Set<String> = ["td", "th", "option"]
  /// The longest name looked at.
  private static let longestName = 16

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func text() -> String {
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "<"): tag()
      case UInt8(ascii: "&"): reference()
      case 0...32:
        blank = true
        position += 1
      default:
        put(bytes[position])
        position += 1
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  private mutating func put(_ byte: UInt8) {
    if !output.isEmpty {
      if lineEnds > 0 {
        output += repeatElement(10, count: min(lineEnds, 2))
      } else if blank {
        output.append(32)
      }
    }
    (blank, lineEnds) = (false, 0)
    output.append(byte)
  }

  private mutating func tag() {
    let rest = bytes[position...]
    if rest.starts(with: "<!--".utf8) {
      position += 4
      return skip(past: Array("-->".utf8))
    }
    var index = position + 1
    let isEnd = index < bytes.count && bytes[index] == UInt8(ascii: "/")
    if isEnd { index += 1 }
    guard index < bytes.count, Self.isLetter(bytes[index]) || [33, 63].contains(bytes[index]) else {
      // "a < b" is no tag.
      put(bytes[position])
      position += 1
      return
    }
    let nameStart = index
    while index < bytes.count, index - nameStart < Self.longestName, Self.isNameByte(bytes[index]) { index += 1 }
    let name = String(decoding: bytes[nameStart..<index], as: UTF8.self).lowercased()
    position = index
    skipTag()
    if !isEnd, Self.hidden.contains(name) { return skip(pastEndOf: name) }
    if Self.blocks.contains(name) {
      lineEnds += name == "p" && !isEnd ? 2 : 1
    } else if Self.cells.contains(name) {
      blank = true
    }
  }

  /// To the tag's `>`, over quoted values.
  private mutating func skipTag() {
    let start = position
    var quote: UInt8?
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: ">") {
        return
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'"), bytes[position - 2] == UInt8(ascii: "=") {
        quote = byte
      }
    }
    // A quote that never ends takes nothing with it: the tag ends at the first bracket, or is no tag.
    guard quote != nil else { return }
    position = bytes[start...].firstIndex(of: UInt8(ascii: ">")).map { $0 + 1 } ?? bytes.count
  }

  private mutating func skip(past end: [UInt8]) {
    while position < bytes.count {
      if bytes[position] == end[0], bytes[position...].starts(with: end) {
        position += end.count
        return
      }
      position += 1
    }
  }

  /// To the end tag of a hidden element; a head ends where the body begins, too.
  private mutating func skip(pastEndOf name: String) {
    let ends = ["</\(name)"] + (name == "head" ? ["<body"] : [])
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "<") {
        let next = String(decoding: bytes[position...].prefix(Self.longestName + 2), as: UTF8.self).lowercased()
        if let end = ends.first(where: { next.hasPrefix($0) }) {
          position += end.utf8.count
          skipTag()
          return
        }
      }
      position += 1
    }
  }

  /// `&amp;`, `&#8364;`, `&#x20ac;`; what is none stays as it stands.
  private mutating func reference() {
    let end = bytes[position...].prefix(Self.longestReference).firstIndex(of: UInt8(ascii: ";"))
    guard let end, let scalar = HTMLReferences.scalar(bytes[(position + 1)..<end]) else {
      put(UInt8(ascii: "&"))
      position += 1
      return
    }
    position = end + 1
    if scalar == " " || scalar == "\u{A0}" {
      blank = true
    } else {
      for byte in String(scalar).utf8 { put(byte) }
    }
  }

  private static let longestReference = 12

  private static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 0x20) }
  private static func isNameByte(_ byte: UInt8) -> Bool { isLetter(byte) || (48...57).contains(byte) }
}

/// The named characters that mail uses (HTML 4's Latin-1 and the typographic ones).
enum HTMLReferences {
  static func scalar(_ name: ArraySlice<UInt8>) -> Unicode.Scalar? {
    guard name.first == UInt8(ascii: "#") else { return named[String(decoding: name, as: UTF8.self)] }
    let digits = String(decoding: name.dropFirst(), as: UTF8.self)
    let value = digits.lowercased().hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    guard let value, value > 0 else { return nil }
    // Senders mean Windows' set where the numbers name control characters.
    if (128..<160).contains(value) { return Charset.decode([UInt8(value)], "windows-1252").unicodeScalars.first }
    return value < 32 ? " " : Unicode.Scalar(value)
  }

  private static let named: [String: Unicode.Scalar] = {
    var all: [String: Unicode.Scalar] = [
      "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "euro": "€", "hellip": "…", "ndash": "–",
      "mdash": "—", "lsquo": "‘", "rsquo": "’", "sbquo": "‚", "ldquo": "“", "rdquo": "”", "bdquo": "„", "bull": "•",
      "trade": "™", "lsaquo": "‹", "rsaquo": "›", "oelig": "œ", "OElig": "Œ", "scaron": "š", "Scaron": "Š",
      "Yuml": "Ÿ", "fnof": "ƒ", "dagger": "†", "permil": "‰", "minus": "−", "larr": "←", "rarr": "→", "uarr": "↑",
      "darr": "↓", "zwnj": "\u{200C}", "zwj": "\u{200D}", "ensp": " ", "emsp": " ", "thinsp": " ",
    ]
    for (index, name) in latin1.split(separator: " ").enumerated() {
      all[String(name)] = Unicode.Scalar(160 + UInt32(index))
    }
    return all
  }()

  /// U+00A0 to U+00FF, in order.
  private static let latin1 = """
    nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro \
    para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil \
    Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave \
    Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml \
    igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute \
    thorn yuml
    """
}
