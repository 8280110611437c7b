internal import Archive
internal import Foundation
internal import Glibc
public import Logging

/// Writes each event as a line of JSON on standard error: `{"event":"job.ended","job":"import","level":"info",...}`.
///
/// Under systemd's journal a line begins with its priority (`<4>`), which the journal takes off (sd-daemon(3)).
public struct JSONLog: LogHandler {
  public var metadata: Logger.Metadata = [:]
  public var logLevel: Logger.Level
  private let isJournal: Bool
  private let write: @Sendable ([UInt8]) -> Void

  /// Longest value written: past any of ours, and short of what a library may put into an error.
  static let longestValue = 1_000

  public init(level: Logger.Level = .info) {
    self.init(level: level, isJournal: Self.isJournalBehindStandardError) { bytes in
      // One write a line, so that lines of several threads don't mix; a reader that is gone is no reason to end.
      _ = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
  }

  init(level: Logger.Level, isJournal: Bool, write: @escaping @Sendable ([UInt8]) -> Void) {
    (logLevel, self.isJournal, self.write) = (level, isJournal, write)
  }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    var fields: [String: Field] = [:]
    for (name, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }) {
      fields[name] = Field(value)
    }
    fields["time"] = .text(RFC3339.format(.now))
    fields["level"] = .text(event.level.rawValue)
    fields["event"] = .text(Self.cut(event.message.description))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let line = try? encoder.encode(fields) else { return }
    write((isJournal ? Array("<\(event.level.priority)>".utf8) : []) + line + [UInt8(ascii: "\n")])
  }

  private static func cut(_ text: String) -> String { String(text.prefix(longestValue)) }

  /// A value: a number where it is one.
  private enum Field: Encodable {
    case text(String)
    case number(Int64)

    init(_ value: Logger.MetadataValue) {
      if case .stringConvertible(let number as Int64) = value {
        self = .number(number)
      } else {
        self = .text(JSONLog.cut("\(value)"))
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .text(let text): try container.encode(text)
      case .number(let number): try container.encode(number)
      }
    }
  }

  /// Whether standard error is the journal's (systemd.exec(5), `$JOURNAL_STREAM`: its device and inode).
  private static var isJournalBehindStandardError: Bool {
    guard let stream = ProcessInfo.processInfo.environment["JOURNAL_STREAM"] else { return false }
    var about = stat()
    return fstat(STDERR_FILENO, &about) == 0 && stream == "\(about.st_dev):\(about.st_ino)"
  }
}

extension Logger.Level {
  /// syslog's (RFC 5424, 6.2.1).
  fileprivate var priority: Int {
    switch self {
    case .critical: 2
    case .error: 3
    case .warning: 4
    case .notice: 5
    case .info: 6
    case .debug, .trace: 7
    }
  }
}
