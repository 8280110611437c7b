extension SchemaV4 {
  static let security = ""
}
