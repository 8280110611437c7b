/// What a stranger's e-mail may ask of us at most; beyond it the item waits in quarantine with its bytes.
public enum MailLimits {
  /// Multiparts and messages inside each other.
  ///
  /// Real mail has some six; each level is a boundary that every line of the
  /// message is compared with, and a frame on the stack where its text is put together.
  static let depth = 32
  /// Parts of one message, those of forwarded messages included.
  ///
  /// A part costs a header, a name and perhaps a file.
  static let parts = 1_000
  /// A header block.
  ///
  /// Mail servers stop at some 64 to 256 kB; it is held in memory whole.
  static let headerBytes = 256 << 10
  /// Fields of a header block, since each is an allocation: a long-travelled message has a hundred.
  static let headerFields = 2_000
  /// Addresses that are read of a field: one more than any item may have, so that too many are noticed.
  static let recipients = FeedLimits.mostRecipients + 1
  /// Characters of a display name or a file's name that are kept; they stand in lists and headers.
  static let nameCharacters = 250
  /// Decoded text that is indexed and shown, per message.
  ///
  /// A book has one megabyte; decoding and cutting it into words
  /// takes several times as much memory.
  static let textBytes = 8 << 20
  /// A line's bytes before it is taken in pieces: RFC 5322 allows 998, real messages hold whole documents in one.
  static let lineBytes = 64 << 10
  /// Decoded parts held in memory, per message, before the next go to files.
  static let heldBytes = 4 << 20
  /// Characters of a charset's name; IANA's longest has 45.
  static let charsetName = 48
  /// Parentheses within parentheses in an address or a date, after which they are characters like others.
  static let commentDepth = 16
  /// Pieces of one parameter (RFC 2231, 3): more are somebody's joke on those who sort them.
  static let parameterPieces = 100
}

/// Why a message is not read: it asks for more than any real one does.
public struct MailProblem: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}
