extension SchemaV3 {
  /// What the ledger speaks for.
  static let ledger = ""
}
