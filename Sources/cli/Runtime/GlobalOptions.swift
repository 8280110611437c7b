internal import Archive
internal import ArgumentParser
internal import Foundation

/// The options that every command takes, before or after its name.
struct GlobalOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp("The archive's folder. (default: $HOLDFAST_ARCHIVE, else ./archive)", valueName: "dir"))
  var archive: String?

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("Act as this account; free in a sandbox, else only one you are bound to.", valueName: "account"))
  var account: String?

  @Option(
    name: .long,
    help: ArgumentHelp("Pretend it is this time (RFC 3339); only in a sandbox.", valueName: "time"))
  var at: String?

  @Flag(name: .long, help: "Print one JSON document instead of text.")
  var json = false

  private static let valued = ["--archive", "--as", "--at"]

  /// Moves global options, wherever they stand, behind the command's name and arguments, where the parser looks for
  /// them.
  ///
  /// What follows `--` stays where it is.
  static func hoisting(_ arguments: [String]) -> [String] {
    var kept: [String] = []
    var moved: [String] = []
    var rest = arguments[...]
    while let first = rest.first, first != "--" {
      if valued.contains(first) {
        moved += rest.prefix(2)
        rest = rest.dropFirst(2)
      } else {
        let isGlobal = first == "--json" || valued.contains { first.hasPrefix($0 + "=") }
        if isGlobal { moved.append(first) } else { kept.append(first) }
        rest = rest.dropFirst()
      }
    }
    return kept.isEmpty ? arguments : kept + moved + rest
  }

  var folder: URL {
    let path = archive ?? ProcessInfo.processInfo.environment["HOLDFAST_ARCHIVE"] ?? "archive"
    return URL(fileURLWithPath: path, isDirectory: true)
  }

  func time() throws -> Moment? {
    try at.map { try Self.time($0, option: "--at") }
  }

  /// A time as an option gives it: RFC 3339, or a day's beginning in UTC.
  static func time(_ text: String, option: String) throws -> Moment {
    if let zoned = RFC3339.parse(text) { return zoned.moment }
    if let date = CivilDate(text) { return date.startUTC }
    throw ValidationError("\(option) '\(text)' is not a time; write it as 2024-01-31T12:00:00Z")
  }
}
