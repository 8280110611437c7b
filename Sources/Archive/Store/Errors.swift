/// What a person gave us can't be used: names what and says what to do.
///
/// Exit code 65.
public struct InputError: Error, Equatable, CustomStringConvertible {
  /// A stable code for scripts, `area.problem`.
  public let code: String
  public let description: String

  public init(_ description: String, code: String = "input.invalid") {
    self.code = code
    self.description = description
  }
}

/// The archive's storage failed or isn't what it should be; nothing half-done remains.
///
/// Exit code 74.
public struct StorageError: Error, Equatable, CustomStringConvertible {
  public let code: String
  public let description: String

  public init(_ description: String, code: String = "storage.failed") {
    self.code = code
    self.description = description
  }
}
