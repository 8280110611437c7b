internal import Foundation
internal import GRDB

/// Recomputes a message's digests from the bytes that are stored.
struct MessageVerifier {
  private let db: Database
  private let content: ContentStore
  private let codec: MessageCodec

  init(_ db: Database, content: ContentStore) throws {
    (self.db, self.content, codec) = (db, content, try MessageCodec())
  }

  /// What is wrong with a stored message, or nil: its record, its e-mail with all attachments in place, its size, its
  /// date and its kind.
  ///
  /// A message that isn't stored has nothing wrong with it here.
  /// Throws ``StorageError`` where the store that has its content can't be asked.
  func problem(with id: Int64) throws -> String? {
    do {
      guard let message = try Message.find(Message.ID(id), db) else { return nil }
      let stored = try message.unpack(codec)
      guard stored.hasOriginal(message.originalDigest, emailDigest: message.emailDigest) else {
        return "the partner's record no longer has its digest"
      }
      var email = RunningDigest()
      try stored.email.write(content: { try content.pieces(of: $0, db) }, to: { email.update($0) })
      guard email.count == message.size, email.finish() == message.emailDigest else {
        return "its e-mail no longer has its digest and size"
      }
      let kind = try Int64.fetchOne(db, sql: "SELECT kind FROM message WHERE id = ?", arguments: [id])
      guard kind == Int64(stored.envelope.kind.code), message.sent.map({ $0 == stored.envelope.sent.moment }) ?? true
      else { return "it is listed with another date or kind than it has" }
      return nil
    } catch let error as StorageError where !StoreProblem.isOfStore(error) {
      return error.description
    } catch let error as CocoaError {
      return "a file of its content can't be read: \(error.localizedDescription)"
    }
  }
}
