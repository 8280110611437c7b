internal import Archive
internal import Testing

@testable internal import Importer

/// Items made up for tests.
enum Samples {
  static let sent = ZonedMoment(Moment(seconds: 1_704_183_303), offsetMinutes: 60)

  static func sms(_ body: String, from: FeedParty = ada, to: [FeedParty] = [outsider]) -> CarrierItem {
    CarrierItem(
      partnerID: "o2-20240102-000001", kind: .sms, direction: .outbound, sent: sent, from: from, to: to,
      body: body)
  }

  static func call(answered: Bool? = true, direction: Direction = .inbound) -> CarrierItem {
    CarrierItem(
      partnerID: "o2-2", kind: .call, direction: direction, sent: sent, durationSeconds: 182,
      answered: answered,
      from: outsider, to: [ada], transcript: "Hello?\nYes.")
  }

  static let ada = FeedParty(number: "07700 900001", email: "ada@corp.example", name: "Ada Abbott")
  static let outsider = FeedParty(number: "+447700900501")

  static func file(_ content: [UInt8], name: String = "call.wav", mediaType: String = "audio/wav")
    -> FeedAttachment
  {
    FeedAttachment(name: name, mediaType: mediaType, bytes: Int64(content.count), sha256: Digest(of: content))
  }

  static func converter() throws -> Converter {
    Converter(network: "o2", connector: "London O2", numbers: try #require(PhoneNumbers(region: "GB")))
  }

  static func convert(_ item: CarrierItem, revision: Int = 1) throws -> ConvertedMessage {
    try converter().convert(item, revision: revision) { _ in nil }
  }

  /// The whole e-mail, with the contents where they belong.
  static func bytes(of email: EmailForm, contents: [[UInt8]] = []) throws -> [UInt8] {
    let byDigest = Dictionary(contents.map { (Digest(of: $0), $0) }) { first, _ in first }
    var bytes: [UInt8] = []
    try email.write(
      content: { digest in
        var left = byDigest[digest].map { [$0] } ?? []
        return { left.popLast() }
      },
      to: { bytes.append(contentsOf: $0) })
    return bytes
  }

  static func text(of email: EmailForm, contents: [[UInt8]] = []) throws -> String {
    String(decoding: try bytes(of: email, contents: contents), as: UTF8.self).replacing("\r\n", with: "\n")
  }
}
