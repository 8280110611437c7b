extension SchemaV4 {
  static let reconciliation = ""
}
