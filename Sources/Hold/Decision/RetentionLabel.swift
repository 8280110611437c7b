public import Archive

/// A rule that an item carries with it: each item has at most one label.
///
/// What it keeps counts beside all policies; when it deletes, it decides before any of them.
public struct RetentionLabel: Hashable, Sendable {
  public var id: Identifier<RetentionLabel>
  public var name: String
  public var retention: Retention

  public init(id: Identifier<RetentionLabel>, name: String, retention: Retention) {
    (self.id, self.name, self.retention) = (id, name, retention)
  }
}

extension Considered {
  /// What is said of an item whose label is not among the rules: until somebody finds out what it asked for,
  /// the item stays.
  static func unknownLabel(_ id: Identifier<RetentionLabel>) -> Considered {
    .keeps(.label, "label \(id)", "the item carries a label that is not on record, so it stays")
  }
}
