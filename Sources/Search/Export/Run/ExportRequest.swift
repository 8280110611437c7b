public import Archive
public import GRDB

/// What is to be exported, and how: fixed when an export begins, and the same when it goes on.
public struct ExportRequest: Sendable, Hashable, Codable {
  /// The query as it was typed.
  public var query: String
  /// Only these mailboxes, by address; empty: all.
  public var mailboxes: [String]
  /// Never these.
  public var excludedMailboxes: [String]
  /// The IANA name of the time zone in which days are meant.
  public var timeZone: String
  public var format: ExportFormat
  /// Whether of several custodians' copies of a message only one is written.
  public var deduplicates: Bool
  /// The search job whose run is exported; nil: a search of its own.
  public var job: String?
  /// That run's number.
  public var run: Int64?

  public init(
    query: String, mailboxes: [String] = [], excludedMailboxes: [String] = [], timeZone: String = "UTC",
    format: ExportFormat, deduplicates: Bool = false
  ) {
    (self.query, self.mailboxes, self.excludedMailboxes) = (query, mailboxes, excludedMailboxes)
    (self.timeZone, self.format, self.deduplicates) = (timeZone, format, deduplicates)
  }
}

/// In which form items leave the archive.
public enum ExportFormat: String, Sendable, Hashable, Codable, CaseIterable {
  /// An e-mail a file (RFC 5322), in folders per custodian.
  case eml
  /// A mailbox file per custodian, quoted as mboxrd has it.
  case mbox
  /// Relativity's short message format 2.0: a conversation a day per file.
  case rsmf
  /// The IETF's conversation container: a conversation a day per file.
  case vcon
  /// Concordance DAT and Opticon OPT with native and text files.
  case loadfile

  /// Whether items are put together by who talked with whom on which day.
  var isByConversation: Bool { self == .rsmf || self == .vcon }
}

/// One item that a search found and that an export is to cover.
public struct ExportHit: Sendable, Hashable {
  public var item: Item.ID
  public var message: Message.ID
  public var mailbox: Mailbox.ID
  /// What a custodian's items are sorted by.
  public var sent: Moment
  /// Bytes of the e-mail.
  public var size: Int64

  public init(item: Item.ID, message: Message.ID, mailbox: Mailbox.ID, sent: Moment, size: Int64) {
    (self.item, self.message, self.mailbox) = (item, message, mailbox)
    (self.sent, self.size) = (sent, size)
  }
}

/// What an export covers: a search's result in one state of the archive, or one that a search job has kept.
public protocol ExportSource: Sendable {
  /// Hands out every hit once, in any order, holding a bounded number of them in memory.
  ///
  /// It is asked once, when the export begins; what it hands out is then pinned in the export's journal.
  func eachHit(_ db: Database, _ visit: (ExportHit) throws -> Void) throws
}
