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

  /// Moves global options that stand before the command's name behind it, where the parser looks for them.
  static func hoisting(_ arguments: [String]) -> [String] {
    var moved: [String] = []
    var rest = arguments[...]
    while let first = rest.first, first.hasPrefix("--") {
      if valued.contains(first) {
        moved += rest.prefix(2)
        rest = rest.dropFirst(2)
      } else if first == "--json" || valued.contains(where: { first.hasPrefix($0 + "=") }) {
        moved.append(first)
        rest = rest.dropFirst()
      } else {
        break
      }
    }
    guard !moved.isEmpty, !rest.isEmpty else { return arguments }
    let end = rest.firstIndex(of: "--") ?? rest.endIndex
    return Array(rest[..<end]) + moved + Array(rest[end...])
  }

  var folder: URL {
    let path = archive ?? ProcessInfo.processInfo.environment["HOLDFAST_ARCHIVE"] ?? "archive"
    return URL(fileURLWithPath: path, isDirectory: true)
  }

  func time() throws -> Moment? {
    guard let at else { return nil }
    if let zoned = RFC3339.parse(at) { return zoned.moment }
    if let date = CivilDate(at) { return date.startUTC }
    throw ValidationError("--at '\(at)' is not a time; write it as 2024-01-31T12:00:00Z")
  }
}
