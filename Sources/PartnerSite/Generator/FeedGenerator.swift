public import Archive
internal import FoundationEssentials
internal import Glibc

/// Writes a feed folder of made-up texts and calls, with what an import of it must report.
///
/// The folder has what a partner delivers (docs/partner-feed.md) and beside it `directory.csv`, `mapping.csv`
/// and `expected.json`. The same settings always give the same bytes. Unless `clean`, a known share of items is
/// awkward on purpose: numbers in national forms, a missing or wrong e-mail property that the mapping file makes
/// good, people nobody knows, redeliveries, lines that aren't items.
public struct FeedGenerator: Sendable {
  public var days: Int
  public var users: Int
  /// Lines a day, awkward ones included.
  public var itemsPerDay: Int
  public var seed: UInt64
  public var start: CivilDate
  public var clean: Bool
  /// The carrier's network whose days they are.
  public var network: String
  /// Lines in one file of items.
  var linesPerFile = 20_000

  /// Ten years: a typo's worth of days must not fill a disk.
  public static let mostDays = 3660
  /// As many as there are reserved numbers for (``FeedPeople``).
  public static let mostUsers = 500
  /// For the same reason as days; a large company's day has some 100,000.
  public static let mostItemsPerDay = 5_000_000

  /// Settings of a feed.
  ///
  /// - Throws: ``FeedGeneratorError`` naming the setting that is out of range.
  public init(
    days: Int = 10, users: Int = 40, itemsPerDay: Int = 200, seed: UInt64 = 1, start: CivilDate? = nil,
    clean: Bool = false, network: String = SiteRoute.standardNetwork
  ) throws {
    func check(_ value: Int, _ range: ClosedRange<Int>, _ name: String) throws {
      guard range.contains(value) else {
        throw FeedGeneratorError(
          "\(name) must be from \(range.lowerBound) to \(range.upperBound), not \(value)")
      }
    }
    try check(days, 1...Self.mostDays, "days")
    try check(users, 2...Self.mostUsers, "users")
    try check(itemsPerDay, 0...Self.mostItemsPerDay, "items per day")
    (self.days, self.users, self.itemsPerDay, self.seed) = (days, users, itemsPerDay, seed)
    self.start = start ?? Self.firstDay
    (self.clean, self.network) = (clean, network)
    guard SiteRoute.isFileName(network) else {
      throw FeedGeneratorError("'\(network)' is no network's name: use letters, digits and -")
    }
    guard self.start.year < 9900 else { throw FeedGeneratorError("the feed must start before the year 9900") }
  }

  /// 1 January 2024.
  private static let firstDay = CivilDate(daysSince1970: 19_723)

  /// Writes the feed.
  ///
  /// Everything is written to a folder beside the target, which takes its name when complete: a feed that is
  /// there is whole.
  ///
  /// - Parameter folder: where to; must not be there, or be an empty folder.
  /// - Returns: what an import must report.
  /// - Throws: ``FeedGeneratorError``; then nothing is left behind.
  @discardableResult
  public func generate(into folder: String) throws -> FeedExpectation {
    var target = folder
    while target.count > 1 && target.hasSuffix("/") { target.removeLast() }
    if let content = try? FileManager.default.contentsOfDirectory(atPath: target) {
      guard content.isEmpty else {
        throw FeedGeneratorError("\(target) isn't empty: give a folder that isn't there yet")
      }
    } else if access(target, F_OK) == 0 {
      throw FeedGeneratorError("\(target) is there and isn't a folder that can be read")
    }
    let working = "\(target).partial-\(getpid())"
    try Self.makeFolder(working)
    do {
      let expectation = try write(into: working)
      guard rename(working, target) == 0 else {
        throw FeedGeneratorError("can't name the finished feed \(target): \(systemReason())")
      }
      return expectation
    } catch {
      try? FileManager.default.removeItem(atPath: working)
      throw error
    }
  }

  private func write(into folder: String) throws -> FeedExpectation {
    let people = FeedPeople(count: users)
    try OutputFile.write(Self.directory(people).utf8, to: "\(folder)/directory.csv")
    try OutputFile.write(Self.mapping(people).utf8, to: "\(folder)/mapping.csv")
    var random = SeededRandom(seed: seed)
    var script = FeedScript(people: people, clean: clean)
    var expectation = FeedExpectation()
    for number in 0..<days {
      let day = start.adding(days: number)
      var writer = try DayWriter(folder: folder, network: network, day: day, linesPerFile: linesPerFile)
      for index in 0..<itemsPerDay {
        let place = (Double(index) + random.unit()) / Double(itemsPerDay)
        try writer.put(try script.line(day: day, place: place, &random))
      }
      script.endDay()
      expectation.add(FeedExpectation.Day(date: day.description, counts: try writer.finish()))
    }
    try OutputFile.write(try FeedJSON.pretty(expectation), to: "\(folder)/expected.json")
    return expectation
  }

  static func makeFolder(_ path: String) throws {
    guard mkdir(path, 0o755) == 0 else {
      throw FeedGeneratorError("can't create \(path): \(systemReason())")
    }
  }

  // The names have nothing that a CSV must quote, which FeedPeople's tests hold them to.
  private static func directory(_ people: FeedPeople) -> String {
    people.employees.reduce(into: "Email,DisplayName,MobileNumber,Department\r\n") { text, person in
      text += "\(person.email),\(person.name),\(person.number),\(person.department)\r\n"
    }
  }

  private static func mapping(_ people: FeedPeople) -> String {
    people.employees.filter(\.isMappedByFile).reduce(into: "MobileNumber,Email\r\n") { text, person in
      text += "\(person.number),\(person.email)\r\n"
    }
  }
}

/// A feed can't be written; the text says why and what to do.
public struct FeedGeneratorError: Error, Equatable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}
