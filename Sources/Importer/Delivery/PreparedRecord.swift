internal import Archive
internal import Foundation

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
    case problem(RecordProblem)
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
}

/// A record's bytes: at hand, or in a file of the content store where they are too many.
enum RecordBytes: Sendable {
  case held([UInt8])
  case file(URL)
}

/// An item ready to be filed.
struct PreparedItem: Sendable {
  var carrier: CarrierItem
  var converted: ConvertedMessage
  var emailDigest: Digest
  var emailSize: Int64
  var original: [UInt8]
  /// Packed by the codec, ready to be stored.
  var stored: [UInt8]
  /// The mailboxes it goes to, each once.
  var copies: [Copy]
  var contents: [PreparedContent]
  /// Files the partner announced and did not deliver.
  var missing: [MissingFile]

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
}
