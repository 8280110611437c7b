/// What a line of a feed may hold at most; beyond it the line waits in quarantine.
enum FeedLimits {
  /// The longest id: a key of every duplicate check, shown in logs and headers, and partners' ids are short.
  static let longestID = 255
  /// Group messages reach some dozens; each recipient costs a look-up, a header and perhaps a copy.
  static let mostRecipients = 500
  /// Each is a file to fetch and a part of the e-mail; an MMS carries a handful.
  static let mostFiles = 100
  /// Numbers, addresses and names stand in lists and headers; RFC 5321 allows an address 320 bytes.
  static let longestPartyField = 1_000
  /// File systems stop at 255 bytes; percent-encoding triples that.
  static let longestFileName = 1_000
  /// Ten years: nothing lasts longer, and sums of durations can't overflow.
  static let longestCallSeconds: Int64 = 10 * 366 * 86_400
  /// A petabyte: more than any part can be, so that sums of sizes can't overflow.
  static let largestFile: Int64 = 1 << 50

  static func isUsableID(_ id: String) -> Bool {
    guard !id.isEmpty, id.utf8.count <= longestID else { return false }
    // Ids are ASCII as a rule, where looking at the bytes costs a tenth of asking for each scalar's category.
    return id.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
      || !id.unicodeScalars.contains { $0.properties.generalCategory == .control }
  }
}
