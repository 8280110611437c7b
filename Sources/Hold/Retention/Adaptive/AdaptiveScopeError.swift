public import Search

/// Why an expression is no scope, and where.
///
/// It speaks the query language's diagnostics, so that both are drawn alike.
public struct AdaptiveScopeError: Error, Hashable, Sendable, CustomStringConvertible {
  public let diagnostic: KQLDiagnostic
  /// The expression as it was given.
  public let expression: String

  /// The stable code for scripts; the diagnostic has a finer one.
  public static let code = "policy.expression"

  public var description: String { diagnostic.message }
  /// The message with a caret under what it is about.
  public var rendered: String { diagnostic.rendered(in: expression) }
}
