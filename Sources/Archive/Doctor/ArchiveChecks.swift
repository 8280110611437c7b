extension Check {
  /// What can be checked of the archive itself.
  public static let archive: [Check] = [
    files, keys, schema, database, ledger, content, clock, space, volume, erasure, backup,
  ]
}
