/// The program's version.
enum Version {
  static let text = "0.1.0"
  /// The version of every JSON document the command prints (the contract's).
  static let schema = 1
}
