/// The query language of compliance searches: Keyword Query Language, as docs/kql.md describes ours.
public enum KQL {
  /// Reads a query and checks it.
  ///
  /// Nothing is guessed: what can't be read exactly is an error, and what is probably not meant is a warning.
  /// - Parameters:
  ///   - text: the query as typed; empty (or white space) asks for everything.
  ///   - context: the time and zone that dates and intervals are meant in.
  /// - Returns: the query to run, and warnings to show with its results.
  /// - Throws: every error and warning found, where at least one is an error.
  public static func parse(_ text: String, context: KQLContext) throws(KQLError) -> KQLResult {
    let written = Array(text.unicodeScalars.prefix(KQLLimits.queryLength + 1))
    let whole = KQLPosition(offset: 0, length: written.count)
    if written.count > KQLLimits.queryLength {
      throw KQLError(
        KQLDiagnostic(
          .error, .queryTooLong, "the query is longer than \(KQLLimits.queryLength) characters; split it up",
          at: KQLPosition(offset: KQLLimits.queryLength, length: 1)))
    }
    var diagnostics = KQLDiagnostics()
    let source = KQLSource(written, &diagnostics)
    if !written.allSatisfy(\.isKQLSpace), source.scalars.allSatisfy(\.isKQLSpace) {
      diagnostics.error(.unsearchable, "nothing here but invisible characters", at: whole)
    }
    var lexer = KQLLexer(source, diagnostics)
    lexer.run()
    var parser = KQLParser(lexer.tokens, source, lexer.diagnostics)
    let syntax = parser.query()
    var binder = KQLBinder(context, parser.diagnostics)
    let query = binder.bind(syntax)
    if !binder.diagnostics.hasErrors, query.depth > KQLLimits.depth {
      binder.diagnostics.error(
        .queryTooDeep, "nested more than \(KQLLimits.depth) deep; split the query up", at: whole)
    }
    if !binder.diagnostics.hasErrors, query.isWrittenLonger(than: KQLLimits.queryLength) {
      // What is kept of a query (a hold's, a saved search's) is this form, and it must read back.
      binder.diagnostics.error(
        .queryTooLong,
        "written out with every operator the query is longer than \(KQLLimits.queryLength) characters; split it up",
        at: whole)
    }
    let found = binder.diagnostics.sorted
    if let error = KQLError(found) { throw error }
    return KQLResult(query: query, syntax: syntax, conditions: binder.conditions, warnings: found)
  }
}

/// A query that can be run.
public struct KQLResult: Hashable, Sendable {
  public let query: Query
  /// The query as written, for what highlights or explains it.
  public let syntax: KQLSyntax
  /// How many conditions it joins; filters that others add count toward ``KQLLimits/conditions`` too.
  public let conditions: Int
  /// What was probably not meant, in the order of the text.
  public let warnings: [KQLDiagnostic]
}
