extension SchemaV3 {
  /// How far erasing has come.
  static let erasure = ""
}
