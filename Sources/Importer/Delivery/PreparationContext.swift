internal import Archive

/// What preparing items of one connector needs to know, as it was when the day was begun.
struct PreparationContext: Sendable {
  var mapper: ParticipantMapper<Mailbox>
  var converter: Converter
  var sizeLimit: Int64

  init(_ connector: Connector, _ archive: Archive) throws {
    guard let numbers = PhoneNumbers(region: connector.region) else {
      throw StorageError("connector '\(connector.name)' has the region '\(connector.region)', which is none")
    }
    mapper = try archive.read { try MappingStore.mapper(of: connector, numbers: numbers, $0) }
    converter = Converter(network: connector.type.network, connector: connector.name, numbers: numbers)
    sizeLimit = connector.sizeLimit
  }
}
