extension SchemaV3 {
  /// What policies with a changing scope, their lock and approvals need.
  static let policies = ""
}
