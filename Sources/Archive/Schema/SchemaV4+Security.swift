extension SchemaV4 {
  /// The authorities that a partner's site is trusted by, in PEM; NULL: the system's.
  static let security = """
    ALTER TABLE connector ADD COLUMN authorities TEXT;
    """
}
