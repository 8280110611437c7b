internal import Archive

/// A subject a person can scan: `SMS from Ada Abbott to +44 7700 900501: Running late, 10 min`.
enum SubjectLine {
  /// Characters of a text that are shown, and of a name: a list's column each.
  static let snippetCharacters = 60
  static let nameCharacters = 60

  static func make(for item: CarrierItem, from sender: Participant, to recipients: [Participant]) -> String {
    var subject = opening(item)
    subject += HeaderText.cut(sender.display, characters: nameCharacters)
    subject += " to "
    if let first = recipients.first { subject += HeaderText.cut(first.display, characters: nameCharacters) }
    if recipients.count > 1 {
      subject += recipients.count == 2 ? " and 1 other" : " and \(recipients.count - 1) others"
    }
    switch item.kind {
    case .sms, .email:
      let snippet = snippet(of: item.body)
      if !snippet.isEmpty { subject += ": " + snippet }
    case .call:
      if let seconds = item.durationSeconds, item.answered != false {
        subject += ", " + DateForm.duration(seconds)
      }
    }
    return subject
  }

  private static func opening(_ item: CarrierItem) -> String {
    switch (item.kind, item.answered, item.direction) {
    case (.sms, _, _): "SMS from "
    case (.email, _, _): "E-mail from "
    case (.call, false, .inbound): "Missed call from "
    case (.call, false, .outbound): "Unanswered call from "
    case (.call, _, _): "Call from "
    }
  }

  /// The text's beginning on one line, with runs of blanks as one.
  private static func snippet(of text: String) -> String {
    // No more is looked at than can be shown: a text may be megabytes.
    let mostBytes = HeaderText.mostBytes(forCharacters: snippetCharacters) + 1
    var line: [UInt8] = []
    line.reserveCapacity(mostBytes + 4)
    var blank = false
    for scalar in text.unicodeScalars {
      if HeaderText.isBlank(scalar) {
        blank = !line.isEmpty
        continue
      }
      if blank { line.append(UInt8(ascii: " ")) }
      blank = false
      if scalar.isASCII {
        line.append(UInt8(truncatingIfNeeded: scalar.value))
      } else {
        line.append(contentsOf: UTF8.encode(scalar) ?? .init())
      }
      if line.count > mostBytes { break }
    }
    return HeaderText.cut(String(decoding: line, as: UTF8.self), characters: snippetCharacters)
  }
}
