extension SchemaV4 {
  static let formats = ""
}
