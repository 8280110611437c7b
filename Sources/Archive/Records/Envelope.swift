/// Someone who took part in a message or a call.
public struct Party: Hashable, Sendable, Codable {
  /// The display name, as the partner gave it or as the directory has it.
  public var name: String?
  /// A real e-mail address; nil where there is only a number.
  public var email: String?
  /// E.164 (`+447700900123`) where the number is one; else as written (a short code, an alphanumeric sender).
  public var number: String?

  public init(name: String? = nil, email: String? = nil, number: String? = nil) {
    (self.name, self.email, self.number) = (name, email, number)
  }
}

/// What kind of item this is: the word `kind:` searches for.
public enum ItemKind: String, Sendable, Codable, CaseIterable {
  case sms, call
  /// A message that was an e-mail from the beginning.
  case email

  /// As stored.
  ///
  /// Never renumber: archives hold these.
  public var code: UInt8 {
    switch self {
    case .sms: 1
    case .call: 2
    case .email: 3
    }
  }
  public init?(code: UInt8) {
    switch code {
    case 1: self = .sms
    case 2: self = .call
    case 3: self = .email
    default: return nil
    }
  }
}

/// Which way an item went, seen from the company's phone.
public enum Direction: String, Sendable, Codable, CaseIterable { case inbound, outbound }

/// A part of a message that is a file: a recording, a picture.
public struct Attachment: Hashable, Sendable, Codable {
  public var name: String
  /// RFC 2045 `type/subtype`, lower case.
  public var mediaType: String
  public var bytes: Int64
  /// SHA-256 of the content.
  public var digest: Digest

  public init(name: String, mediaType: String, bytes: Int64, digest: Digest) {
    (self.name, self.mediaType, self.bytes, self.digest) = (name, mediaType, bytes, digest)
  }
}

/// What a person sees of a message without opening its e-mail: who, when, what.
///
/// It is derived from the original record by conversion, stored beside it, and is all that indexing,
/// result lists and queries on one item need.
public struct Envelope: Hashable, Sendable {
  public var kind: ItemKind
  public var direction: Direction
  public var sent: ZonedMoment
  public var from: Party
  public var to: [Party]
  public var subject: String
  /// The text of an SMS or an e-mail, or a call's transcript (empty without one).
  public var body: String
  public var attachments: [Attachment]
  /// Shared by all copies, with its angle brackets (RFC 5322, 3.6.4).
  public var messageID: String

  public init(
    kind: ItemKind, direction: Direction, sent: ZonedMoment, from: Party, to: [Party], subject: String,
    body: String, attachments: [Attachment] = [], messageID: String
  ) {
    (self.kind, self.direction, self.sent) = (kind, direction, sent)
    (self.from, self.to, self.subject, self.body) = (from, to, subject, body)
    (self.attachments, self.messageID) = (attachments, messageID)
  }

  /// Everyone who took part, sender first.
  public var participants: [Party] { [from] + to }
}
