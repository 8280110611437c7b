extension SchemaV3 {
  /// Labels, events and disposition reviews.
  static let labels = ""
}
