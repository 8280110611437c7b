internal import Archive

/// What preparing items of one connector needs to know, as it was when the day was begun.
struct PreparationContext: Sendable {
  var mapper: ParticipantMapper<Mailbox>
  var converter: Converter
  var sizeLimit: Int64

  /// `numbers`: what has read numbers before and remembers them; nil: a new one.
  init(_ connector: Connector, _ archive: Archive, numbers: PhoneNumbers? = nil) throws {
    let numbers = try numbers ?? connector.numbers()
    mapper = try archive.read { try MappingStore.mapper(of: connector, numbers: numbers, $0) }
    converter = Converter(network: connector.type.network, connector: connector.name, numbers: numbers)
    sizeLimit = connector.sizeLimit
  }
}
