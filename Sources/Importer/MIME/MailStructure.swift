/// Which parts of a message are its text and which are files that came with it: the algorithm of RFC 8621, 4.1.4, which
/// mail programs agree on, but that pictures and sounds are files wherever they are shown.
enum MailStructure {
  static func sort(_ mail: inout Mail) {
    let (text, html) = (Body(), Body())
    var attachments: [Int] = []
    Sorter(parts: mail.parts).sort([0], in: "mixed", isInAlternative: false, text, html, &attachments)
    (mail.textBody, mail.htmlBody, mail.attachments) = (text.parts, html.parts, attachments)
  }

  /// A list that several levels add to.
  private final class Body { var parts: [Int] = [] }

  private struct Sorter {
    let parts: [Mail.Part]

    func sort(
      _ children: [Int], in multipart: String, isInAlternative: Bool, _ text: Body?, _ html: Body?,
      _ attachments: inout [Int]
    ) {
      var (text, html) = (text, html)
      let (textBefore, htmlBefore) = (text?.parts.count, html?.parts.count)
      for (index, number) in children.enumerated() {
        let part = parts[number]
        if part.isMultipart {
          let type = String(part.mediaType.dropFirst("multipart/".count))
          sort(
            part.children, in: type, isInAlternative: isInAlternative || type == "alternative", text, html, &attachments
          )
          continue
        }
        if Self.isMedia(part.mediaType) {
          attachments.append(number)
          continue
        }
        guard isInline(part, index, multipart) else {
          attachments.append(number)
          continue
        }
        if multipart == "alternative" {
          switch part.mediaType {
          case "text/plain": text?.parts.append(number)
          case "text/html": html?.parts.append(number)
          default: attachments.append(number)
          }
          continue
        }
        if isInAlternative {
          if part.mediaType == "text/plain" { html = nil }
          if part.mediaType == "text/html" { text = nil }
        }
        text?.parts.append(number)
        html?.parts.append(number)
      }
      guard multipart == "alternative", let text, let html, let textBefore, let htmlBefore else { return }
      let (newText, newHTML) = (text.parts[textBefore...], html.parts[htmlBefore...])
      if newText.isEmpty { text.parts += newHTML }
      if newHTML.isEmpty { html.parts += newText }
    }

    private func isInline(_ part: Mail.Part, _ index: Int, _ multipart: String) -> Bool {
      guard part.disposition != "attachment", part.mediaType == "text/plain" || part.mediaType == "text/html" else {
        return false
      }
      return index == 0 || (multipart != "related" && part.name == nil)
    }

    private static func isMedia(_ type: String) -> Bool {
      ["image/", "audio/", "video/"].contains { type.hasPrefix($0) }
    }
  }
}
