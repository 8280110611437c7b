/// Why a query can't be run: at least one error, with the warnings found on the way.
public struct KQLError: Error, Hashable, Sendable {
  /// Errors and warnings in the order of the text.
  public let diagnostics: [KQLDiagnostic]
  /// The error to show where there is room for one: the first in the text.
  public let first: KQLDiagnostic

  /// The command contract's code for any bad query; each diagnostic carries a finer one.
  public static let code = "query.syntax"

  /// Nil where no diagnostic is an error.
  init?(_ diagnostics: [KQLDiagnostic]) {
    guard let first = diagnostics.first(where: { $0.severity == .error }) else { return nil }
    (self.diagnostics, self.first) = (diagnostics, first)
  }

  init(_ error: KQLDiagnostic) { (diagnostics, first) = ([error], error) }

  /// Every diagnostic drawn under the line it is about.
  public func rendered(in query: String) -> String {
    diagnostics.map { $0.rendered(in: query) }.joined(separator: "\n")
  }
}

extension KQLError: CustomStringConvertible {
  public var description: String { first.message }
}
