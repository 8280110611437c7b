extension KQLDiagnostic {
  /// How many scalars of a long query are drawn on either side of the caret's start.
  static let renderedContext = 50

  /// The message, the query's line and a caret under what the message is about.
  ///
  /// ```
  /// error: nothing after AND
  ///   cat AND
  ///       ^~~
  /// ```
  /// A query of several lines is drawn as one, its line breaks made visible; a long one is cut around the
  /// caret. A fix is drawn on a last line: `  write: CAT`.
  public func rendered(in query: String) -> String {
    let scalars = Array(query.unicodeScalars.prefix(KQLLimits.queryLength))
    let start = min(max(0, position.offset), scalars.count)
    let end = min(max(start, position.end), scalars.count)
    let from = max(0, start - Self.renderedContext)
    let to = min(scalars.count, start + Self.renderedContext)

    var line = from > 0 ? "…" : ""
    var padding = from > 0 ? 1 : 0
    var width = 0
    for index in from..<to {
      line += VisibleText.shown(scalars[index])
      let columns = VisibleText.columns(scalars[index])
      if index < start { padding += columns } else if index < end { width += columns }
    }
    if to < scalars.count || query.unicodeScalars.count > scalars.count { line += "…" }

    let caret =
      String(repeating: " ", count: padding) + "^" + String(repeating: "~", count: max(0, width - 1))
    var text = "\(severity.rawValue): \(message)\n  \(line)\n  \(caret)"
    if let fix { text += "\n  write: " + fix.unicodeScalars.map(VisibleText.shown).joined() }
    return text
  }
}
