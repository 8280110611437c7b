internal import Archive
internal import Foundation
internal import Glibc
internal import Search

/// One of the partner's records, read and made ready: all that is left is to enter it.
struct PreparedRecord: Sendable {
  /// The line of the file, from 1.
  var line: Int64
  /// SHA-256 of the record as delivered.
  var digest: Digest
  var size: Int64
  var outcome: Outcome

  enum Outcome: Sendable {
    case item(PreparedItem)
    /// Goes to quarantine.
    indirect case problem(RecordProblem)
  }
}

/// Why a record waits in quarantine, with its bytes.
struct RecordProblem: Sendable {
  var reason: String
  var detail: String
  var partnerID: String?
  /// The participant nobody could be found for.
  var participant: String?
  var bytes: RecordBytes
  /// What is not among the bytes and must be kept with them, of a foreign file's record.
  var beside: Beside?

  struct Beside: Sendable {
    /// ``ForeignRecord/note``.
    var note: [UInt8]
    var contents: [PreparedContent]
  }
}

/// A record's bytes: at hand, or in a file of the content store where they are too many.
enum RecordBytes: Sendable {
  case held([UInt8])
  case file(URL)
}

/// An item ready to be filed.
///
/// A class because it goes from hand to hand: a copy of the structure would count two dozen references.
final class PreparedItem: Sendable {
  let carrier: CarrierItem
  let converted: ConvertedMessage
  let emailDigest: Digest
  let emailSize: Int64
  let original: [UInt8]
  /// Packed by the codec, ready to be stored.
  let stored: [UInt8]
  /// Ready to be indexed.
  let words: MessageWords
  /// The mailboxes it goes to, each once.
  let copies: [Copy]
  let contents: [PreparedContent]
  /// Files the partner announced and did not deliver.
  let missing: [MissingFile]
  /// Whether its id was made from what it says: the same id again is the same item.
  let isNamedByContent: Bool
  /// The delivered e-mail, where the record was one.
  let finished: FinishedEmail?

  init(
    carrier: CarrierItem, converted: ConvertedMessage, emailDigest: Digest, emailSize: Int64, original: [UInt8],
    stored: [UInt8], words: MessageWords, copies: [Copy], contents: [PreparedContent], missing: [MissingFile],
    isNamedByContent: Bool, finished: FinishedEmail?
  ) {
    (self.carrier, self.converted) = (carrier, converted)
    (self.emailDigest, self.emailSize) = (emailDigest, emailSize)
    (self.original, self.stored, self.words) = (original, stored, words)
    (self.copies, self.contents, self.missing) = (copies, contents, missing)
    (self.isNamedByContent, self.finished) = (isNamedByContent, finished)
  }

  struct Copy: Sendable, Hashable {
    var mailbox: Mailbox.ID
    var isOutgoing: Bool
  }

  struct MissingFile: Sendable, Hashable {
    var digest: Digest
    var reason: String
  }
}

/// A recording or attachment that was fetched.
struct PreparedContent: Sendable {
  var digest: Digest
  var size: Int64
  /// Nil where it lies in the content store as a file already.
  var bytes: [UInt8]?
  /// A temporary file of the content store that is to become content.
  var temporary: URL?

  /// Removes the temporary file: it is not to become content.
  func discard() {
    if let temporary { unlink(temporary.path) }
  }
}
