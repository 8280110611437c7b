internal import Testing

@testable internal import Importer

@Suite("mapping a participant")
struct ParticipantMapperTests {
  let numbers: PhoneNumbers
  init() throws { numbers = try #require(PhoneNumbers(region: "GB")) }

  func mapper(automatic: Bool = true, active: Set<String> = ["ada@corp.example", "ben@corp.example"]) throws
    -> ParticipantMapper<String>
  {
    let csv = "MobileNumber,Email\n07700 900001,Ada@corp.example\n07700 900002,gone@corp.example\n"
    let table = try MappingTable(csv: Array(csv.utf8), numbers: numbers) { _ in true }
    return ParticipantMapper(table: table, automatic: automatic, numbers: numbers) {
      active.contains($0) ? $0 : nil
    }
  }

  func outcome(_ party: FeedParty, automatic: Bool = true) throws -> String {
    guard let found = try mapper(automatic: automatic).map(party) else { return "nobody" }
    return "\(found.mailbox) by \(found.by.rawValue)"
  }

  @Test("44: the table by number comes before the e-mail property")
  func tableFirst() throws {
    let party = FeedParty(number: "0044 7700 900001", email: "ben@corp.example")
    #expect(try outcome(party) == "ada@corp.example by custom")
  }

  @Test("where the table names nobody valid, the e-mail property counts, in any case")
  func thenProperty() throws {
    #expect(
      try outcome(FeedParty(number: "07700 900002", email: " Ben@CORP.example "))
        == "ben@corp.example by automatic")
    #expect(
      try outcome(FeedParty(number: "07700 900009", email: "ben@corp.example"))
        == "ben@corp.example by automatic")
    #expect(try outcome(FeedParty(email: "ADA@corp.example")) == "ada@corp.example by automatic")
  }

  @Test("without automatic mapping the property never counts")
  func automaticOff() throws {
    #expect(
      try outcome(FeedParty(number: "07700 900009", email: "ben@corp.example"), automatic: false) == "nobody")
    #expect(try outcome(FeedParty(number: "07700 900001"), automatic: false) == "ada@corp.example by custom")
  }

  @Test(
    "who can't be found has no copy",
    arguments: [
      FeedParty(), FeedParty(number: "62255"), FeedParty(number: "HSBC", email: "x@y.example"),
      FeedParty(email: "gone@corp.example"), FeedParty(email: ""), FeedParty(name: "ada@corp.example"),
    ])
  func nobody(party: FeedParty) throws { #expect(try outcome(party) == "nobody") }

  @Test("addresses are compared without case and blanks")
  func keys() {
    #expect(MailboxAddress.key("ada@corp.example") == "ada@corp.example")
    #expect(MailboxAddress.key("\t ADA@Corp.Example\n") == "ada@corp.example")
    #expect(MailboxAddress.key("E\u{301}va@corp.example") == MailboxAddress.key("\u{E9}VA@corp.example"))
  }
}
