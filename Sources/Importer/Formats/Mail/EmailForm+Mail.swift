internal import Archive

extension EmailForm {
  /// A file in an e-mail from which on it is referred to rather than kept among the e-mail's own bytes.
  private static let leastContent: Int64 = 4 << 10

  /// A delivered e-mail: its own bytes, but for the files in it that are stored by themselves.
  ///
  /// Put together again it is made sure to be the same; where a file's encoding can't be told from its content, its
  /// bytes stay as they are.
  init(of bytes: [UInt8], _ mail: Mail, _ contents: FetchedFiles) throws {
    var segments: [Segment] = []
    var end = 0
    let files = mail.attachments.map { mail.parts[$0] }.compactMap { part in
      part.place.flatMap { place in part.content.map { (place: place, content: $0) } }
    }
    for (place, content) in files.sorted(by: { $0.place.range.lowerBound < $1.place.range.lowerBound }) {
      guard let range = Range(exactly: place.range), range.lowerBound >= end, range.upperBound <= bytes.count,
        content.bytes >= Self.leastContent, contents.files[content.digest] != nil
      else { continue }
      let segment: Segment =
        switch place.form {
        case .identity: .content(content.digest, bytes: content.bytes)
        case .base64(columns: 76, hasReturns: true): .base64(content.digest, bytes: content.bytes)
        case .base64(let columns, let hasReturns):
          .base64Lines(content.digest, bytes: content.bytes, columns: columns, hasReturns: hasReturns)
        }
      guard EmailForm(segments: [segment]).size == Int64(range.count) else { continue }
      segments += [.bytes(Array(bytes[end..<range.lowerBound])), segment]
      end = range.upperBound
    }
    segments.append(.bytes(Array(bytes[end...])))
    self.init(segments: segments)
    guard segments.count > 1 else { return }
    var digest = RunningDigest()
    try write(content: { try contents.pieces(of: $0) }, to: { digest.update($0) })
    if digest.finish() != Digest(of: bytes) { self.init(segments: [.bytes(bytes)]) }
  }
}

extension Range<Int> {
  fileprivate init?(exactly range: Range<Int64>) {
    guard let lower = Int(exactly: range.lowerBound), let upper = Int(exactly: range.upperBound) else { return nil }
    self = lower..<upper
  }
}
