extension SchemaV4 {
  static let storage = ""
}
