public import Archive

/// Replacing a connector's custom mapping, and asking what it would do.
public enum MappingChange {
  /// Replaces the whole table by a file's, or changes nothing.
  ///
  /// - Returns: how many numbers are mapped now.
  /// - Throws: ``MappingProblems`` with every mistake in the file.
  public static func set(_ csv: [UInt8], of name: String, _ act: Act) throws -> Int {
    let connector = try Connector.require(name, act.db)
    let active = try MappingStore.activeAddresses(act.db)
    let table = try MappingTable(
      csv: csv, numbers: try connector.numbers(), isActiveMailbox: active.contains)
    try MappingStore.replace(table, of: connector.id, act)
    return table.entries.count
  }

  /// Where an item of a participant would go.
  public struct Answer: Sendable, Hashable {
    public var mailbox: String?
    public var by: MappingRule?
    /// The number as it is compared: E.164 where it is one.
    public var number: String
  }

  public static func test(_ party: FeedParty, of connector: Connector, in archive: Archive) throws -> Answer {
    let numbers = try connector.numbers()
    let mapper = try archive.read { try MappingStore.mapper(of: connector, numbers: numbers, $0) }
    let found = mapper.map(party)
    return Answer(
      mailbox: found?.mailbox.email, by: found?.by, number: numbers.normalize(party.number ?? "").text)
  }
}

extension Connector {
  /// Reads numbers as people of the connector's region write them.
  func numbers() throws -> PhoneNumbers {
    guard let numbers = PhoneNumbers(region: region) else {
      throw StorageError("connector '\(name)' has the region '\(region)', which is none")
    }
    return numbers
  }
}
