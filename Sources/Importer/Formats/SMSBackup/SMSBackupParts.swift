internal import Archive
internal import Glibc

/// An MMS's parts and addresses.
struct SMSBackupParts {
  /// A phone sends some dozens of parts and a group has some hundreds of people; more would be an attempt to fill memory.
  static let mostParts = 1_000
  static let mostAddresses = 1_000

  private(set) var texts: [String] = []
  private(set) var attachments: [FeedAttachment] = []
  private(set) var contents = FetchedFiles.none
  /// In the order of the backup: sender 137, recipients 151, 130 and 129 (the numbers of OMA's MMS headers From, To, Cc
  /// and Bcc).
  private(set) var addresses: [(type: String, number: String)] = []
  private var partCount = 0
  private var addressCount = 0

  mutating func add(address attributes: MarkupAttributes) {
    addressCount += 1
    guard addressCount <= Self.mostAddresses, let number = attributes["address"], number != "null" else { return }
    addresses.append((attributes["type"] ?? "", number))
  }

  mutating func add(part attributes: MarkupAttributes, _ stager: ContentStager) throws {
    partCount += 1
    guard partCount <= Self.mostParts else { return }
    let type = (attributes["ct"] ?? "").lowercased()
    // Where on a screen the parts go: no content.
    guard type != "application/smil" else { return }
    let text = attributes["text"].flatMap { $0 == "null" ? nil : $0 }
    if type.hasPrefix("text/plain"), let text {
      texts.append(text)
      return
    }
    let names = [attributes["cl"], attributes["name"], attributes["fn"]].compactMap(\.self)
    let shown = names.first { $0 != "null" && !$0.isEmpty } ?? "part-\(partCount)"
    let isBase64 = try attributes.withValue(of: "data") { try Base64Text.decode($0, into: stager) }
    switch isBase64 {
    case true?:
      let (file, bytes, digest) = try stager.finish()
      contents.add(file, digest)
      attachments.append(FeedAttachment(name: shown, mediaType: type, bytes: bytes, sha256: digest))
    case false?:
      let digest = attributes.withValue(of: "data") { raw in
        Digest(of: UnsafeRawBufferPointer(start: raw, count: strlen(raw)))
      }
      missing(shown, type, digest ?? Digest(of: []), "its data in the backup is not base64")
    case nil:
      if let text {
        try stager.write(Array(text.utf8))
        let (file, bytes, digest) = try stager.finish()
        contents.add(file, digest)
        attachments.append(FeedAttachment(name: shown, mediaType: type, bytes: bytes, sha256: digest))
      } else {
        missing(shown, type, Digest(of: []), "the backup was made without it")
      }
    }
  }

  private mutating func missing(_ name: String, _ type: String, _ digest: Digest, _ reason: String) {
    contents.add(.missing(reason), digest)
    attachments.append(FeedAttachment(name: name, mediaType: type, bytes: 0, sha256: digest))
  }

  func check() throws(ItemProblem) {
    guard partCount <= Self.mostParts else {
      throw ItemProblem(.attachment, "it has \(partCount) parts; the most is \(Self.mostParts)")
    }
    guard addressCount <= Self.mostAddresses else {
      throw ItemProblem(.participants, "it has \(addressCount) addresses; the most is \(Self.mostAddresses)")
    }
  }

  /// Adds what makes the parts these and no others.
  func name(_ id: inout ContentID) {
    for text in texts { id.add(text) }
    for attachment in attachments { id.add(attachment.sha256) }
    for address in addresses { id.add(address.number) }
  }
}

/// Who took part in an MMS.
struct SMSBackupPeople {
  var address: String?
  var name: String?
  var parts: SMSBackupParts
  var owner: FeedParty

  /// What Android writes for the phone's own number.
  private static let own = "insert-address-token"

  /// The numbers of the conversation, without the phone's own.
  private var conversation: [FeedParty] {
    let numbers = (address ?? "").split(separator: "~").map(String.init).filter { $0 != Self.own }
    // The contact's name is one person's only where there is one.
    return numbers.prefix(SMSBackupParts.mostAddresses).map {
      FeedParty(number: $0, name: numbers.count == 1 ? name : nil)
    }
  }

  private func party(_ number: String) -> FeedParty {
    if number == Self.own { return owner }
    return conversation.first { $0.number == number } ?? FeedParty(number: number)
  }

  private func numbers(_ types: Set<String>) -> [FeedParty] {
    var parties: [FeedParty] = []
    for found in parts.addresses where types.contains(found.type) {
      let party = party(found.number)
      if !parties.contains(party) { parties.append(party) }
    }
    return parties
  }

  private static let recipients: Set<String> = ["151", "130", "129"]

  var received: (from: FeedParty, to: [FeedParty]) {
    let from = numbers(["137"]).first { $0 != owner } ?? conversation.first ?? FeedParty()
    let others = numbers(Self.recipients).filter { $0 != owner && $0 != from }
    return (from, [owner] + others)
  }

  var sent: (from: FeedParty, to: [FeedParty]) {
    let named = numbers(Self.recipients).filter { $0 != owner }
    let to = named.isEmpty ? conversation : named
    return (owner, to.isEmpty ? [FeedParty()] : to)
  }
}
