internal import Archive

/// A file as a part of an e-mail: a safe name, a legal media type, and the part's header fields.
struct AttachmentForm {
  let name: String
  let mediaType: String
  let file: FeedAttachment

  init(_ file: FeedAttachment) {
    self.file = file
    name = Self.safeName(file.name)
    mediaType = Self.legalMediaType(file.mediaType)
  }

  var record: Attachment {
    Attachment(name: name, mediaType: mediaType, bytes: file.bytes, digest: file.sha256)
  }

  func appendHeader(to output: inout [UInt8]) {
    output.append("Content-Type: " as StaticString)
    output.append(mediaType)
    output.append("\r\nContent-Transfer-Encoding: base64\r\n" as StaticString)
    output.append("Content-Disposition: attachment;\r\n" as StaticString)
    var copy = name
    copy.withUTF8 { FileNameParameter.append($0, to: &output) }
    output.append("\r\n\r\n" as StaticString)
  }

  /// The media type in lower case if it is legal, else `application/octet-stream`.
  static func legalMediaType(_ written: String) -> String {
    let type = written.lowercased()
    let parts = type.split(separator: "/", omittingEmptySubsequences: false)
    let legal = parts.count == 2 && parts.allSatisfy(isRestrictedName)
    // A part that says it is a message or of several parts would be taken apart by its reader; this one is
    // opaque, and in base64, which RFC 2046 forbids for those.
    guard legal, parts[0] != "multipart", parts[0] != "message" else { return "application/octet-stream" }
    return type
  }

  /// RFC 6838, 4.2: at most 127 characters, of fewer kinds than RFC 2045's tokens have.
  private static func isRestrictedName(_ part: Substring) -> Bool {
    part.utf8.count <= 127 && part.utf8.first.map(isLetterOrDigit) == true
      && part.utf8.allSatisfy { isLetterOrDigit($0) || "!#$&-^_.+".utf8.contains($0) }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
  }

  /// One line, and never a path (RFC 2183, 2.3): whoever saves it must not land in another folder.
  static func safeName(_ written: String) -> String {
    let name = HeaderText.clean(written)
    let plain = String(
      String.UnicodeScalarView(name.unicodeScalars.map { $0 == "/" || $0 == "\\" ? "_" : $0 }))
    return plain.isEmpty || plain.allSatisfy { $0 == "." } ? "attachment" : plain
  }
}

/// A file name as a parameter of Content-Disposition.
enum FileNameParameter {
  /// Leaves room for the parameter's own name, number and marks within 78 columns.
  private static let mostColumns = 54

  /// Appends `filename="call.wav"`, or what RFC 2231 has for long names and those beyond ASCII.
  static func append(_ name: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
    let quotable = HeaderText.isPlain(name) && !name.contains { $0 == 0x22 || $0 == 0x5C }
    if quotable, name.count <= mostColumns {
      output.append(" filename=\"" as StaticString)
      output.append(contentsOf: name)
      output.append(UInt8(ascii: "\""))
      return
    }
    var section = 0
    var index = 0
    while index < name.count {
      if section > 0 { output.append(";\r\n" as StaticString) }
      output.append(" filename*" as StaticString)
      output.append(String(section))
      output.append(section == 0 ? "*=utf-8''" : "*=" as StaticString)
      var column = 0
      repeat {
        column += appendCharacter(name, &index, to: &output)
      } while index < name.count && column <= mostColumns - 12
      section += 1
    }
  }

  /// Appends one scalar, so that no section ends inside one, and returns its columns.
  private static func appendCharacter(
    _ name: UnsafeBufferPointer<UInt8>, _ index: inout Int, to output: inout [UInt8]
  ) -> Int {
    var columns = 0
    repeat {
      if isAttributeText(name[index]) {
        output.append(name[index])
        columns += 1
      } else {
        output.append(UInt8(ascii: "%"))
        ASCII.appendHex(name[index], uppercase: true, to: &output)
        columns += 3
      }
      index += 1
    } while index < name.count && name[index] & 0xC0 == 0x80
    return columns
  }

  /// RFC 2231, 7 `attribute-char`, less what has ever confused a reader.
  private static func isAttributeText(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
