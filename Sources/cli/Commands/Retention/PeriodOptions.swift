internal import ArgumentParser
internal import Hold

/// How long a rule keeps, as it is written on the command line.
struct PeriodOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The period, in days.", valueName: "n"))
  var days: Int?
  @Option(help: ArgumentHelp("The period, in months of the calendar.", valueName: "n"))
  var months: Int?
  @Option(help: ArgumentHelp("The period, in years of the calendar.", valueName: "n"))
  var years: Int?
  @Flag(help: "Without end; only to retain.")
  var forever = false

  /// Whether a period, or that there is none, was given.
  var isGiven: Bool { forever || days != nil || months != nil || years != nil }

  /// The period; nil: without end.
  func period() throws -> Period? {
    if let days { return try Period(days, .days) }
    if let months { return try Period(months, .months) }
    return try years.map { try Period($0, .years) }
  }

  func validate() throws {
    guard [days != nil, months != nil, years != nil, forever].count(where: { $0 }) <= 1 else {
      throw ValidationError("give one of --days N, --months N, --years N and --forever")
    }
  }
}
