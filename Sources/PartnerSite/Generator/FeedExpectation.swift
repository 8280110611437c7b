/// What an import of a generated feed must report, by the command contract's definitions: `expected.json`.
///
/// It supposes the feed's directory and its mapping file, and that every item within the size limit.
public struct FeedExpectation: Hashable, Sendable, Codable {
  public struct Counts: Hashable, Sendable, Codable {
    /// The partner's items, lines that aren't one included.
    public var offered = 0
    /// Copies, one per mapped mailbox; an item nobody maps to counts once.
    public var available = 0
    public var imported = 0
    public var partial = 0
    public var duplicate = 0
    public var quarantined = 0
    public var failed = 0
    /// What the manifest announced and the files lacked.
    public var missing = 0

    mutating func add(_ other: Counts) {
      offered += other.offered
      available += other.available
      imported += other.imported
      partial += other.partial
      duplicate += other.duplicate
      quarantined += other.quarantined
      failed += other.failed
      missing += other.missing
    }
  }

  public struct Day: Hashable, Sendable, Codable {
    /// `YYYY-MM-DD`.
    public let date: String
    public var counts: Counts

    init(date: String, counts: Counts) { (self.date, self.counts) = (date, counts) }

    private enum DateKey: CodingKey { case date }

    // The counts stand beside the date, not below a key of their own.
    public init(from decoder: any Decoder) throws {
      date = try decoder.container(keyedBy: DateKey.self).decode(String.self, forKey: .date)
      counts = try Counts(from: decoder)
    }

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: DateKey.self)
      try container.encode(date, forKey: .date)
      try counts.encode(to: encoder)
    }
  }

  public internal(set) var days: [Day] = []
  public internal(set) var total = Counts()

  mutating func add(_ day: Day) {
    days.append(day)
    total.add(day.counts)
  }
}
