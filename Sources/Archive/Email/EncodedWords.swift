/// Text beyond printable ASCII in a header: encoded words (RFC 2047), in UTF-8 and base64.
enum EncodedWords {
  /// RFC 2047, 2: a word has at most 75 characters, 12 of them its frame; 60 of base64 are left.
  private static let bytesPerWord = 45

  /// Appends the text as one or more words, folded between them; readers drop the folds.
  ///
  /// No word ends inside a character (RFC 2047, 5). Returns the column after the last.
  @discardableResult
  static func append(_ text: UnsafeBufferPointer<UInt8>, column: Int, to output: inout [UInt8]) -> Int {
    var column = column
    var index = 0
    while index < text.count {
      // What is left of this line may hold less than a full word.
      let room = (HeaderWriter.preferredColumns - column - 12) / 4 * 3
      if index > 0 || room < 4 {
        output.append("\r\n " as StaticString)
        column = 1
      }
      let most = min(bytesPerWord, (HeaderWriter.preferredColumns - column - 12) / 4 * 3)
      var end = min(index + most, text.count)
      while end < text.count, text[end] & 0xC0 == 0x80 { end -= 1 }
      let before = output.count
      output.append("=?utf-8?B?" as StaticString)
      Base64.append(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(text)[index..<end]), to: &output)
      output.append("?=" as StaticString)
      column += output.count - before
      index = end
    }
    return column
  }
}
