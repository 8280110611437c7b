internal import Archive

/// What a message says, as text to be read and searched.
enum MailText {
  /// The text of the parts that a reader is shown; that of forwarded messages follows, each behind who wrote it.
  static func of(_ mail: Mail, _ budget: MailBudget) throws -> String {
    var texts: [String] = []
    for number in mail.textBody {
      if let text = try of(mail.parts[number], budget) { texts.append(text) }
    }
    if let outside = mail.outside, outside.bytes > 0 {
      try budget.countText(outside.bytes)
      let text = Charset.decode(try outside.prefix(MailLimits.textBytes), nil).trimmingBlanks()
      if !text.isEmpty { texts.append(text) }
    }
    for part in mail.parts {
      for forwarded in part.message { texts.append(heading(forwarded) + "\n\n" + forwarded.text) }
    }
    return texts.joined(separator: "\n\n")
  }

  /// The text of one part; nil where it is none.
  static func of(_ part: Mail.Part, _ budget: MailBudget) throws -> String? {
    guard part.mediaType.hasPrefix("text/"), let content = part.content else { return nil }
    try budget.countText(content.bytes)
    let bytes = try content.prefix(MailLimits.textBytes)
    let text = Charset.decode(bytes, part.charset)
    return part.mediaType == "text/html" ? HTMLText.of(text) : text
  }

  private static func heading(_ mail: Mail) -> String {
    func line(_ name: String, _ people: [MailAddress]) -> String? {
      let names = people.map { [$0.name, $0.address.map { "<\($0)>" }].compactMap(\.self).joined(separator: " ") }
      return people.isEmpty ? nil : "\(name): \(names.joined(separator: ", "))"
    }
    return [
      line("From", mail.from), line("To", mail.to), line("Cc", mail.cc), mail.header.text("Date").map { "Date: \($0)" },
      mail.subject.isEmpty ? nil : "Subject: \(mail.subject)",
    ].compactMap(\.self).joined(separator: "\n")
  }
}
