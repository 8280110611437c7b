internal import Archive

/// The sound and pictures of an export, found by what the pages call them.
final class TakeoutMedia {
  private let source: any EntrySource
  /// By the folder and the name, with and without its ending: pages name pictures without.
  private let byName: [String: Entry]

  init(_ source: any EntrySource) {
    self.source = source
    var byName: [String: Entry] = [:]
    for entry in source.entries where !entry.name.lowercased().hasSuffix(".html") {
      byName[entry.name] = entry
      let bare = Self.withoutEnding(entry.name)
      if byName[bare] == nil { byName[bare] = entry }
    }
    self.byName = byName
  }

  private static func withoutEnding(_ name: String) -> String {
    guard let dot = name.lastIndex(of: "."), !name[dot...].contains("/") else { return name }
    return String(name[..<dot])
  }

  /// The file that a page means by that name.
  func read(_ name: String, on page: Entry, _ stager: ContentStager) throws -> (
    attachment: FeedAttachment, content: FetchedFiles.File
  ) {
    let folder = String(page.name.dropLast(page.lastName.count))
    guard EntryLimits.isSafe(name), let entry = byName[folder + name] else {
      let shown = String(HeaderText.clean(name).prefix(FeedLimits.longestFileName / 4))
      // Two that are missing are told apart by their names: there is nothing else of them.
      return (
        FeedAttachment(name: shown, mediaType: MediaTypes.type(of: name), bytes: 0, sha256: Digest(of: name.utf8)),
        .missing("the export has no file named '\(shown)'")
      )
    }
    let next = try source.pieces(of: entry)
    while let piece = try next() { try stager.write(piece) }
    let (file, bytes, digest) = try stager.finish()
    let attachment = FeedAttachment(
      name: String(entry.lastName), mediaType: MediaTypes.type(of: entry.name), bytes: bytes, sha256: digest)
    return (attachment, file)
  }
}
