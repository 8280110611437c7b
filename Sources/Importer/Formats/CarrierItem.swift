public import Archive

/// An SMS or a call as a partner's record tells it, whatever format it came in.
public struct CarrierItem: Hashable, Sendable {
  /// What the partner calls it; within a connector, the same id again is the same item.
  public var partnerID: String
  public var kind: ItemKind
  public var direction: Direction
  /// When the text was sent or the call began.
  public var sent: ZonedMoment
  /// How long a call lasted, in seconds; nil where not told, and for texts.
  public var durationSeconds: Int64?
  /// Whether a call was answered; nil where not told, and for texts.
  public var answered: Bool?
  public var from: FeedParty
  public var to: [FeedParty]
  /// An SMS's text.
  public var body: String
  /// What was said in a call, where somebody wrote it down.
  public var transcript: String?
  /// A call's sound.
  public var recording: FeedAttachment?
  public var attachments: [FeedAttachment]

  public init(
    partnerID: String, kind: ItemKind, direction: Direction, sent: ZonedMoment, durationSeconds: Int64? = nil,
    answered: Bool? = nil, from: FeedParty, to: [FeedParty], body: String = "", transcript: String? = nil,
    recording: FeedAttachment? = nil, attachments: [FeedAttachment] = []
  ) {
    (self.partnerID, self.kind, self.direction, self.sent) = (partnerID, kind, direction, sent)
    (self.durationSeconds, self.answered, self.from, self.to) = (durationSeconds, answered, from, to)
    (self.body, self.transcript) = (body, transcript)
    (self.recording, self.attachments) = (recording, attachments)
  }

  /// Everyone who took part, sender first.
  public var participants: [FeedParty] { [from] + to }

  /// Every file that belongs to it, the recording first.
  public var files: [FeedAttachment] { recording.map { [$0] + attachments } ?? attachments }
}

/// Someone who took part, as the partner's record has them.
///
/// All three may be missing: a caller who withheld their number took part all the same.
public struct FeedParty: Hashable, Sendable {
  /// In any written form, a short code or a word (``PhoneNumbers`` tells which).
  public var number: String?
  /// The user's e-mail address property.
  public var email: String?
  public var name: String?

  public init(number: String? = nil, email: String? = nil, name: String? = nil) {
    (self.number, self.email, self.name) = (number, email, name)
  }
}

/// A file that belongs to an item, as the partner announces it.
public struct FeedAttachment: Hashable, Sendable {
  /// Written by whoever sent it: never a path of ours.
  public var name: String
  public var mediaType: String
  public var bytes: Int64
  /// SHA-256 of the content.
  public var sha256: Digest

  public init(name: String, mediaType: String, bytes: Int64, sha256: Digest) {
    (self.name, self.mediaType, self.bytes, self.sha256) = (name, mediaType, bytes, sha256)
  }
}

/// Why a record is not an item: the reason it waits in quarantine.
public struct ItemProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong; the words are stable, and scripts rely on them.
  public enum Code: String, Sendable, CaseIterable {
    case json = "item.json"
    case markup = "item.markup"
    case csv = "item.csv"
    case missing = "item.missing"
    case id = "item.id"
    case type = "item.type"
    case direction = "item.direction"
    case date = "item.date"
    case participants = "item.participants"
    case duration = "item.duration"
    case attachment = "item.attachment"
    /// An e-mail that asks for more than any real one does.
    case mail = "item.mail"
    /// An encrypted e-mail whose key is not there.
    case key = "item.key"
    /// An encrypted e-mail that does not open.
    case encryption = "item.encryption"
  }

  public let code: Code
  /// What happened and where, for a person.
  public let message: String
  /// The record's id, where it has a usable one.
  public let partnerID: String?

  public init(_ code: Code, _ message: String, partnerID: String? = nil) {
    (self.code, self.message, self.partnerID) = (code, message, partnerID)
  }

  public var description: String { "\(code.rawValue): \(message)" }
}
