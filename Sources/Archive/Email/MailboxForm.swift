/// One address of a header: a display name and an address (RFC 5322, 3.4 `name-addr`).
package struct MailboxForm {
  /// Clean (``HeaderText/clean(_:)``); empty where there is none.
  package let name: String
  /// Writable (``EmailAddress/isWritable(_:)``).
  package let address: String

  package init(name: String, address: String) { (self.name, self.address) = (name, address) }

  /// Longer names go into encoded words, which can be folded.
  private static let longestQuotedName = 60

  /// Appends it at a column, folding between name and address where the line would be too long.
  func append(to output: inout [UInt8], column: Int) {
    let start = output.count
    var column = column
    var copy = name
    copy.withUTF8 { name in
      guard !name.isEmpty else { return }
      if name.count <= Self.longestQuotedName, HeaderText.isPlain(name) {
        output.append(UInt8(ascii: "\""))
        for byte in name {
          if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { output.append(UInt8(ascii: "\\")) }
          output.append(byte)
        }
        output.append(UInt8(ascii: "\""))
        column += output.count - start
      } else {
        column = EncodedWords.append(name, column: column, to: &output)
      }
    }
    if output.count > start {
      let fits = column + address.utf8.count + 4 <= HeaderWriter.preferredColumns
      output.append(fits ? " " : "\r\n " as StaticString)
    }
    output.append(UInt8(ascii: "<"))
    output.append(address)
    output.append(UInt8(ascii: ">"))
  }
}
