public import Archive

/// A message as it was read: its header, its parts, and which of them are its text.
public struct Mail: Sendable {
  /// One part (RFC 2045, 2.4), in the order of the message; the first is the message itself.
  public struct Part: Sendable {
    public var header: MailHeader
    /// `type/subtype` in lower case.
    public var mediaType: String
    public var charset: String?
    /// The file's name as the sender has it: never a path of ours.
    public var name: String?
    /// `attachment` or `inline`, where the sender said.
    public var disposition: String?
    public var contentID: String?
    /// The numbers of the parts of a multipart.
    public var children: [Int] = []
    /// A leaf's decoded bytes; for a message in a message those of the whole of it.
    public var content: PartContent?
    /// The message that this part is.
    public var message: [Mail] = []
    /// Where its content stands in the bytes of the whole, and how; nil within forwarded messages.
    var place: EncodedPlace?

    var isMultipart: Bool { mediaType.hasPrefix("multipart/") && content == nil }
  }

  public var parts: [Part]
  /// The parts that a reader of plain text is shown, and of HTML, by number (RFC 8621, 4.1.4).
  public var textBody: [Int] = []
  public var htmlBody: [Int] = []
  public var attachments: [Int] = []
  /// All its text, forwarded messages' after its own.
  public var text = ""
  /// What stands before, between and behind the parts of multiparts: for programs that know none, and not for a person;
  /// it may hold what somebody wanted nobody to find.
  public var outside: PartContent?

  public var header: MailHeader { parts.first?.header ?? MailHeader() }
  public var messageID: String? { header.identifier("Message-ID") }
  public var subject: String { header.text("Subject") ?? "" }
  /// When it was written, as the sender says; nil without a date that can be.
  public var date: ZonedMoment? { header.bytes("Date").flatMap(MailDate.read) }
  public var from: [MailAddress] { header.addresses("From") }
  public var to: [MailAddress] { header.addresses("To") }
  public var cc: [MailAddress] { header.addresses("Cc") }
  public var bcc: [MailAddress] { header.addresses("Bcc") }
}

/// Where a part's encoded bytes stand in the message, and whether encoding its content again gives the same bytes.
struct EncodedPlace: Hashable, Sendable {
  enum Form: Hashable, Sendable {
    /// The bytes themselves.
    case identity
    /// Base64 in lines of so many columns, each ended by CRLF or LF.
    case base64(columns: Int, hasReturns: Bool)
  }

  var range: Range<Int64>
  var form: Form
}
