extension SchemaV4 {
  static let directory = ""
}
