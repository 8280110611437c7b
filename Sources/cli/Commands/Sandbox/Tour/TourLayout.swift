/// Lines that fit a terminal.
enum TourLayout {
  /// What a terminal window and a code review both show whole.
  static let width = 100

  /// Columns that a terminal needs for a text: marks need none, ideographs and emoji two.
  static func columns(_ text: String) -> Int { text.reduce(0) { $0 + columns($1) } }

  private static func columns(_ character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F000...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }

  /// A line cut to fit, with a mark where something is left out.
  static func clipped(_ line: String, to width: Int) -> String {
    guard columns(line) > width else { return line }
    var (clipped, room) = ("", width - 1)
    for character in line {
      room -= columns(character)
      guard room >= 0 else { break }
      clipped.append(character)
    }
    return clipped + "…"
  }

  /// Lines of a table that is too wide, with narrower gaps between its columns; then cut to fit.
  static func squeezed(_ lines: [String], to width: Int) -> [String] {
    var rows = lines.map(Array.init)
    var place = 1
    while let widest = rows.map(\.count).max(), widest > width, place < widest {
      // Past a row's end is blank, too.
      let isGap = rows.allSatisfy { row in (place - 1...place).allSatisfy { $0 >= row.count || row[$0] == " " } }
      if isGap {
        for index in rows.indices where place < rows[index].count { rows[index].remove(at: place) }
      } else {
        place += 1
      }
    }
    return rows.map { clipped(String($0), to: width) }
  }

  /// A text in lines of whole words.
  static func wrapped(_ text: String, to width: Int) -> [String] {
    var lines = [""]
    for word in text.split(separator: " ") {
      let longer = lines[lines.count - 1].isEmpty ? String(word) : lines[lines.count - 1] + " " + word
      if columns(longer) <= width || lines[lines.count - 1].isEmpty {
        lines[lines.count - 1] = longer
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }

  /// A line as it is, or in lines that fit below one another with those after the first indented.
  static func broken(_ line: String, to width: Int) -> [String] {
    let line = line.replacing("\t", with: "  ")
    guard columns(line) > width else { return [line] }
    let indent = line.prefix { $0 == " " }
    let lines = wrapped(line, to: width - indent.count - 2)
    return lines.enumerated().map { clipped(indent + ($0.offset == 0 ? "" : "  ") + $0.element, to: width) }
  }

  /// The words of a command line at a prompt, broken between words as a shell lets one be.
  static func prompt(_ words: [String]) -> String {
    var (lines, room) = ("$", width - 1)
    for word in words {
      let needed = columns(String(word.prefix { $0 != "\n" })) + 1
      if needed + 2 > room {
        lines += " \\\n   "
        room = width - 3
      }
      lines += " " + word
      room = word.contains("\n") ? width - columns(String(word.reversed().prefix { $0 != "\n" })) : room - needed
    }
    return lines
  }
}
