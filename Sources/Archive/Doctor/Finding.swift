/// What an examination of an archive found of one thing.
public struct Finding: Sendable, Hashable, Encodable {
  public enum Severity: String, Sendable, Encodable, Comparable, CaseIterable {
    case ok
    /// Nothing is lost; somebody should do something.
    case warning
    /// The archive is damaged, or not protected as it must be.
    case error

    public static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }
    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  /// The check that found it, a stable word for scripts.
  public var check: String
  public var severity: Severity
  public var text: String
  /// What to do; nil where nothing is to be done.
  public var advice: String?

  public static func ok(_ check: String, _ text: String) -> Finding {
    Finding(check: check, severity: .ok, text: text)
  }

  public static func warning(_ check: String, _ text: String, _ advice: String) -> Finding {
    Finding(check: check, severity: .warning, text: text, advice: advice)
  }

  public static func error(_ check: String, _ text: String, _ advice: String) -> Finding {
    Finding(check: check, severity: .error, text: text, advice: advice)
  }

  /// Names of what was found, the first few of them: of a damaged disk there are millions.
  public static func naming(_ names: [String], of count: Int) -> String {
    let shown = names.prefix(mostNames).joined(separator: ", ")
    return count > mostNames ? "\(shown) and \(count - mostNames) more" : shown
  }

  public static let mostNames = 5
}
