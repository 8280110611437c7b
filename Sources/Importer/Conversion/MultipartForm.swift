internal import Archive

/// An e-mail's body: the text alone, or the text and files as `multipart/mixed` (RFC 2046, 5.1).
///
/// The boundary begins with `=_`, and no part can show that: base64 has no `_`, quoted-printable writes `=` only
/// before two digits or a line end, and ``BodyText`` doesn't leave a text that holds `=_` unencoded. So it needs
/// no search through the content, and the same item gives the same bytes.
struct MultipartForm {
  let text: BodyText
  let files: [AttachmentForm]
  let identity: MessageID

  /// The whole e-mail, these header fields first.
  func finish(_ header: HeaderWriter) -> EmailForm {
    var header = header
    guard !files.isEmpty else {
      header.body { text.appendPart(to: &$0) }
      return EmailForm(segments: [.bytes(header.bytes)])
    }
    header.body { output in
      output.append("Content-Type: multipart/mixed;\r\n boundary=\"" as StaticString)
      appendBoundary(to: &output)
      output.append("\"\r\n\r\n--" as StaticString)
      appendBoundary(to: &output)
      output.appendLineEnd()
      text.appendPart(to: &output)
    }
    var bytes = header.bytes
    var segments: [EmailForm.Segment] = []
    // The line end before a boundary belongs to the boundary. Base64's last line brings its own.
    bytes.appendLineEnd()
    for file in files {
      bytes.append("--" as StaticString)
      appendBoundary(to: &bytes)
      bytes.appendLineEnd()
      file.appendHeader(to: &bytes)
      segments.append(.bytes(bytes))
      segments.append(.base64(file.file.sha256, bytes: file.file.bytes))
      bytes = []
    }
    bytes.append("--" as StaticString)
    appendBoundary(to: &bytes)
    bytes.append("--\r\n" as StaticString)
    segments.append(.bytes(bytes))
    return EmailForm(segments: segments)
  }

  private func appendBoundary(to output: inout [UInt8]) {
    output.append("=_holdfast_" as StaticString)
    output.append(contentsOf: identity.localPart)
  }
}
