extension SchemaV3 {
  /// Legal hold notices.
  static let notices = ""
}
