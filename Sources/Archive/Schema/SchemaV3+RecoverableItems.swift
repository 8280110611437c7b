extension SchemaV3 {
  /// The folders of Recoverable Items.
  static let recoverableItems = ""
}
