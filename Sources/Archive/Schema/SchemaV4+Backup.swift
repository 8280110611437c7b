extension SchemaV4 {
  static let backup = ""
}
