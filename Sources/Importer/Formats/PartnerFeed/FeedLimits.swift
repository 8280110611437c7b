/// What a line of a feed may hold at most; beyond it the line waits in quarantine.
enum FeedLimits {
  /// A key of the archive's duplicate check, shown in logs and headers: a line's width is plenty, and a
  /// longer one would cost every look-up.
  static let longestID = 255
  /// Group messages reach some dozens; each participant costs a look-up, a header and perhaps a copy.
  static let mostRecipients = 500
  /// Each is a file to fetch and a part of the e-mail. MMS carries a handful.
  static let mostFiles = 100
  /// Numbers, addresses and names are shown in lists and written into headers. RFC 5321 allows an address
  /// 320 bytes; a name may take some more.
  static let longestPartyField = 1_000
  /// File systems stop at 255 bytes; what passes through phones may be in percent or quoted form.
  static let longestFileName = 1_000
  /// Ten years. Nothing lasts longer, and sums of durations can't overflow.
  static let longestCallSeconds: Int64 = 10 * 366 * 86_400
  /// A petabyte: more than any part can be, so that sums of sizes can't overflow.
  static let largestFile: Int64 = 1 << 50

  static func isUsableID(_ id: String) -> Bool {
    !id.isEmpty && id.utf8.count <= longestID
      && !id.unicodeScalars.contains { $0.properties.generalCategory == .control }
  }
}
