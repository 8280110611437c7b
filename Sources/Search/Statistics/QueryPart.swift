/// One alternative of a query: a line of a keyword list, or a part of its OR.
public struct QueryPart: Sendable {
  /// As it is written.
  public var text: String
  public var query: Query

  /// The alternatives a query offers at its top: the lines of its keyword list, or the parts of its OR, whatever
  /// conditions or other words bind them.
  ///
  /// `(merger OR takeover) sent:2024` has two; a query with two sets of alternatives, or with none, has no parts.
  /// - Parameter context: that the query was read in.
  public static func all(of result: KQLResult, text: String, context: KQLContext) -> [QueryPart] {
    let written = Array(text.unicodeScalars)
    return alternatives(of: result.syntax).compactMap { node in
      let end = min(node.position.end, written.count)
      guard node.position.offset < end else { return nil }
      var part = String.UnicodeScalarView()
      part.append(contentsOf: written[node.position.offset..<end])
      var binder = KQLBinder(context, KQLDiagnostics())
      return QueryPart(text: String(part), query: binder.bind(node))
    }
  }

  private static func alternatives(of node: KQLSyntax) -> [KQLSyntax] {
    switch node.kind {
    case .or(let items), .rows(let items): return items
    case .group(let inside), .required(let inside): return alternatives(of: inside)
    case .conditioned(let keywords, _): return alternatives(of: keywords)
    case .and(let items), .juxtaposed(let items):
      let found = items.map(alternatives(of:)).filter { !$0.isEmpty }
      return found.count == 1 ? found[0] : []
    default: return []
    }
  }
}
