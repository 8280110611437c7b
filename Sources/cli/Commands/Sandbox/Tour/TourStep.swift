/// One command of the tour and what came of it.
struct TourStep: Encodable, Sendable {
  var chapter: String
  /// As a person would type it.
  var command: String
  /// Nil where it couldn't be run here.
  var exit: Int32?
  /// What it printed, or the part of that which the tour shows.
  var output: [String]
  /// What to see in it.
  var note: String?
  /// The output is a table: one that is too wide is squeezed, where other lines are broken.
  var isTable = false

  private enum CodingKeys: CodingKey { case chapter, command, exit, output, note }

  /// The step for a terminal, below its prompt line.
  var text: String {
    let room = TourLayout.width - 2
    let fitting = isTable ? TourLayout.squeezed(output, to: room) : output.flatMap { TourLayout.broken($0, to: room) }
    var lines = fitting.map { "  " + $0 }
    if let exit, exit != 0 { lines.append("  (exit \(exit))") }
    lines += note.map { TourLayout.wrapped($0, to: room).map { "# " + $0 } } ?? []
    return lines.joined(separator: "\n")
  }

  /// The words of a command line as a shell reads them; what is given to a shell stands for itself.
  static func written(_ command: [String]) -> [String] {
    command.prefix(2) == ["sh", "-c"] ? [command[2]] : command.map(quoted)
  }

  private static func quoted(_ word: String) -> String {
    let plain = word.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || ("0"..."9").contains($0) || "-_./:@=+&".unicodeScalars.contains($0)
        || $0.properties.generalCategory == .spacingMark || $0.properties.generalCategory == .nonspacingMark
    }
    return plain && !word.isEmpty ? word : "'\(word.replacing("'", with: #"'\''"#))'"
  }
}
