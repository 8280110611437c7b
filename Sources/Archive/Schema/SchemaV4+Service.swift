extension SchemaV4 {
  static let service = ""
}
