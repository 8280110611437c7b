internal import Archive
internal import Foundation

/// What a page's record needs to be read again without its page: who takes part, and its files.
struct TakeoutNote: Codable {
  var page: String
  var title: String
  /// Whether the record is one message, and not a page of its own.
  var isMessage: Bool
  var people: [TakeoutPage.Person]
  var media: [NotedFile] = []

  init(_ page: TakeoutPage, isMessage: Bool) {
    (self.page, title, self.isMessage) = (page.name, String(page.title.prefix(FeedLimits.longestPartyField)), isMessage)
    people = Array(page.people.prefix(FeedLimits.mostRecipients + 1))
  }

  init?(_ bytes: [UInt8]) {
    guard let note = try? JSONDecoder().decode(TakeoutNote.self, from: Data(bytes)) else { return nil }
    self = note
  }

  /// None where it would be longer than a note may be: then the record can't be replayed, and goes on waiting.
  var bytes: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let bytes = (try? encoder.encode(self)).map { Array($0) } ?? []
    return bytes.count <= ForeignRecord.longestNote ? bytes : []
  }
}
