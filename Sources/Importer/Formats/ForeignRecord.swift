internal import Archive
internal import Foundation

/// One record of a foreign file: its bytes, and the item it tells of or why it tells of none.
struct ForeignRecord: Sendable {
  /// Which one of the file's, from 1: what progress is counted in, the same whenever the file is read.
  var ordinal: Int64
  /// Exactly as it stands in the file.
  var original: Original
  var read: ReadRecord
  /// The contents of its attachments.
  var contents = FetchedFiles.none
  /// Whether the contents lie outside the record's bytes, so that in quarantine they must be kept beside them.
  var areContentsOutside = false
  /// What the format needs beside the bytes to read them again.
  var note: [UInt8] = []
  /// Whether its id was made from what it says: then the same id is the same item, whatever else was changed around it.
  var isNamedByContent = false
  /// The e-mail, where the record is one already.
  var email: FinishedEmail?

  /// The record's bytes: at hand, or in a temporary file of the content store where they are too many.
  enum Original: Sendable {
    case held([UInt8])
    case file(URL, bytes: Int64, digest: Digest)
  }

  /// The most bytes of a record: it is held in memory, and in several copies while it is read.
  ///
  /// More than an e-mail or an MMS with 10 MB of pictures in base64 has.
  static let longest = 16 << 20
  /// The most bytes of a note: it names a conversation's people and never a text.
  static let longestNote = 64 << 10

  /// About how much memory it takes.
  var weight: Int {
    var total = note.count
    if case .held(let bytes) = original { total += bytes.count }
    for case .held(let bytes) in contents.files.values { total += bytes.count }
    return total
  }
}

/// An item that is an e-mail already: its bytes are kept as they are, and nothing is converted.
struct FinishedEmail: Sendable, Hashable {
  /// Exactly the delivered e-mail.
  var form: EmailForm
  /// Its subject in plain text; nil: one is made, as for other items.
  var subject: String?
  /// Its Message-ID with the angle brackets; nil: one is made.
  var messageID: String?
  /// The files in it, by which it is found.
  var attachments: [Attachment] = []
}
