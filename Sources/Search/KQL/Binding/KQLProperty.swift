internal import Archive

/// A property that a restriction can name: a row of the table in docs/kql.md.
public struct KQLProperty: Hashable, Sendable {
  public let name: String
  /// Other names for the same, most of them what stored queries of the product we match call it.
  public let aliases: [String]
  public let kind: Kind
  /// What it tests, in a line.
  public let summary: String

  public enum Kind: Hashable, Sendable {
    case text(TextField)
    /// When the item was sent.
    case date
    /// Bytes.
    case size
    case itemKind
    case direction
    case hasAttachment
    case partlyIndexed
    /// The code that the product we match gives to what it could index only in part.
    case indexingErrorCode
    /// Everything that two or more people sent each other.
    case conversation
    /// Known, but nothing archived here can have it.
    case never
  }

  private init(_ name: String, _ aliases: [String] = [], _ kind: Kind, _ summary: String) {
    (self.name, self.aliases, self.kind, self.summary) = (name, aliases, kind, summary)
  }

  public static let all: [KQLProperty] = [
    KQLProperty(
      "from", ["sender", "author", "senderauthor"], .text(.sender), "sender's name, address or number"),
    KQLProperty("to", [], .text(.recipients), "a recipient's name, address or number"),
    KQLProperty("recipients", [], .text(.recipients), "the same as to: there is no Cc or Bcc here"),
    KQLProperty("participants", [], .text(.participants), "sender or recipient"),
    KQLProperty("cc", [], .never, "nothing: texts and calls have no Cc"),
    KQLProperty("bcc", [], .never, "nothing: texts and calls have no Bcc"),
    KQLProperty("subject", ["subjecttitle", "title"], .text(.subject), "words of the subject line"),
    KQLProperty("body", [], .text(.body), "words of the text, or of a call's transcript"),
    KQLProperty("attachmentnames", [], .text(.attachmentNames), "words of an attachment's file name"),
    KQLProperty("sent", [], .date, "when it was sent"),
    KQLProperty("received", [], .date, "the same time: a text or call has one"),
    KQLProperty("date", [], .date, "the same time: sent or received"),
    KQLProperty("size", [], .size, "bytes of the archived e-mail, attachments included"),
    KQLProperty("kind", [], .itemKind, "sms, call or email"),
    KQLProperty("direction", [], .direction, "inbound or outbound, seen from the company's phone"),
    KQLProperty("hasattachment", [], .hasAttachment, "true or false"),
    KQLProperty("partlyindexed", [], .partlyIndexed, "true or false: whether some of its text isn't searchable"),
    KQLProperty("indexingerrorcode", [], .indexingErrorCode, "1 where some of its text isn't searchable, else 0"),
    KQLProperty("conversation", [], .conversation, "all that the people named sent each other"),
  ]

  /// The operators it takes.
  public var operators: [KQLOperator] {
    switch kind {
    case .text, .itemKind, .direction, .hasAttachment, .partlyIndexed, .conversation, .never:
      [.contains, .equals, .notEqual]
    case .date, .size, .indexingErrorCode: KQLOperator.allCases
    }
  }

  /// The property of that name or alias, in any case.
  public static func named(_ name: String) -> KQLProperty? { byName[name.lowercased()] }

  /// Whether a name means something in the product we match, but not on a text or a call.
  static func isAbsent(_ name: String) -> Bool { absent.contains(name.lowercased()) }

  private static let byName: [String: KQLProperty] = {
    var names: [String: KQLProperty] = [:]
    for property in all { for name in [property.name] + property.aliases { names[name] = property } }
    return names
  }()

  private static let absent: Set<String> = [
    "category", "complianceassetid", "contentclass", "contenttype", "created", "createdby",
    "detectedlanguage", "documentlink", "fileextension", "filename", "filetype", "folderid", "importance",
    "isread", "itemclass", "lastmodifiedtime", "modifiedby", "path", "retentionlabel",
    "sensitivetype", "sharedwithusersowsuser", "site", "type", "viewablebyexternalusers",
  ]
}
