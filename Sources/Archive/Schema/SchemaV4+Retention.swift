extension SchemaV4 {
  static let retention = ""
}
