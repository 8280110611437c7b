internal import Archive

/// What a partner's ZIP file is called: `YYYYMMDD0000-TeleMessage_<file#>_<TimeZipped>.zip`.
struct PartnerZIPName: Hashable, Sendable {
  /// The day that its messages are of.
  var day: CivilDate

  /// Reads a file's name without its folder; nil where it is another's.
  init?(_ name: String) {
    // Names become part of paths and of records.
    guard FeedManifest.isSafeName(name), name.lowercased().hasSuffix(".zip") else { return nil }
    let parts = name.split(separator: "-", maxSplits: 1)
    guard parts.count == 2, parts[0].utf8.count == 12, parts[0].utf8.allSatisfy({ (48...57).contains($0) }),
      parts[1].lowercased().hasPrefix("telemessage_")
    else { return nil }
    let digits = parts[0]
    func cut(_ start: Int, _ count: Int) -> Substring { digits.dropFirst(start).prefix(count) }
    guard let day = CivilDate("\(cut(0, 4))-\(cut(4, 2))-\(cut(6, 2))") else { return nil }
    self.day = day
  }
}
