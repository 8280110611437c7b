internal import Archive
internal import ArgumentParser
internal import Hold

/// How long: so many days, months or years of the organisation's calendar, or without end.
struct PeriodOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The period, in days.", valueName: "n"))
  var days: Int?
  @Option(help: ArgumentHelp("The period, in calendar months.", valueName: "n"))
  var months: Int?
  @Option(help: ArgumentHelp("The period, in calendar years.", valueName: "n"))
  var years: Int?
  @Flag(help: "Without end; only to retain.")
  var forever = false

  func validate() throws {
    let given = [days, months, years].compactMap { $0 }.count + (forever ? 1 : 0)
    guard given == 1 else { throw ValidationError("give one of --days, --months, --years and --forever") }
  }

  /// Nil: forever.
  func period() throws -> Period? {
    if let days { return try Period(days, .days) }
    if let months { return try Period(months, .months) }
    return try years.map { try Period($0, .years) }
  }
}
