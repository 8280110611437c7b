/// One line of a feed, as the interface has it (docs/partner-feed.md).
struct FeedItem: Encodable {
  struct Party: Encodable {
    let number: String
    let email: String?
    let name: String?

    enum CodingKeys: CodingKey { case number, email, name }

    /// Unknown properties are written as null, not left out.
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(number, forKey: .number)
      try container.encode(email, forKey: .email)
      try container.encode(name, forKey: .name)
    }
  }

  struct File: Encodable {
    let name: String
    let mediaType: String
    let bytes: Int
    let sha256: String
  }

  enum Content {
    case sms(body: String, attachments: [File])
    case call(seconds: Int, answered: Bool, recording: File, transcript: String?)
  }

  var id: String
  let isInbound: Bool
  /// RFC 3339.
  let at: String
  var from: Party
  var to: [Party]
  let content: Content

  enum CodingKeys: CodingKey {
    case id, type, direction, sent, started, durationSeconds, answered, from, to
    case body, attachments, recording, transcript
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(isInbound ? "inbound" : "outbound", forKey: .direction)
    try container.encode(from, forKey: .from)
    try container.encode(to, forKey: .to)
    switch content {
    case .sms(let body, let attachments):
      try container.encode("sms", forKey: .type)
      try container.encode(at, forKey: .sent)
      try container.encode(body, forKey: .body)
      try container.encode(attachments, forKey: .attachments)
    case .call(let seconds, let answered, let recording, let transcript):
      try container.encode("call", forKey: .type)
      try container.encode(at, forKey: .started)
      try container.encode(seconds, forKey: .durationSeconds)
      try container.encode(answered, forKey: .answered)
      try container.encode(recording, forKey: .recording)
      try container.encode(transcript, forKey: .transcript)
    }
  }
}
