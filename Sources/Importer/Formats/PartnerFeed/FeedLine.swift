internal import Archive

/// A line's fields as JSON has them, before anything is believed.
struct FeedLine: Decodable {
  let id: String
  let type: String
  let direction: String
  let moment: String?
  let durationSeconds: Int64?
  let answered: Bool?
  let from: FeedParty
  let to: [FeedParty]
  let text: String?
  let recording: FeedFile?
  let attachments: [FeedFile]?

  enum CodingKeys: String, CodingKey {
    case id, type, direction, sent, started, durationSeconds, answered, from, to, body, transcript
    case recording, attachments
  }

  /// Written out because the synthesised one looks for every field in every line: a text has no transcript,
  /// and each look costs.
  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    id = try fields.decode(String.self, forKey: .id)
    type = try fields.decode(String.self, forKey: .type)
    direction = try fields.decode(String.self, forKey: .direction)
    from = try fields.decode(FeedParty.self, forKey: .from)
    to = try fields.decode([FeedParty].self, forKey: .to)
    attachments = try fields.decodeIfPresent([FeedFile].self, forKey: .attachments)
    recording = try fields.decodeIfPresent(FeedFile.self, forKey: .recording)
    if type == ItemKind.call.rawValue {
      moment = try fields.decodeIfPresent(String.self, forKey: .started)
      durationSeconds = try fields.decodeIfPresent(Int64.self, forKey: .durationSeconds)
      answered = try fields.decodeIfPresent(Bool.self, forKey: .answered)
      text = try fields.decodeIfPresent(String.self, forKey: .transcript)
    } else {
      moment = try fields.decodeIfPresent(String.self, forKey: .sent)
      (durationSeconds, answered) = (nil, nil)
      text = try fields.decodeIfPresent(String.self, forKey: .body)
    }
  }
}

/// A recording or an attachment as JSON has it.
struct FeedFile: Decodable {
  let name: String?
  let mediaType: String?
  let bytes: Int64
  let sha256: String
}

extension FeedParty: Decodable {
  enum CodingKeys: String, CodingKey { case number, email, name }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      number: try fields.decodeIfPresent(String.self, forKey: .number),
      email: try fields.decodeIfPresent(String.self, forKey: .email),
      name: try fields.decodeIfPresent(String.self, forKey: .name))
  }
}
