internal import Archive
internal import Foundation

/// A change as it is kept while it waits: JSON with sorted keys.
enum ChangePayload {
  /// A scope of a thousand mailboxes takes a tenth of it, the longest expression a third.
  private static let longest = 128 << 10

  static func encode(_ change: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let data = try encoder.encode(change)
    guard data.count <= longest else {
      throw InputError(
        "this change is too large to wait for an approval; make it in several steps", code: "approval.size")
    }
    return String(decoding: data, as: UTF8.self)
  }

  static func decode<Change: Decodable>(_ payload: String) throws -> Change {
    try JSONDecoder().decode(Change.self, from: Data(payload.utf8))
  }
}
