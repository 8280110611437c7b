extension SourceError {
  /// The stable code for scripts, logs and schedules.
  public var code: String {
    switch kind {
    case .badURL, .insecure: "site.address"
    case .malformed, .tooLarge: "site.answer"
    case .signInRefused: Self.signInCode
    case .notReady: Self.notReadyCode
    default: "site.unavailable"
    }
  }

  public static let signInCode = "site.sign-in"
  public static let notReadyCode = "site.not-ready"
}
