/// What stands between a property's name and its value.
public enum KQLOperator: String, Hashable, Sendable, CaseIterable {
  case contains = ":"
  case equals = "="
  case notEqual = "<>"
  case less = "<"
  case greater = ">"
  case lessOrEqual = "<="
  case greaterOrEqual = ">="

  /// Whether repeating it on the same property offers alternatives (OR); the others narrow (AND), because
  /// `received>=A received<=B` read as OR would match everything.
  var offersAlternatives: Bool { self == .contains || self == .equals }
}
