extension SchemaV3 {
  /// What cases, custodians and litigation holds need.
  static let cases = ""
}
